// What the page says, in its language, and numbers, dates and distances in it.
import { readEdtf } from './edtf.js';
import { figures, period } from './formats.js';
import { dateOf } from './rows.js';

/** Strings of one language; the page carries only its own. */
export class Speech {
  /**
   * @param {string} language BCP 47
   * @param {Record<string, any>} strings
   */
  constructor(language, strings) {
    this.language = language;
    this.strings = strings;
  }

  get plural() {
    return once(this, 'plural', new Intl.PluralRules(this.language));
  }

  /**
   * @param {string} key
   * @param {Record<string, string|number>} [values] `n` chooses between singular and plural
   */
  say(key, values = {}) {
    let text = this.strings[key] ?? key;
    if (typeof text === 'object') text = text[this.plural.select(Number(values.n))] ?? text.other;
    return text.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name];
      return value === undefined ? whole : typeof value === 'number' ? this.figures(value) : value;
    });
  }

  /** The name of a kind: geomap's own in the page's language, others as they are, but for a capital as those have. */
  kind(name) {
    if (!name) return this.say('unnamed');
    return Object.hasOwn(this.strings.kinds, name) ? this.strings.kinds[name] : this.capital(name);
  }

  /** With a capital first letter, where the script has such: Georgian has capitals, but not for beginnings. */
  capital(text) {
    return text.replace(/^(?!\p{Script=Georgian})\p{Ll}/u, (letter) => {
      const large = letter.toLocaleUpperCase(this.language);
      return large.length === letter.length ? large : letter;
    });
  }

  /** Names of countries: the first use takes 25 ms, and many a map needs none. */
  get regions() {
    let names = null;
    try { names = new Intl.DisplayNames([this.language], { type: 'region', fallback: 'none' }); } catch { /* an older browser */ }
    return once(this, 'regions', names);
  }

  /**
   * The name of a country: in English as the sources have it, in other languages as the browser does.
   * @param {string|null|undefined} code ISO 3166-1 alpha-2
   * @param {string|null} [name] the English one
   */
  country(code, name) {
    if (name && this.language === 'en') return name;
    return (/^[A-Z]{2}$/.test(code ?? '') && this.regions?.of(code)) || name || code || '';
  }

  /** The date as the source gave it if the table says, else as the day or the span of days. */
  date(rows, i, given) {
    if (given) return this.edtf(given);
    if (!rows.day[i]) return '';
    const first = dateOf(rows, rows.day[i]);
    return this.period('day', first, dateOf(rows, rows.day[i] + rows.span[i]));
  }

  /** A date of the table for people, with its doubts; what is not EDTF stands as it is. `geomap.dates.spoken` says the same. */
  edtf(text) {
    const ends = readEdtf(text);
    if (!ends) return text;
    const [first, last = first] = ends;
    if (first === 'open') return this.say('date.until', { date: this.dated(last) });
    if (last === 'open') return this.say('date.from', { date: this.dated(first) });
    if (first === last) return this.dated(first);
    const plain = !first.doubt && !last.doubt && first.unit === last.unit && first.unit !== 'season' && first.from <= last.to;
    return plain ? this.period(first.unit, first.from, last.to) : `${this.dated(first)} – ${this.dated(last)}`;
  }

  /** One date in words. @param {any} dated */
  dated({ from, to, unit, season, doubt }) {
    const year = this.period('year', from, to);
    let words = season ? this.say(`date.season.${season}`, { year }) : this.period(unit, from, to);
    if (doubt === '~' || doubt === '%') words = this.say('date.about', { date: words });
    return doubt === '?' || doubt === '%' ? this.say('date.unsure', { date: words }) : words;
  }

  /** From one day, month or year to another, or a single one. @param {string} unit @param {Date} from @param {Date} [to] */
  period(unit, from, to = from) {
    return period(this.strings.calendar, unit, from, to);
  }

  /** @param {number} value @param {number} [digits] decimals at most */
  figures(value, digits) {
    return figures(this.strings.figures, value, digits);
  }

  /** Degrees with the name of their half of the world; 0 and 180 belong to none. */
  degrees(value, positive, negative = positive) {
    return this.half(this.figures(Math.abs(value), 2), value, positive, negative);
  }

  half(number, value, positive, negative) {
    return `${number}°${value % 180 === 0 ? '' : ` ${this.say(value > 0 ? positive : negative)}`}`;
  }

  /** A position, latitude first as people write it, with the digits that it has and no more. */
  position([lon, lat]) {
    const digits = (value) => this.figures(Math.abs(value), 5);
    const between = this.strings.figures.decimal === ',' ? '; ' : ', ';
    return this.half(digits(lat), lat, 'north', 'south') + between + this.half(digits(lon), lon, 'east', 'west');
  }

  /** Metres in a unit that suits them, to two figures. */
  distance(metres) {
    const km = metres >= 1000;
    const value = Number((km ? metres / 1000 : metres).toPrecision(2));
    return this.say(km ? 'kilometres' : 'metres', { n: this.figures(value, 1) });
  }

  /** How many people, from the least to the most; null where nothing is said. */
  range(least, most) {
    if (least === null && most === null) return null;
    if (most === null) return this.say('atLeast', { n: least });
    if (least === null) return this.say('upTo', { n: most });
    return least === most ? this.figures(least) : `${this.figures(least)}–${this.figures(most)}`;
  }
}

/** Put a value in the place of the getter that made it. */
function once(object, name, value) {
  Object.defineProperty(object, name, { value });
  return value;
}
