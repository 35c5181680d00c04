// On paper: the map as it is seen, its marks numbered, and the list of what each number stands for.
import { members } from './cluster.js';
import { make } from './dom.js';
import { titleOf } from './list.js';

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
    const { map, marks, base } = this.app;
    const bounds = map.getBounds();
    document.documentElement.classList.add('gm-print');
    const key = this.key;
    this.before = { center: map.getCenter(), zoom: map.getZoom(), key: key.open };
    key.open = true;
    map.invalidateSize({ animate: false });
    map.fitBounds(bounds, { animate: false });
    marks.numbered = true;
    marks.redraw();
    base.redraw();
    base.flush();
  }

  undo() {
    if (!this.before) return;
    const { map, marks } = this.app;
    document.documentElement.classList.remove('gm-print');
    this.key.open = this.before.key;
    marks.numbered = false;
    map.invalidateSize({ animate: false });
    map.setView(this.before.center, this.before.zoom, { animate: false });
    this.before = null;
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

  fill(listed, textOf) {
    const { speech, filter } = this.app;
    const lines = listed.map(([number, i]) => this.line(number, i, textOf(i) ?? {}));
    const heads = ['number', 'date', 'what', 'where', 'source'].map((key) => make('th', { scope: 'col' }, speech.say(key)));
    const table = make('table', { className: 'gm-printed' }, make('thead', {}, make('tr', {}, ...heads)), make('tbody', {}, ...lines));
    const rest = filter.shown - listed.length;
    const notes = [
      listed.some(([number]) => !number) ? speech.say('unnumbered') : '',
      rest ? speech.say('printMore', { n: rest }) : '',
    ].filter(Boolean);
    this.holder.replaceChildren(table, ...notes.map((note) => make('p', {}, note)));
  }

  line(number, i, text) {
    const { rows, kinds, speech } = this.app;
    const date = speech.date(rows, i, text.date) || speech.say('undated');
    const what = [make('b', {}, titleOf(text, speech)), ` ${speech.kind(kinds[rows.kind[i]].name)}`];
    const cells = [number ? String(number) : '–', date, what, text.place || text.place_name || '', text.source || ''];
    return make('tr', {}, ...cells.map((cell) => make('td', { dir: 'auto' }, ...(Array.isArray(cell) ? cell : [cell]))));
  }
}
