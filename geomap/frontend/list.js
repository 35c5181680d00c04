// Every incident as a native table in pages, in step with the filters: the map for a screen reader.
import { make, roving } from './dom.js';
import { marked } from './highlight.js';
import { swatchOf } from './panel.js';
import { MARK } from './rows.js';

const PAGE = 50;
const LONGEST = 160;
/** A longer description of a place is cut in the list; the card has it whole. */
const LONG_PLACE = 60;

/** The list of incidents under the filter. */
export class List {
  /**
   * @param {HTMLElement} holder
   * @param {any} app rows, texts, filter, kinds, speech, select
   */
  constructor(holder, app) {
    this.app = app;
    this.page = 0;
    this.sortBy = 'date';
    this.down = false;
    /** @type {Int32Array|null} null until it is asked for */
    this.order = null;
    this.drawing = 0;
    /** Whether any row has a date to show. */
    this.dates = true;
    /** Whether a row stands in the part of the map that is seen; null where all are listed. */
    this.within = null;
    this.body = make('tbody');
    this.heads = ['date', 'what'].map((name) => this.head(name));
    const caption = make('caption', { className: 'gm-unseen' }, app.speech.say('list'));
    this.table = make('table', { className: 'gm-table' }, caption,
      make('thead', {}, make('tr', {}, ...this.heads)), this.body);
    this.none = make('p', { className: 'gm-none', hidden: true });
    this.range = make('span', { className: 'gm-range' });
    this.before = this.turn('previous', -1);
    this.after = this.turn('next', 1);
    this.pager = make('div', { className: 'gm-pager' }, this.before, this.range, this.after);
    holder.append(this.table, this.none, this.pager);
    app.filter.listeners.push(() => { this.page = 0; this.draw(); });
    roving(this.table.tHead, 'button');
    roving(this.pager, 'button');
  }

  head(name) {
    const { speech, settings } = this.app;
    const label = speech.say(name);
    const sortable = name === 'date' ? 'date' : 'kind';
    const column = name === 'date' ? label : settings.layerBy === 'kind' ? speech.say('kind') : settings.layerBy;
    // The column of incidents is not sorted by its titles, and says so.
    const words = name === 'date' ? label : speech.say('by', { column: column.toLocaleLowerCase(speech.language) });
    const button = make('button', { type: 'button', className: 'gm-sort', title: speech.say('sortBy', { column }) }, words);
    button.addEventListener('click', () => this.sort(sortable));
    return make('th', { scope: 'col' }, ...(name === 'date' ? [] : [make('span', { className: 'gm-what' }, label), ' ']), button);
  }

  turn(key, step) {
    const button = make('button', { type: 'button', className: 'gm-button' }, this.app.speech.say(key));
    button.addEventListener('click', async () => {
      this.page += step;
      await this.draw();
      this.body.querySelector('button')?.focus();
    });
    return button;
  }

  sort(by) {
    this.down = this.sortBy === by ? !this.down : false;
    this.sortBy = by;
    this.order = null;
    this.page = 0;
    return this.draw();
  }

  /** Row numbers in the order of the list; incidents without a date come last. */
  sorted() {
    const { rows } = this.app;
    if (this.sortBy === 'date') return this.down ? backward(rows) : rows.byDate;
    const keys = new Float64Array(rows.n);
    const sign = this.down ? -1 : 1;
    for (let at = 0; at < rows.n; at++) keys[at] = (1000 + sign * rows.kind[rows.byDate[at]]) * 2 ** 30 + at;
    keys.sort();
    return Int32Array.from(keys, (key) => rows.byDate[key % 2 ** 30]);
  }

  /** List only what the map shows, or all again. */
  onlyWithin(within) {
    this.within = within;
    this.page = 0;
    return this.draw();
  }

  /** Whether row i is listed, on whichever page. */
  shows(i) {
    return this.app.filter.visible[i] === 1 && (!this.within || this.within(i));
  }

  get total() {
    return this.within ? this.order.reduce((sum, i) => sum + (this.shows(i) ? 1 : 0), 0) : this.app.filter.shown;
  }

  /** The rows of the page that is shown. */
  pageRows() {
    this.order ??= this.sorted();
    const out = [];
    let skip = this.page * PAGE;
    for (const i of this.order) {
      if (!this.shows(i)) continue;
      if (skip-- > 0) continue;
      out.push(i);
      if (out.length === PAGE) break;
    }
    return out;
  }

  async draw() {
    const turn = ++this.drawing;
    const { rows, texts, kinds, speech } = this.app;
    const shown = this.pageRows();
    const { total } = this;
    const all = await Promise.all(shown.map((i) => texts.row(i)));
    if (turn !== this.drawing) return; // a later filter has won
    // A column in which every row says that there is no date says nothing.
    this.dates = rows.lastDay > 0 || all.some((text) => text.date);
    this.heads[0].hidden = this.heads[0].firstChild.hidden = !this.dates;
    this.body.replaceChildren(...shown.map((i, k) => this.line(i, all[k], rows, kinds, speech)));
    roving(this.body, 'button');
    const from = this.page * PAGE;
    this.table.hidden = shown.length === 0;
    this.none.hidden = shown.length > 0;
    this.none.textContent = speech.say(rows.n ? 'none' : 'empty');
    this.pager.hidden = total <= PAGE;
    this.range.textContent = speech.say('page', { from: from + 1, to: from + shown.length, all: total });
    this.before.disabled = this.page === 0;
    this.after.disabled = from + shown.length >= total;
    const sorted = this.sortBy === 'date' ? 0 : 1;
    this.heads.forEach((head, at) => head.setAttribute('aria-sort', at !== sorted ? 'none' : this.down ? 'descending' : 'ascending'));
    this.mark(this.app.selected);
  }

  line(i, text, rows, kinds, speech) {
    const title = marked(titleOf(this.app, i, text), this.app.terms);
    const kind = kinds[rows.kind[i]];
    const button = make('button', { type: 'button', className: 'gm-open' }, ...title);
    button.addEventListener('click', () => this.app.select(i, { fly: true, focus: true }));
    const small = make('div', { className: 'gm-small' }, swatchOf(kind.colour, rows.mark[i]));
    // Where there is no title, kind and place stand in its stead already.
    const named = text.title || text.description;
    const place = text.place || placeOf(text, speech);
    const parts = [
      named ? [kind.label] : null,
      named && place ? marked(this.app.terms.length ? place : shortened(place), this.app.terms) : null,
      [harmOf(text, speech)], [unsure(rows.mark[i], text, speech)],
    ].filter((part) => part && part[0]);
    parts.forEach((part, at) => small.append(at ? ' · ' : '', make('bdi', {}, ...part)));
    const date = speech.date(rows, i, text.date) || speech.say('undated');
    const line = make('tr', {}, make('td', { className: 'gm-date', hidden: !this.dates }, make('div', {}, date)), make('td', { dir: 'auto' }, button, small));
    line.dataset.row = String(i);
    line.addEventListener('mouseenter', () => this.app.hover(i));
    line.addEventListener('mouseleave', () => this.app.hover(null));
    return line;
  }

  /** The visible incident `step` places on from row i in the order of the list, or null. */
  neighbour(i, step) {
    this.order ??= this.sorted();
    let at = this.order.indexOf(i) + step;
    while (at >= 0 && at < this.order.length && !this.shows(this.order[at])) at += step;
    return this.order[at] ?? null;
  }

  /** Turn to the page on which row i stands. */
  async turnTo(i) {
    this.order ??= this.sorted();
    let before = 0;
    for (const one of this.order) {
      if (one === i) break;
      if (this.shows(one)) before++;
    }
    const page = Math.floor(before / PAGE);
    if (!this.shows(i) || page === this.page) return;
    this.page = page;
    await this.draw();
  }

  /** Show which incident is selected. */
  mark(selected) {
    for (const line of this.body.children) {
      const on = line.dataset.row === String(selected);
      line.classList.toggle('gm-selected', on);
      if (on) line.setAttribute('aria-current', 'true');
      else line.removeAttribute('aria-current');
    }
  }
}

/** The latest first, those without a date still last. */
function backward({ byDate, day, n }) {
  let dated = n;
  while (dated > 0 && !day[byDate[dated - 1]]) dated--;
  const out = byDate.slice();
  out.subarray(0, dated).reverse();
  return out;
}

const HARMS = ['killed', 'injured', 'disappeared', 'detained'];

/** How many people were harmed, and how. */
export function harmOf(text, speech) {
  return HARMS.map((harm) => {
    const range = speech.range(text[`${harm}_min`] ?? null, text[`${harm}_max`] ?? null);
    return range === null ? null : speech.say(harm, { n: range });
  }).filter(Boolean).join(', ');
}

/** Cut at a word, so that in the list what follows is not cut off: how well the place is known. */
function shortened(words) {
  return words.length > LONG_PLACE ? `${words.slice(0, LONG_PLACE).replace(/[\s,;]+\S*$/, '')}…` : words;
}

/** In words how well a place is known, where it is not a site, a town or a point. */
function unsure(mark, text, speech) {
  if (mark === MARK.SITE || mark === MARK.POINT) return '';
  if (mark < MARK.COUNTRY && text.uncertainty_m) return speech.say('within', { distance: speech.distance(text.uncertainty_m) });
  if (mark === MARK.COUNTRY && text.status === 'ambiguous') return speech.say('status.ambiguous');
  if (mark === MARK.COUNTRY) return speech.say(/^PCL/.test(text.feature_code ?? '') ? 'countryOnly' : 'wideOnly');
  return speech.say(`certainty.${mark}`).toLocaleLowerCase();
}

/** The name of the place that was found; of a country in the page's language. */
export function placeOf(text, speech) {
  return /^PCL/.test(text.feature_code ?? '') ? speech.country(text.country_code, text.place_name) : text.place_name;
}

/** What stands for an incident in one line: its title or what it says; where neither is there, kind and place. */
export function titleOf({ rows, kinds, speech }, i, text) {
  const { name, label } = kinds[rows.kind[i]];
  const place = text.place || placeOf(text, speech) || text.admin1_name || speech.country(text.country_code);
  const made = [name && label, place].filter(Boolean).join(', ');
  const long = text.title || text.description || made || (text.id ? String(text.id) : '');
  if (!long) return speech.say('untitled');
  return long.length > LONGEST ? `${long.slice(0, LONGEST - 1)}…` : long;
}
