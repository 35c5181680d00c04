// The incident table in the page: typed columns, one value a row, in the page's own order.
import { block, unpack } from './bytes.js';

/** Positions are whole numbers across the Web Mercator square. */
export const WORLD = 2 ** 30;

/** Marks, as geomap/page/marks.py numbers them. */
export const MARK = { SITE: 0, NEAR: 1, AREA: 2, POINT: 3, COUNTRY: 4, UNPLACED: 5 };

/**
 * @typedef {object} Rows
 * @property {number} n rows
 * @property {number} onMap rows that stand on the map as points: the first ones
 * @property {Int32Array} x of the rows on the map, 0 to WORLD eastward from 180° W
 * @property {Int32Array} y 0 to WORLD southward from 85.05° N
 * @property {ArrayLike<number>} mark
 * @property {ArrayLike<number>} kind number in `kinds`
 * @property {ArrayLike<number>} day 1 for the first day of all, 0 where unknown
 * @property {ArrayLike<number>} span days after the first on which it can have been
 * @property {ArrayLike<number>} footprint number from 1, 0 for none
 * @property {ArrayLike<number>} radius metres where a radius came without a footprint
 * @property {ArrayLike<number>} actor 0 for none, then number from 1 in `actors`, then all others
 * @property {ArrayLike<number>} deaths class of the highest figure
 * @property {Int32Array} text where a row's texts stand: its place by date, those without a date last
 * @property {Int32Array} byDate the rows in that order
 * @property {number} firstDay days since 1970 of day 1
 * @property {number} lastDay the largest `day` plus `span`
 */

/**
 * @param {any} header
 * @returns {Promise<Rows>}
 */
export async function readRows(header) {
  const columns = unpack(header.core, await block('geomap-core'));
  const { x, y } = project(columns.lon, columns.lat, header.quantum);
  let lastDay = 0;
  for (let i = 0; i < header.rows; i++) {
    const end = columns.day[i] + columns.span[i];
    if (columns.day[i] && end > lastDay) lastDay = end;
  }
  const { mark, kind, day, span, footprint, radius, actor, deaths } = columns;
  const text = /** @type {Int32Array} */ (columns.text);
  const byDate = new Int32Array(header.rows);
  for (let i = 0; i < header.rows; i++) byDate[text[i]] = i;
  return {
    n: header.rows, onMap: header.onMap, firstDay: header.firstDay, lastDay,
    x, y, mark, kind, day, span, footprint, radius, actor, deaths, text, byDate,
  };
}

/** Quantised degrees to Web Mercator, by the formula of payload.py, so that cells agree. */
function project(lon, lat, quantum) {
  const n = lon.length;
  const x = new Int32Array(n);
  const y = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    x[i] = Math.min(Math.floor(mercatorX(lon[i] * quantum) * WORLD), WORLD - 1);
    y[i] = Math.min(Math.floor(mercatorY(lat[i] * quantum) * WORLD), WORLD - 1);
  }
  return { x, y };
}

/** @param {number} lon degrees @returns {number} 0 to 1 eastward */
export function mercatorX(lon) {
  return lon / 360 + 0.5;
}

/** @param {number} lat degrees, taken as 85.05 at most @returns {number} 0 to 1 southward */
export function mercatorY(lat) {
  const sine = Math.sin(Math.max(-85.05, Math.min(85.05, lat)) * (Math.PI / 180));
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** @param {number} u 0 to 1 @returns {number} degrees */
export function longitude(u) {
  return (u - 0.5) * 360;
}

/** @param {number} v 0 to 1 @returns {number} degrees */
export function latitude(v) {
  return (Math.atan(Math.sinh((0.5 - v) * 2 * Math.PI)) * 180) / Math.PI;
}

/** Where row i stands: lon, lat in degrees, to the five decimals that the page holds. */
export function position(rows, i) {
  return [longitude(rows.x[i] / WORLD), latitude(rows.y[i] / WORLD)].map((degrees) => Math.round(degrees * 1e5) / 1e5);
}

/** A day of the table as a date at midnight UTC. */
export function dateOf(rows, day) {
  return new Date((rows.firstDay + day - 1) * 86400000);
}
