// Dates in Extended Date/Time Format (ISO 8601-2, levels 0 and 1): the days that each form covers.

/**
 * @typedef {object} Dated
 * @property {Date} from first day, midnight UTC
 * @property {Date} to last day
 * @property {'day'|'month'|'year'|'season'} unit how finely the text speaks
 * @property {string} doubt `?`, `~`, `%` or none
 * @property {string} season 21 to 24: spring, summer, autumn, winter; else none
 */

const FORM = /^(\d{4}|\d{3}X|\d\dXX)(?:-(\d\d|XX)(?:-(\d\d|\dX|XX))?)?([?~%]?)$/i;
const CLOCK = /^(\d{4}-\d\d-\d\d)[T ]\d\d:?\d\d(?::?\d\d(?:[.,]\d{1,9})?)?\s?(?:Z|[+-]\d\d:?\d\d)?$/i;

/** One date; null where it is another form or the calendar lacks it. @param {string} text @returns {Dated|null} */
function single(text) {
  const [, year, month, day, doubt] = FORM.exec(text.trim().replace(CLOCK, '$1').toUpperCase()) ?? [];
  if (!year || Number(year) === 0) return null;
  const made = (from, to, unit, season = '') => (from && to ? { from, to, unit, doubt, season } : null);
  if (year.includes('X')) {
    return month && month !== 'XX' ? null : made(utc(year.replaceAll('X', '0')), utc(year.replaceAll('X', '9')), 'year');
  }
  if (!month || month === 'XX') return made(utc(year), utc(year), 'year');
  if (!day && Number(month) > 24 && Number(month) === (Number(year) % 100) + 1) return made(utc(year), utc(String(Number(year) + 1)), 'year');
  if (!day && Number(month) > 20) return Number(month) < 25 ? made(utc(year), utc(year), 'season', month) : null;
  if (!day || day === 'XX') return made(utc(year, month), utc(year, month), 'month');
  if (!day.endsWith('X')) return made(utc(year, month, day), utc(year, month, day), 'day');
  const tens = day[0];
  const last = ['9', '8', '1', '0'].map((ones) => utc(year, month, tens + ones)).find(Boolean) ?? null;
  return made(utc(year, month, tens === '0' ? '01' : `${tens}0`), last, 'day');
}

/** @returns {Date|null} a day of the calendar at midnight UTC; null where there is no such day */
function utc(year, month = '01', day = '01') {
  const text = `${year.padStart(4, '0')}-${month}-${day}T00:00:00`;
  const date = new Date(`${text}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? date : null;
}

/**
 * The one or two dates of a text; 'open' for an end that is not told.
 * @param {string} text
 * @returns {(Dated|'open')[]|null} null where it is no such date
 */
export function readEdtf(text) {
  const parts = text.split('/');
  const ends = parts.map((part) => (parts.length > 1 && ['', '..'].includes(part.trim()) ? 'open' : single(part)));
  if (ends.length > 2 || ends.includes(null) || ends.every((end) => end === 'open')) return null;
  return /** @type {(Dated|'open')[]} */ (ends);
}
