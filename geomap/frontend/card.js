// The card: everything that the page knows about an incident, or the choice among several at one place.
import { linkTo, safeLink } from './clean.js';
import { make, roving } from './dom.js';
import { marked, placeWords, wrapped } from './highlight.js';
import { titleOf } from './list.js';
import { MARK, position } from './rows.js';

const HARMS = ['killed', 'injured', 'disappeared', 'detained'];
const MOST = 60;

/** The card at the side of the map, at the bottom of a phone's screen. */
export class Card {
  /**
   * @param {HTMLElement} holder
   * @param {any} app rows, texts, kinds, extra, speech, select, close, show
   */
  constructor(holder, app) {
    this.app = app;
    this.holder = holder;
    this.turn = 0;
    /** @type {number[]} the incidents that the reader chose among */
    this.choice = [];
    holder.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.app.close();
    });
  }

  hide() {
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
      const swatch = make('span', { className: 'gm-swatch', aria: { hidden: true } });
      swatch.style.setProperty('--kind', kinds[rows.kind[i]].colour);
      const small = `${speech.date(rows, i, text.date) || speech.say('undated')} · ${speech.kind(kinds[rows.kind[i]].name)}`;
      const button = make('button', { type: 'button', className: 'gm-pick' },
        make('span', { className: 'gm-small' }, swatch, small),
        make('span', { dir: 'auto' }, titleOf(text, speech)));
      button.addEventListener('click', () => this.app.select(i, { focus: true }));
      return make('li', {}, button);
    });
    const holder = make('ul', { className: 'gm-picks' }, ...items);
    roving(holder, 'button');
    const heading = make('h2', { tabIndex: -1 }, title ?? speech.say('here', { n: list.length }));
    const more = list.length > MOST ? make('p', { className: 'gm-small' }, speech.say('more', { n: list.length - MOST })) : null;
    this.fill([this.bar(false), heading, holder, more], focus);
  }

  fill(parts, focus) {
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
      const again = this.holder.querySelector(`[data-turn="${key}"]`);
      (again.disabled ? this.holder.querySelector('h2') : again).focus();
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
    const swatch = make('span', { className: 'gm-swatch', aria: { hidden: true } });
    const kind = kinds[rows.kind[i]];
    swatch.style.setProperty('--kind', kind.colour);
    const date = speech.date(rows, i, text.date) || speech.say('undated');
    const standing = speech.strings[`assertion.${text.assertion}`];
    const over = make('p', { className: 'gm-over' }, swatch, speech.kind(kind.name), ' · ', make('bdi', {}, date),
      standing ? make('span', { className: 'gm-tag' }, standing) : null);
    const title = make('h2', { tabIndex: -1, dir: 'auto' }, ...marked(titleOf(text, speech), terms));
    const facts = make('dl', { className: 'gm-facts' });
    const add = (term, ...what) => {
      const parts = what.filter((part) => part !== null && part !== undefined && part !== '');
      if (parts.length) facts.append(make('dt', {}, term), make('dd', { dir: 'auto' }, ...parts));
    };
    add(speech.say('harm'), this.harm(text));
    add(speech.say('actor'), text.actor);
    add(speech.say('wording'), ...(text.place ? ['“', ...marked(text.place, terms), '”'] : []));
    add(speech.say('put'), this.where(i, text));
    add(speech.say('why'), text.remarks);
    add(speech.say('alternatives'), this.rivals(text));
    for (const [name, label] of this.app.extra) add(label, text[name] === null || text[name] === undefined ? null : String(text[name]));
    add(speech.say('source'), this.source(text));
    const description = text.title && text.description ? make('p', { className: 'gm-text', dir: 'auto' }, ...marked(text.description, terms)) : null;
    const quote = text.quote ? make('blockquote', { dir: 'auto' }, ...this.quote(text)) : null;
    return [this.bar(true, i), over, title, description, quote, facts];
  }

  /** The quote, the words for the place underlined, else those of the search marked. */
  quote(text) {
    const place = placeWords(text.quote, text.place, text.quote_spans);
    return place.length ? wrapped(text.quote, place, 'u') : marked(text.quote, this.app.terms);
  }

  harm(text) {
    const { speech } = this.app;
    return HARMS.map((harm) => {
      const range = speech.range(text[`${harm}_min`] ?? null, text[`${harm}_max`] ?? null);
      return range === null ? null : speech.say(harm, { n: range });
    }).filter(Boolean).join(', ');
  }

  where(i, text) {
    const { rows, speech } = this.app;
    const mark = rows.mark[i];
    const unclear = speech.strings[`status.${text.status}`];
    const names = [...new Set([text.place_name, text.admin1_name, speech.country(text.country_code)].filter(Boolean))];
    const place = names.join(', ');
    const out = make('div');
    if (mark === MARK.UNPLACED || mark === MARK.COUNTRY) {
      if (place) out.append(make('bdi', {}, place));
      out.append(make('div', { className: 'gm-small' }, speech.say(`mark.${mark}`)));
    } else if (!text.uncertainty_m) {
      out.append(speech.say('put.plain', { place: place || this.position(i) }));
    } else {
      const key = mark === MARK.SITE ? 'put.at' : 'put.area';
      const distance = speech.distance(text.uncertainty_m);
      out.append(speech.say(key, { distance, place: place || this.position(i) }));
    }
    if (unclear) out.append(make('div', {}, make('span', { className: 'gm-tag' }, unclear)));
    return out;
  }

  /** Latitude and longitude of a row's point. */
  position(i) {
    return position(this.app.rows, i).reverse().map((degrees) => degrees.toFixed(5)).join(', ');
  }

  rivals(text) {
    const list = alternatives(text).slice(0, 6);
    if (!list.length) return null;
    const { speech, marks } = this.app;
    const items = list.map(({ name, score }) => make('li', {}, make('bdi', {}, String(name)),
      typeof score === 'number' ? make('span', { className: 'gm-small' }, ` ${Math.round(score * 100)} %`) : null));
    const draw = make('button', { type: 'button', className: 'gm-link', aria: { pressed: false } }, speech.say('drawAlternatives'));
    draw.addEventListener('click', () => {
      const on = draw.getAttribute('aria-pressed') === 'false';
      draw.setAttribute('aria-pressed', String(on));
      marks.setRivals(on ? list : []);
      if (on) this.app.view.fitWithSelected(list);
      marks.layer.redraw();
    });
    return make('div', {}, make('ul', { className: 'gm-plain' }, ...items), draw);
  }

  source(text) {
    const address = safeLink(text.source_url);
    const name = text.source || text.source_url;
    if (!name) return null;
    if (!address) return String(name);
    const anchor = make('a', {}, String(name));
    linkTo(anchor, address);
    return anchor;
  }
}

/** The runners-up of a row, whatever its column holds. */
export function alternatives(text) {
  try {
    const list = typeof text.alternatives === 'string' ? JSON.parse(text.alternatives) : [];
    return Array.isArray(list) ? list.filter((one) => one && Number.isFinite(one.lon) && Number.isFinite(one.lat)) : [];
  } catch { return []; }
}
