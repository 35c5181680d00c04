// Which incidents are shown: by kind, by time, by text. One byte a row, recounted on each change.

/** The one filter that map, list and counts share. */
export class Filter {
  /**
   * @param {import('./rows.js').Rows} rows
   * @param {number} kinds
   */
  constructor(rows, kinds) {
    this.rows = rows;
    this.kindOn = new Uint8Array(kinds).fill(1);
    this.from = 0;
    this.to = Infinity;
    /** @type {Uint8Array|null} */
    this.hits = null;
    this.visible = new Uint8Array(rows.n).fill(1);
    /** Rows of each kind under the other filters, whether the kind is on or not. */
    this.counts = new Uint32Array(kinds);
    this.shown = rows.n;
    /** @type {(() => void)[]} */
    this.listeners = [];
    this.recount();
  }

  /** Days as numbered in `rows.day`; incidents without a date drop out of any narrower span. */
  setDays(from, to) {
    const all = from <= 1 && to >= this.rows.lastDay;
    this.from = all ? 0 : from;
    this.to = all ? Infinity : to;
    this.apply();
  }

  setKind(kind, on) {
    this.kindOn[kind] = on ? 1 : 0;
    this.apply();
  }

  setHits(hits) {
    this.hits = hits;
    this.apply();
  }

  apply() {
    this.recount();
    for (const listener of this.listeners) listener();
  }

  recount() {
    const { kind, day, span, n } = this.rows;
    const { visible, kindOn, hits, from, to, counts } = this;
    counts.fill(0);
    let shown = 0;
    for (let i = 0; i < n; i++) {
      let pass = 1;
      if (from && (day[i] === 0 || day[i] > to || day[i] + span[i] < from)) pass = 0;
      if (hits && !hits[i]) pass = 0;
      counts[kind[i]] += pass;
      pass &= kindOn[kind[i]];
      visible[i] = pass;
      shown += pass;
    }
    this.shown = shown;
  }
}
