// On paper: the map as it is seen, its marks numbered, and the list of what each number stands for.
import { placedAs } from './card.js';
import { safeLink } from './clean.js';
import { members } from './cluster.js';
import { make } from './dom.js';
import { harmOf, titleOf } from './list.js';
import { swatchOf } from './panel.js';

const MOST_PRINTED = 1000;

/** Prepares the page for printing, and puts it back. */
export class Print {
  /**
   * @param {HTMLElement} holder
   * @param {any} app
   */
  constructor(holder, app) {
    this.holder = holder;
    this.app = app;
    /** @type {any} the legend */
    this.key = document.getElementById('gm-key');
    addEventListener('keydown', (event) => {
      if (event.key.toLowerCase() !== 'p' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      this.run();
    });
    // The browser's own menu does not wait: what has been read so far is printed.
    addEventListener('beforeprint', () => {
      if (this.before) return;
      this.lay();
      this.fill(this.listed(), (i) => this.app.texts.peek(i));
    });
    addEventListener('afterprint', () => this.undo());
  }

  /** Print once all texts that are to be on paper have been read. */
  async run() {
    if (this.before) return;
    this.lay();
    const listed = this.listed();
    const texts = new Map();
    for (const [, i] of listed) texts.set(i, await this.app.texts.row(i));
    this.fill(listed, (i) => texts.get(i));
    window.print();
  }

  /** The paper's layout, and the same stretch of the map in it. */
  lay() {
    const { map, marks, base, timeline } = this.app;
    const bounds = map.getBounds();
    document.documentElement.classList.add('gm-print');
    this.asVectors(true);
    const key = this.key;
    this.before = { center: map.getCenter(), zoom: map.getZoom(), snap: map.options.zoomSnap, key: key.open };
    key.open = true;
    map.invalidateSize({ animate: false });
    map.options.zoomSnap = 0; // just what was seen, not the next coarser step
    map.fitBounds(bounds, { animate: false });
    marks.numbered = true;
    marks.redraw();
    base.redraw();
    base.flush();
    timeline.resize();
    timeline.redraw();
  }

  /** Whether map and timeline are vectors, which are sharp on paper, in place of canvases. */
  asVectors(on) {
    const { marks, base, timeline } = this.app;
    for (const one of [base, marks.layer, timeline]) one.vector = on;
  }

  undo() {
    if (!this.before) return;
    const { map, marks, base, timeline } = this.app;
    document.documentElement.classList.remove('gm-print');
    this.asVectors(false);
    this.key.open = this.before.key;
    marks.numbered = false;
    map.options.zoomSnap = this.before.snap;
    map.invalidateSize({ animate: false });
    map.setView(this.before.center, this.before.zoom, { animate: false });
    this.before = null;
    marks.redraw();
    base.redraw();
    timeline.resize();
    timeline.redraw();
    this.holder.replaceChildren();
  }

  /**
   * What is listed: by the number of the mark in view, then what has none, each by date.
   * @returns {[number, number][]} number or 0, and row
   */
  listed() {
    const { marks, rows, filter } = this.app;
    const numberOf = new Map();
    marks.onScreen().forEach((mark, at) => { for (const i of members(mark, filter.visible)) numberOf.set(i, at + 1); });
    const first = [...numberOf].map(([i, number]) => /** @type {[number, number]} */ ([number, i]));
    first.sort(([a, i], [b, j]) => a - b || rows.text[i] - rows.text[j]);
    for (let at = 0; at < rows.n && first.length < MOST_PRINTED; at++) {
      const i = rows.byDate[at];
      if (filter.visible[i] && !numberOf.has(i)) first.push([0, i]);
    }
    return first.slice(0, MOST_PRINTED);
  }

  /** The list, what it was taken from, its sources, and how the map was made. */
  fill(listed, textOf) {
    const { speech, filter } = this.app;
    const sources = new Map();
    const lines = listed.map(([number, i]) => this.line(number, i, textOf(i) ?? {}, sources));
    const heads = ['number', 'date', 'what', 'where', ...(sources.size ? ['source'] : [])];
    const table = make('table', { className: 'gm-printed' },
      make('thead', {}, make('tr', {}, ...heads.map((key) => make('th', { scope: 'col' }, speech.say(key))))), make('tbody', {}, ...lines));
    const rest = filter.shown - listed.length;
    const notes = [
      listed.some(([number]) => !number) ? speech.say('unnumbered') : '',
      rest ? speech.say('printMore', { n: rest }) : '',
    ].filter(Boolean);
    this.holder.replaceChildren(make('h2', {}, this.app.shownWords()), table, ...notes.map((note) => make('p', {}, note)), ...this.sources(sources), this.making());
  }

  line(number, i, text, sources) {
    const { rows, kinds, speech } = this.app;
    const kind = kinds[rows.kind[i]];
    const small = (...parts) => make('div', { className: 'gm-small' }, ...parts);
    const what = [make('b', {}, titleOf(this.app, i, text)), small(swatchOf(kind.colour, rows.mark[i]), kind.label)];
    const harm = harmOf(text, speech);
    if (harm) what[1].append(` · ${harm}`);
    const where = [text.place ? `“${text.place}”` : '', ...placedAs(this.app, i, text).map((line) => small(line))];
    const cells = [number ? String(number) : '–', speech.date(rows, i, text.date) || speech.say('undated'), what, where, this.sourceOf(text, sources)];
    if (!cells[4]) cells.pop();
    return make('tr', {}, ...cells.map((cell) => make('td', { dir: 'auto' }, ...(Array.isArray(cell) ? cell : [cell]))));
  }

  /** The number of an incident's source among those that are printed; each is printed once. */
  sourceOf(text, sources) {
    const address = safeLink(text.source_url) ?? '';
    if (!text.source && !address) return '';
    const key = JSON.stringify([text.source || '', address]);
    if (!sources.has(key)) sources.set(key, sources.size + 1);
    return `[${sources.get(key)}]`;
  }

  sources(sources) {
    if (!sources.size) return [];
    const items = [...sources.keys()].map((key) => make('li', { dir: 'auto' }, JSON.parse(key).filter(Boolean).join(', ')));
    return [make('h2', {}, this.app.speech.say('sources')), make('ol', { className: 'gm-sources' }, ...items)];
  }

  /** The page's "About this map", method note included. */
  making() {
    const about = document.getElementById('gm-about').cloneNode(true);
    const made = make('div', { className: 'gm-about' }, ...about.childNodes);
    for (const one of made.querySelectorAll('[id]')) one.removeAttribute('id');
    return made;
  }
}
