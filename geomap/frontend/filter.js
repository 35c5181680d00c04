// Which incidents are shown: by time, by text, by facets. One byte a row, recounted on each change.

/** Bits of what keeps a row out; a facet's bit is 4, 8, 16 … in the order of the facets. */
export const TIME = 1;
export const TEXT = 2;

/**
 * A property by whose values incidents are switched on and off.
 * @typedef {object} Facet
 * @property {string} name
 * @property {ArrayLike<number>} codes value of each row, from 0
 * @property {Uint8Array} on whether a value is switched on
 * @property {boolean} flat whether all rows have the first value
 * @property {Uint32Array} counts rows of each value under all other filters
 */

/** The one filter that map, list, timeline and counts share. */
export class Filter {
  /**
   * @param {import('./rows.js').Rows} rows
   * @param {[string, ArrayLike<number>, number][]} facets name, code of each row, how many codes; six at most
   */
  constructor(rows, facets) {
    this.rows = rows;
    /** @type {Facet[]} */
    this.facets = facets.map(([name, codes, size]) => ({
      name, codes, on: new Uint8Array(size).fill(1), counts: new Uint32Array(size), flat: !someSet(codes),
    }));
    this.from = 0;
    this.to = Infinity;
    /** Only incidents without a date. */
    this.undated = false;
    /** @type {Uint8Array|null} */
    this.hits = null;
    this.visible = new Uint8Array(rows.n).fill(1);
    this.fails = new Uint8Array(rows.n);
    this.shown = rows.n;
    /** Counts the changes. */
    this.version = 0;
    /** @type {((timeOnly: boolean) => void)[]} */
    this.listeners = [];
  }

  /** @param {string} name @returns {Facet} */
  facet(name) {
    return this.facets.find((one) => one.name === name);
  }

  /** Days as numbered in `rows.day`; incidents without a date drop out of any narrower span. */
  setDays(from, to) {
    this.days(from, to);
    this.apply(true);
  }

  days(from, to) {
    const all = from <= 1 && to >= this.rows.lastDay;
    this.from = all ? 0 : from;
    this.to = all ? Infinity : to;
    this.undated = false;
  }

  setUndated(only) {
    this.days(0, Infinity);
    this.undated = only;
    this.apply(true);
  }

  set(facet, code, on) {
    facet.on[code] = on ? 1 : 0;
    this.apply();
  }

  setHits(hits) {
    this.hits = hits;
    this.apply();
  }

  /** Whether anything is filtered. */
  get active() {
    return Boolean(this.from || this.undated || this.hits) || this.facets.some(({ on }) => on.includes(0));
  }

  clear() {
    this.days(0, Infinity);
    this.hits = null;
    for (const { on } of this.facets) on.fill(1);
    this.apply();
  }

  /** @param {boolean} [timeOnly] whether nothing but the time filter has changed */
  apply(timeOnly = false) {
    this.recount();
    for (const listener of this.listeners) listener(timeOnly);
  }

  recount() {
    this.version++;
    const { day, span, n } = this.rows;
    const { visible, fails, hits, from, to, undated } = this;
    // Sums in place of branches, which the processor would guess wrong half of the time.
    if (from) for (let i = 0; i < n; i++) fails[i] = TIME * (Number(day[i] === 0) | Number(day[i] > to) | Number(day[i] + span[i] < from));
    else if (undated) for (let i = 0; i < n; i++) fails[i] = TIME * Number(day[i] > 0);
    else fails.fill(0);
    if (hits) for (let i = 0; i < n; i++) fails[i] |= TEXT * Number(hits[i] === 0);
    this.facets.forEach(({ codes, on }, at) => {
      if (!on.includes(0)) return;
      for (let i = 0; i < n; i++) fails[i] |= (4 << at) * (1 - on[codes[i]]);
    });
    let shown = 0;
    for (let i = 0; i < n; i++) shown += visible[i] = Number(fails[i] === 0);
    this.shown = shown;
    // A row counts for a facet if nothing else keeps it out.
    this.facets.forEach(({ codes, counts, on, flat }, at) => {
      counts.fill(0);
      if (flat && on[0]) { counts[0] = shown; return; }
      const others = 255 ^ (4 << at);
      if (!on.includes(0)) for (let i = 0; i < n; i++) counts[codes[i]] += visible[i];
      else for (let i = 0; i < n; i++) counts[codes[i]] += Number((fails[i] & others) === 0);
    });
  }
}

/** Whether any row has another than the first value: a plain loop, since at a million rows a call a row is a long wait. */
function someSet(codes) {
  for (let i = 0; i < codes.length; i++) if (codes[i]) return true;
  return false;
}
