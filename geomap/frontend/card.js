// The card: everything that the page knows about an incident, or the choice among several at one place.
import { partAt } from './areas.js';
import { linkTo, safeLink } from './clean.js';
import { make, roving } from './dom.js';
import { marked, placeWords, wrapped } from './highlight.js';
import { harmOf, placeOf, titleOf } from './list.js';
import { swatchOf } from './panel.js';
import { MARK, mercatorX, mercatorY, position } from './rows.js';

const MOST = 60;
/** From this width of the map on, card and key stand side by side with room for what is chosen. */
const BOTH_PX = 1150;
/** Farther than this no town tells where a place is. */
const NEAR_TOWN_M = 300_000;
const DEGREE_M = 111_320;
/** Entries that say where, which belong together, and those of a few words. */
const PLACE = ['place', 'place_name', 'remarks', 'alternatives'];
const SHORT = ['kind', 'harm', 'actor', 'source'];

/** The card at the side of the map, at the bottom of a phone's screen. */
export class Card {
  /**
   * @param {HTMLElement} holder
   * @param {any} app rows, texts, kinds, settings, speech, select, close, show
   */
  constructor(holder, app) {
    this.app = app;
    this.holder = holder;
    this.turn = 0;
    /** Whether the key was folded to make room. */
    this.folded = false;
    /** @type {number[]} the incidents that the reader chose among */
    this.choice = [];
    holder.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.app.close();
    });
  }

  hide() {
    this.makeRoom(false);
    this.turn++;
    this.choice = [];
    this.holder.hidden = true;
  }

  /** Show one incident. */
  async show(i, focus) {
    const turn = ++this.turn;
    const text = await this.app.texts.row(i);
    if (turn !== this.turn) return;
    this.fill(this.one(i, text), focus);
    return text;
  }

  /** Show which incidents stand at one place. */
  async choose(list, title, focus) {
    const turn = ++this.turn;
    this.choice = list;
    this.choiceTitle = title;
    const shown = list.slice(0, MOST);
    const all = await Promise.all(shown.map((i) => this.app.texts.row(i)));
    if (turn !== this.turn) return;
    const { speech, rows, kinds } = this.app;
    const order = shown.map((i, k) => [i, all[k]]).sort(([a], [b]) => rows.text[a] - rows.text[b]);
    const items = order.map(([i, text]) => {
      const swatch = swatchOf(kinds[rows.kind[i]].colour, rows.mark[i]);
      const small = `${speech.date(rows, i, text.date) || speech.say('undated')} · ${kinds[rows.kind[i]].label}`;
      const button = make('button', { type: 'button', className: 'gm-pick' },
        make('span', { className: 'gm-small' }, swatch, small),
        make('span', { dir: 'auto' }, titleOf(this.app, i, text)));
      button.addEventListener('click', () => this.app.select(i, { focus: true }));
      for (const [event, row] of [['focus', i], ['mouseenter', i], ['blur', null], ['mouseleave', null]]) {
        button.addEventListener(event, () => this.app.hover(row));
      }
      return make('li', {}, button);
    });
    const holder = make('ul', { className: 'gm-picks' }, ...items);
    roving(holder, 'button');
    const heading = make('h2', { tabIndex: -1 }, title ?? speech.say('here', { n: list.length }));
    const more = list.length > MOST ? make('p', { className: 'gm-small' }, speech.say('more', { n: list.length - MOST })) : null;
    this.fill([this.bar(false), heading, holder, more], focus);
  }

  /** On a map too narrow for both, the key is folded while the card is open, and opened again after. */
  makeRoom(open) {
    const key = /** @type {HTMLDetailsElement} */ (document.getElementById('gm-key'));
    if (open && key.open && this.app.map.getSize().x < BOTH_PX) {
      key.open = false;
      this.folded = true;
    } else if (!open && this.folded) {
      key.open = true;
      this.folded = false;
    }
  }

  fill(parts, focus) {
    this.makeRoom(true);
    this.holder.replaceChildren(...parts.filter(Boolean));
    this.holder.hidden = false;
    this.holder.scrollTop = 0;
    if (focus) this.holder.querySelector('h2').focus({ preventScroll: true });
  }

  bar(backward, i) {
    const { speech } = this.app;
    const bar = make('div', { className: 'gm-bar' });
    if (backward && this.choice.length > 1) {
      const back = make('button', { type: 'button', className: 'gm-button' }, `‹ ${speech.say('back')}`);
      back.addEventListener('click', () => this.app.choose(this.choice, this.choiceTitle, true));
      bar.append(back);
    }
    if (i !== undefined) bar.append(this.stepper('previous', '‹', i, -1), this.stepper('next', '›', i, 1));
    if (i !== undefined && this.app.marks.extent([i])) {
      const show = make('button', { type: 'button', className: 'gm-button' }, speech.say('zoomTo'));
      show.addEventListener('click', () => this.app.view.fit([i]));
      bar.append(show);
    }
    if (i !== undefined) bar.append(this.copy());
    const close = make('button', { type: 'button', className: 'gm-close', aria: { label: speech.say('close') } }, '×');
    close.addEventListener('click', () => this.app.close());
    bar.append(close);
    return bar;
  }

  /** To the one before or after in the list. */
  stepper(key, sign, i, step) {
    const { speech, list } = this.app;
    const to = list.neighbour(i, step);
    const label = speech.say(`${key}Incident`);
    const button = make('button', { type: 'button', className: 'gm-step', disabled: to === null, title: label, aria: { label } }, sign);
    button.dataset.turn = key;
    button.addEventListener('click', async () => {
      await this.app.select(to, { fly: true });
      const again = /** @type {HTMLButtonElement} */ (this.holder.querySelector(`[data-turn="${key}"]`));
      (again.disabled ? /** @type {HTMLElement} */ (this.holder.querySelector('h2')) : again).focus();
    });
    return button;
  }

  copy() {
    const { speech } = this.app;
    const button = make('button', { type: 'button', className: 'gm-button' }, speech.say('copyLink'));
    button.addEventListener('click', () => this.app.copyLink());
    return button;
  }

  /** The parts of the card for one incident. */
  one(i, text) {
    const { rows, kinds, speech, terms } = this.app;
    const kind = kinds[rows.kind[i]];
    const date = speech.date(rows, i, text.date) || speech.say('undated');
    const standing = speech.strings[`assertion.${text.assertion}`];
    const over = make('p', { className: 'gm-over' }, swatchOf(kind.colour, rows.mark[i]), kind.label, ' · ', make('bdi', {}, date),
      standing ? make('span', { className: 'gm-tag' }, standing) : null);
    const title = make('h2', { tabIndex: -1, dir: 'auto' }, ...marked(titleOf(this.app, i, text), terms));
    const description = text.title && text.description ? make('p', { className: 'gm-text', dir: 'auto' }, ...marked(text.description, terms)) : null;
    const quote = text.quote ? make('blockquote', { dir: 'auto' }, ...this.quote(text)) : null;
    return [this.bar(true, i), over, title, description, ...this.entries(i, text, quote)];
  }

  /** The entries in the maker's order; the quote right before its source. */
  entries(i, text, quote) {
    const { facts } = this.app.settings;
    const lists = [make('dl', { className: 'gm-facts' }), make('dl', { className: 'gm-facts' })];
    const last = facts.at(-1)?.[0] === 'source' ? facts.length - 1 : facts.length;
    facts.forEach(([name, label], at) => {
      const [term, ...what] = this.fact(name, label, i, text);
      const parts = what.filter((part) => part !== null && part !== undefined && part !== '');
      if (!parts.length) return;
      const group = PLACE.includes(name) ? 'gm-fact gm-placed' : SHORT.includes(name) ? 'gm-fact gm-short' : 'gm-fact';
      lists[at === last ? 1 : 0].append(make('div', { className: group }, make('dt', {}, term), make('dd', { dir: 'auto' }, ...parts)));
    });
    return [lists[0], quote, lists[1]].filter((one) => one && (one === quote || one.childElementCount));
  }

  /** Term and value of one entry; a built-in one has no label of its own. */
  fact(name, label, i, text) {
    const { speech, terms } = this.app;
    if (label !== null) return [label, linked(text[name])];
    switch (name) {
      case 'kind': return [speech.say('kind'), text.kind && speech.kind(text.kind)];
      case 'harm': return [speech.say('harm'), harmOf(text, speech)];
      case 'actor': return [speech.say('actor'), text.actor];
      case 'place': return [speech.say('wording'), ...(text.place ? ['“', ...marked(text.place, terms), '”'] : [])];
      case 'place_name': return [speech.say('put'), this.where(i, text)];
      case 'remarks': return [speech.say('why'), text.remarks];
      case 'alternatives': return [speech.say('alternatives'), this.rivals(i, text)];
      default: return [speech.say('source'), this.source(text)];
    }
  }

  /** The quote, the words for the place underlined, else those of the search marked. */
  quote(text) {
    const place = placeWords(text.quote, text.place);
    return place.length ? wrapped(text.quote, place, 'u') : marked(text.quote, this.app.terms);
  }

  where(i, text) {
    const { rows, kinds } = this.app;
    const [place, ...more] = placedAs(this.app, i, text);
    const lines = [make('bdi', {}, place), ...more.map((line) => make('div', { className: 'gm-small' }, line))];
    return make('div', { className: 'gm-put' }, swatchOf(kinds[rows.kind[i]].colour, rows.mark[i]), make('div', {}, ...lines));
  }

  rivals(i, text) {
    const list = alternatives(text).slice(0, 6);
    if (!list.length) return null;
    const { speech, marks } = this.app;
    const buttons = [];
    const drawn = (places, part, children) => {
      const made = make('button', { type: 'button', className: 'gm-link', aria: { pressed: false } }, ...children);
      made.addEventListener('click', () => {
        const on = made.getAttribute('aria-pressed') === 'false';
        for (const button of buttons) button.setAttribute('aria-pressed', String(on && button === made));
        marks.setRivals(on ? places : [], on ? part() : null);
        if (on) this.app.view.fitWithSelected(places);
        marks.redraw();
      });
      buttons.push(made);
      return made;
    };
    // Each by itself, with the part of the footprint that is its own; then all together.
    const items = list.map((one) => make('li', {},
      drawn([one], () => this.partOf(i, one), [make('bdi', {}, String(one.name))]),
      make('span', { className: 'gm-small' }, ...[this.nearTown(one), typeof one.score === 'number' ? `${Math.round(one.score * 100)} %` : '']
        .filter(Boolean).map((words) => ` · ${words}`))));
    const all = list.length > 1 ? drawn(list, () => null, [speech.say('drawAlternatives')]) : null;
    const holder = make('div', { className: 'gm-rivals' }, make('ul', { className: 'gm-plain' }, ...items), all);
    roving(holder, 'button');
    return holder;
  }

  /** Which of several places of one name is meant: how far from the nearest town that the page knows. */
  nearTown({ name, lon, lat }) {
    const { settings, speech } = this.app;
    let [least, town] = [NEAR_TOWN_M, ''];
    for (const [x, y, other] of settings.labels) {
      const metres = Math.hypot((x - lon) * Math.cos((lat * Math.PI) / 180), y - lat) * DEGREE_M;
      if (metres < least && other !== name) [least, town] = [metres, other];
    }
    return town && speech.say('nearTown', { distance: speech.distance(Math.max(least, 1000)), town });
  }

  /** The part of a row's footprint that belongs to one of the places that could be meant. */
  partOf(i, { lon, lat }) {
    const { rows, shapes } = this.app;
    const s = rows.footprint[i];
    return s ? partAt(shapes, s - 1, [mercatorX(lon), mercatorY(lat)]) : null;
  }

  source(text) {
    const name = text.source || text.source_url;
    return name ? linked(name, text.source_url) : null;
  }
}

/** Where an incident is put and how wide the uncertainty is, in lines: the place first. */
export function placedAs({ rows, speech }, i, text) {
  const mark = rows.mark[i];
  const names = [...new Set([placeOf(text, speech), text.admin1_name, speech.country(text.country_code)].filter(Boolean))];
  const unclear = speech.strings[`status.${text.status}`];
  if (mark === MARK.COUNTRY && text.status === 'ambiguous' && names.length) return [speech.say('put.likely', { place: names.join(', ') }), unclear];
  if (mark === MARK.UNPLACED || mark === MARK.COUNTRY) return [names.join(', '), speech.say(`mark.${mark}`), unclear].filter(Boolean);
  const place = names.join(', ') || speech.position(position(rows, i));
  const key = !text.uncertainty_m ? 'put.plain' : mark === MARK.SITE ? 'put.at' : 'put.area';
  const distance = text.uncertainty_m ? speech.distance(text.uncertainty_m) : '';
  return [speech.say(key, { place, distance }), unclear].filter(Boolean);
}

/** A value as text; where its address may be followed, as a link. */
function linked(value, address = value) {
  if (value === null || value === undefined) return null;
  const safe = safeLink(address);
  if (!safe) return String(value);
  const anchor = make('a', {}, String(value));
  linkTo(anchor, safe);
  return anchor;
}

/** The runners-up of a row, whatever its column holds. */
export function alternatives(text) {
  try {
    const list = typeof text.alternatives === 'string' ? JSON.parse(text.alternatives) : [];
    return Array.isArray(list) ? list.filter((one) => one && Number.isFinite(one.lon) && Number.isFinite(one.lat)) : [];
  } catch { return []; }
}
