// Keeps the address in step with what is shown, and what is shown in step with the back button.
import { decode, encode } from './address.js';
import { dateOf } from './rows.js';

const SETTLE_MS = 250;

/** Reads the address at the start and when the reader goes back; writes it after each change. */
export class History {
  /** @param {any} app map, rows, filter, facetKeys, selectedId, words, and `search`, `selectId`, `close` */
  constructor(app) {
    this.app = app;
    this.timer = 0;
    this.pushing = false;
    this.still = true;
    /** Whether a change comes from typing, which is no step of the back button. */
    this.typing = false;
  }

  /** From here on changes are written. */
  watch() {
    this.still = false;
    this.app.map.on('moveend', () => this.note(false));
    this.app.filter.listeners.push((timeOnly) => this.note(!timeOnly && !this.typing));
    addEventListener('popstate', () => this.restore());
  }

  /** Something has changed; `step` if it is worth a step of the back button. */
  note(step) {
    if (this.still) return;
    this.pushing ||= step;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), SETTLE_MS);
  }

  write() {
    clearTimeout(this.timer);
    const hash = `#${encode(this.seen())}`;
    const push = this.pushing;
    this.pushing = false;
    if (hash === location.hash) return;
    try {
      if (push) history.pushState(null, '', hash);
      else history.replaceState(null, '', hash);
    } catch { /* a frame without an address of its own */ }
  }

  /** The address of just this view. */
  link() {
    return `${location.href.split('#')[0]}#${encode(this.seen())}`;
  }

  /** @returns {import('./address.js').Seen} */
  seen() {
    const { map, rows, filter, facetKeys, words, selected, selectedId } = this.app;
    const { lat, lng } = map.getCenter().wrap();
    const facets = Object.fromEntries(filter.facets.map(({ name, on }) => [name, {
      on: facetKeys[name].filter((_, code) => on[code]), off: facetKeys[name].filter((_, code) => !on[code]),
    }]));
    const iso = (day) => dateOf(rows, day).toISOString().slice(0, -14);
    const time = filter.undated ? 'undated' : filter.from ? `${iso(filter.from)}/${iso(Math.min(filter.to, rows.lastDay))}` : '';
    const id = selected === null ? null : selectedId;
    return { view: [lat, lng, map.getZoom()], facets, time, words, selected: id, row: id === null ? null : rows.text[selected] };
  }

  /** What the address says; its filters hold at once. */
  begin() {
    const seen = decode(location.hash, this.app.facetKeys);
    this.filters(seen);
    return seen;
  }

  look({ view }) {
    if (view) this.app.map.setView(view.slice(0, 2), view[2], { animate: false });
  }

  filters({ facets, time }) {
    const { filter, rows, facetKeys } = this.app;
    for (const { name, on } of filter.facets) {
      const off = new Set(facets[name]?.off ?? []);
      facetKeys[name].forEach((value, code) => { on[code] = off.has(value) ? 0 : 1; });
    }
    const [from, to] = time.includes('/') ? time.split('/').map((text) => Date.parse(text) / 86400000 - rows.firstDay + 1) : [0, Infinity];
    if (from <= to) filter.days(from > rows.lastDay ? from : Math.max(from, 0), to);
    filter.undated = time === 'undated';
  }

  /** What waits for the texts: search and selection. */
  async finish({ words, selected, row }) {
    if (words !== this.app.words) await this.app.search(words);
    if (selected === null) this.app.close();
    else if (selected !== this.app.selectedId || this.app.selected === null) await this.app.selectId(selected, row);
  }

  /** The reader went back or forward, or changed the address by hand. */
  async restore() {
    this.still = true;
    clearTimeout(this.timer);
    this.pushing = false;
    const seen = this.begin();
    this.look(seen);
    this.app.filter.apply();
    await this.finish(seen);
    this.still = false;
  }
}
