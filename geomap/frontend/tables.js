// Incidents as CSV and GeoJSON: pure text, row by row.

/** A cell that a spreadsheet would run, by the rule of geomap/readers/formulas.py. */
const RISKY = /^[ ']*[=+\-@\t\r\n＝＋－＠]/u;

/** @param {unknown} value @returns {string} a cell: numbers as they are, texts never as a formula */
export function csvCell(value) {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = RISKY.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {unknown[]} values @returns {string} a line with its end, as RFC 4180 has it */
export function csvLine(values) {
  return `${values.map(csvCell).join(',')}\r\n`;
}

/**
 * A feature on one line.
 * @param {string[]} names
 * @param {unknown[]} values
 * @param {any} geometry a point, the area where no point can stand for the incident, or null
 */
export function featureLine(names, values, geometry) {
  const properties = Object.fromEntries(names.map((name, at) => [name, values[at] ?? null]));
  return JSON.stringify({ type: 'Feature', geometry, properties });
}
