// On paper: the map as it is seen, its marks numbered, and the list of what each number stands for.
import { members } from './cluster.js';
import { make } from './dom.js';
import { titleOf } from './list.js';

const MOST_PRINTED = 500;

/** Prepares the page for printing, and puts it back. */
export class Print {
  /** @param {any} app */
  constructor(holder, app) {
    this.holder = holder;
    this.app = app;
    addEventListener('afterprint', () => this.undo());
  }

  async run() {
    await this.prepare();
    window.print();
  }

  /** The paper's layout, and the same stretch of the map in it. */
  async prepare() {
    const { map, marks } = this.app;
    const bounds = map.getBounds();
    document.documentElement.classList.add('gm-print');
    const key = document.getElementById('gm-key');
    this.before = { center: map.getCenter(), zoom: map.getZoom(), key: key.open };
    key.open = true;
    map.invalidateSize({ animate: false });
    map.fitBounds(bounds, { animate: false });
    marks.numbered = true;
    marks.layer.redraw();
    this.app.base.redraw();
    await this.fill();
  }

  undo() {
    if (!this.before) return;
    const { map, marks } = this.app;
    document.documentElement.classList.remove('gm-print');
    document.getElementById('gm-key').open = this.before.key;
    marks.numbered = false;
    map.invalidateSize({ animate: false });
    map.setView(this.before.center, this.before.zoom, { animate: false });
    this.before = null;
    this.holder.replaceChildren();
  }

  /** The list: by the number of the mark in view, then what has none. */
  async fill() {
    const { marks, rows, filter, speech } = this.app;
    const numbered = marks.onScreen().flatMap((mark, at) => members(mark, filter.visible).map((i) => [at + 1, i]));
    for (let i = rows.onMap; i < rows.n; i++) if (filter.visible[i]) numbered.push([0, i]);
    const shown = numbered.slice(0, MOST_PRINTED).sort(([a, i], [b, j]) => (a || Infinity) - (b || Infinity) || rows.text[i] - rows.text[j]);
    const texts = await Promise.all(shown.map(([, i]) => this.app.texts.row(i)));
    const lines = shown.map(([number, i], k) => this.line(number, i, texts[k]));
    const heads = ['number', 'date', 'what', 'where', 'source'].map((key) => make('th', { scope: 'col' }, speech.say(key)));
    const table = make('table', { className: 'gm-printed' }, make('thead', {}, make('tr', {}, ...heads)), make('tbody', {}, ...lines));
    const rest = numbered.length - shown.length;
    const elsewhere = filter.shown - numbered.length;
    this.holder.replaceChildren(table, ...[
      rest ? make('p', {}, speech.say('printMore', { n: rest })) : '', elsewhere ? make('p', {}, speech.say('printOutside', { n: elsewhere })) : '',
    ].filter(Boolean));
  }

  line(number, i, text) {
    const { rows, kinds, speech } = this.app;
    const date = speech.date(rows, i, text.date) || speech.say('undated');
    const what = [make('b', {}, titleOf(text, speech)), ` ${speech.kind(kinds[rows.kind[i]].name)}`];
    const cells = [number ? String(number) : '–', date, what, text.place || text.place_name || '', text.source || ''];
    return make('tr', {}, ...cells.map((cell) => make('td', { dir: 'auto' }, ...(Array.isArray(cell) ? cell : [cell]))));
  }
}
