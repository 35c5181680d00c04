// Time cut into bins that calendars know, and how many incidents fall into each: nothing here draws.
import { TIME } from './filter.js';

const DAY_MS = 86400000;
/** @type {['day'|'month'|'year', number][]} */
const STEPS = [['day', 1], ['day', 7], ['month', 1], ['month', 3], ['year', 1], ['year', 2], ['year', 5], ['year', 10],
  ['year', 25], ['year', 50], ['year', 100], ['year', 250], ['year', 500], ['year', 1000], ['year', 5000]];
const MOST_SPANS = 40;
const LANES = 4;

/**
 * @typedef {object} Bins
 * @property {'day'|'month'|'year'} unit
 * @property {number} step units a bin
 * @property {Int32Array} edges first day of each bin, and one past the last; days as `rows.day` counts them
 * @property {Uint16Array} of bin of each day
 */

/**
 * The finest bins of which at most `most` cover all days.
 * @param {{firstDay: number, lastDay: number}} rows
 * @param {number} most
 * @returns {Bins}
 */
export function binning(rows, most) {
  const { lastDay } = rows;
  let edges = [1, lastDay + 1];
  let [unit, step] = STEPS[0];
  for ([unit, step] of STEPS) {
    edges = edgesOf(rows, unit, step, most);
    if (edges.length - 1 <= most) break;
  }
  const of = new Uint16Array(lastDay + 2);
  for (let b = 0; b < edges.length - 1; b++) of.fill(b, Math.max(0, edges[b]), edges[b + 1]);
  return { unit, step, edges: Int32Array.from(edges), of };
}

/** Days on which a unit of the calendar begins, from the one that holds day 1 to the one after the last. */
export function edgesOf({ firstDay, lastDay }, unit, step, most = Infinity) {
  const out = [];
  if (unit === 'day') {
    // 1970-01-01 was a Thursday: weeks begin on Mondays.
    const back = step === 7 ? (((firstDay + 3) % 7) + 7) % 7 : 0;
    for (let day = 1 - back; out.length <= most + 1; day += step) {
      out.push(day);
      if (day > lastDay) break;
    }
    return out;
  }
  const first = new Date(firstDay * DAY_MS);
  const year = first.getUTCFullYear();
  let at = unit === 'year' ? Math.floor(year / step) * step * 12 : year * 12 + Math.floor(first.getUTCMonth() / step) * step;
  for (; out.length <= most + 1; at += unit === 'year' ? step * 12 : step) {
    const begin = new Date(0);
    begin.setUTCFullYear(Math.floor(at / 12), ((at % 12) + 12) % 12, 1);
    out.push(begin.getTime() / DAY_MS - firstDay + 1);
    if (out.at(-1) > lastDay) break;
  }
  return out;
}

/**
 * How many incidents that pass every filter but time fall into each bin.
 *
 * Those whose date is wider than a bin stand by themselves as long as they are few
 * (`lanes`); where they are many, each is spread evenly over the bins it covers (`wide`).
 * @param {import('./rows.js').Rows} rows
 * @param {Uint8Array} fails of the filter
 * @param {Bins} bins
 * @returns {{exact: Float64Array, wide: Float64Array, lanes: {from: number, to: number, count: number, lane: number}[], undated: number}}
 */
export function histogram(rows, fails, bins) {
  const { day, span, n } = rows;
  const size = bins.edges.length - 1;
  const exact = new Float64Array(size);
  const wide = new Float64Array(size + 1);
  const spans = new Map();
  let undated = 0;
  for (let i = 0; i < n; i++) {
    if (fails[i] & ~TIME) continue;
    const from = day[i];
    if (!from) { undated++; continue; }
    const first = bins.of[from];
    const last = span[i] ? bins.of[from + span[i]] : first;
    if (first === last) { exact[first]++; continue; }
    wide[first] += 1 / (last - first + 1);
    wide[last + 1] -= 1 / (last - first + 1);
    if (spans.size > MOST_SPANS) continue;
    const key = from * 2 ** 25 + span[i];
    spans.set(key, (spans.get(key) ?? 0) + 1);
  }
  const lanes = spans.size > MOST_SPANS ? [] : inLanes(spans);
  let sum = 0;
  for (let b = 0; b < size; b++) { sum += wide[b]; wide[b] = lanes.length ? 0 : Math.max(0, sum); }
  return { exact, wide: wide.subarray(0, size), lanes, undated };
}

/** Spans in rows that do not overlap, or none where that takes too many. */
function inLanes(spans) {
  const all = [...spans].map(([key, count]) => {
    const from = Math.floor(key / 2 ** 25);
    return { from, to: from + (key % 2 ** 25), count, lane: 0 };
  }).sort((a, b) => a.from - b.from || b.to - a.to);
  const ends = [];
  for (const one of all) {
    const free = ends.findIndex((end) => end < one.from);
    one.lane = free < 0 ? ends.length : free;
    ends[one.lane] = one.to;
  }
  return ends.length > LANES ? [] : all;
}

/** The bin after or before which a span of days begins and ends: whole bins, at least one. */
export function whole({ edges, of }, from, to) {
  const last = of.length - 2;
  return [of[Math.max(1, Math.min(last, from))], of[Math.max(1, Math.min(last, to))]];
}

/** The days of bins `first` to `last`. */
export function daysOf({ edges }, first, last) {
  return [Math.max(1, edges[first]), edges[last + 1] - 1];
}

const TICK_PX = { day: 90, month: 76, year: 44 };

/**
 * Where ticks stand and what unit they name: the finest whose names have room.
 * @returns {{day: number, unit: string}[]}
 */
export function ticks(rows, width) {
  for (const [unit, step] of STEPS) {
    if (step === 7) continue;
    const days = edgesOf(rows, unit, step, 60);
    if (days.length - 1 > 60 || (width / (days.length - 1)) < TICK_PX[unit]) continue;
    return days.filter((day) => day >= 1 && day <= rows.lastDay).map((day) => ({ day, unit }));
  }
  return [];
}
