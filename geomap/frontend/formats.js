// Numbers and dates by the patterns of the page's language. The browser's own (Intl) take 30 ms to begin with, and
// browsers differ; the figures and annexes of geomap read the same patterns (geomap/dates/spoken.py).

/**
 * How a language writes days and spans: `{d}`, `{m}`, `{y}` stand for the first day's, `{e}`, `{n}` for the last one's.
 * @typedef {object} Calendar
 * @property {string[]} months short names
 * @property {string} day
 * @property {string} days of one month
 * @property {string} daysOfMonths of one year
 * @property {string} month
 * @property {string} monthsOfYear
 * @property {string} years what stands between two
 * @property {string} between what stands between other ends
 */

/**
 * From one day, month or year to another, or a single one; what they share is said once.
 * @param {Calendar} calendar
 * @param {string} unit `day`, `month`, or any other for the year
 * @param {Date} first at midnight UTC
 * @param {Date} last
 */
export function period(calendar, unit, first, last) {
  const [a, b] = [partsOf(calendar, first), partsOf(calendar, last)];
  if (unit !== 'day' && unit !== 'month') return a.y === b.y ? a.y : a.y + calendar.years + b.y;
  const blanks = { ...a, e: b.d, n: b.m };
  if (a.y !== b.y) return `${filled(calendar[unit], a)}${calendar.between}${filled(calendar[unit], b)}`;
  if (a.m !== b.m) return filled(unit === 'month' ? calendar.monthsOfYear : calendar.daysOfMonths, blanks);
  return filled(unit === 'month' || a.d === b.d ? calendar[unit] : calendar.days, blanks);
}

/** @returns {Record<string, string>} */
function partsOf({ months }, date) {
  return { d: String(date.getUTCDate()), m: months[date.getUTCMonth()], y: String(date.getUTCFullYear()) };
}

function filled(pattern, blanks) {
  return pattern.replace(/\{(\w)\}/g, (_, name) => blanks[name]);
}

/**
 * A number in figures, in groups of three.
 * @param {{group: string, grouped: number, decimal: string}} signs `grouped`: from how many figures on there are groups
 * @param {number} value
 * @param {number} [digits] decimals at most
 */
export function figures({ group, grouped, decimal }, value, digits = 0) {
  const [whole, part] = String(Number(Math.abs(value).toFixed(digits))).split('.');
  const inGroups = whole.length < grouped ? whole : whole.replace(/\B(?=(\d{3})+$)/g, group);
  return `${value < 0 ? '-' : ''}${inGroups}${part ? decimal + part : ''}`;
}
