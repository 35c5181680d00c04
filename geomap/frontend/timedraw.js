// Draws the timeline: bars for dates that fit a bin, bands as wide as the date where they do not.
import { contextOf } from './canvas.js';
import { dateOf } from './rows.js';
import { colours, FONT } from './theme.js';
import { ticks } from './timebins.js';
import { drawing } from './vector.js';

const AXIS = 18;
/** The height of a band for dates that are wide: more where they are few. */
const laneOf = (lanes) => (lanes > 3 ? 7 : 11);

/** @param {HTMLCanvasElement} canvas @param {any} time width, bins, heights, rows, filter, speech */
export function drawTimeline(canvas, time) {
  const { width } = time;
  const height = canvas.parentElement.clientHeight;
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = contextOf(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawChart(context, height, time);
}

/**
 * The same as an SVG.
 * @param {HTMLCanvasElement} canvas in whose place it is to stand
 * @param {any} time as above
 */
export function sketchTimeline(canvas, time) {
  const height = canvas.parentElement.clientHeight;
  return drawing(time.width, height, (context) => drawChart(context, height, time), contextOf(canvas));
}

function drawChart(context, height, { width, bins, heights, rows, filter, speech }) {
  const colour = colours();
  const across = (day) => ((day - 1) / rows.lastDay) * width;
  const lanes = heights.lanes.reduce((most, { lane }) => Math.max(most, lane + 1), 0);
  const floor = height - AXIS;
  const lane = laneOf(lanes);
  const base = floor - lanes * lane;
  const scale = barScale(heights, base);
  if (scale.most) drawScale(context, { ...scale, speech, colour, width, base });
  drawBars(context, { bins, heights, filter, colour, across, base, unit: scale.unit });
  drawLanes(context, { heights, filter, colour, across, base, lane });
  drawAxis(context, { rows, speech, colour, across, width, floor });
}

const chosen = ({ undated, from, to }, first, last) => !undated && (!from || (first <= to && last >= from));

/** How many incidents the highest bar has, and how many pixels one of them is. */
function barScale({ exact, wide }, base) {
  let most = 0;
  for (let b = 0; b < exact.length; b++) most = Math.max(most, exact[b] + wide[b]);
  return { most, unit: most ? Math.min((base - 12) / most, 14) : 0 };
}

/** A hairline at the height of the highest bar, and how many that is. */
function drawScale(context, { most, unit, speech, colour, width, base }) {
  const y = Math.round(base - most * unit) - 0.5;
  context.fillStyle = colour.rule;
  context.fillRect(0, y, width, 1);
  context.font = `11px ${FONT}`;
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  context.fillStyle = colour.soft;
  context.fillText(speech.say('incidents', { n: most }), 12, y - 2);
}

function drawBars(context, { bins, heights, filter, colour, across, base, unit }) {
  const { exact, wide } = heights;
  for (let b = 0; b < exact.length; b++) {
    if (!exact[b] && !wide[b]) continue;
    const x = Math.max(0, across(bins.edges[b]));
    const gap = across(bins.edges[b + 1]) - x > 3 ? 1 : 0;
    const w = Math.max(1.5, across(bins.edges[b + 1]) - x - gap);
    const on = chosen(filter, bins.edges[b], bins.edges[b + 1] - 1);
    const solid = exact[b] ? Math.max(1.5, exact[b] * unit) : 0;
    context.fillStyle = on ? (filter.from ? colour.accent : colour.bar) : colour.off;
    context.globalAlpha = 1;
    context.fillRect(x, base - solid, w, solid);
    context.globalAlpha = 0.42;
    context.fillRect(x, base - solid - wide[b] * unit, w, wide[b] * unit);
  }
  context.globalAlpha = 1;
}

/** Bands that are as wide as the date is. */
function drawLanes(context, { heights, filter, colour, across, base, lane: high }) {
  for (const { from, to, lane } of heights.lanes) {
    const x = across(from);
    const w = Math.max(4, across(to + 1) - x);
    context.beginPath();
    context.roundRect(x, base + lane * high + 2, w, high - 3, 2);
    context.fillStyle = chosen(filter, from, to) ? (filter.from ? colour.accent : colour.bar) : colour.off;
    context.globalAlpha = 0.55;
    context.fill();
  }
  context.globalAlpha = 1;
}

function drawAxis(context, { rows, speech, colour, across, width, floor }) {
  context.fillStyle = colour.rule;
  context.fillRect(0, floor, width, 1);
  context.font = `11px ${FONT}`;
  context.textBaseline = 'alphabetic';
  let free = 0;
  for (const { day, unit } of ticks(rows, width)) {
    const x = across(day);
    const text = speech.period(unit, dateOf(rows, day));
    const wide = context.measureText(text).width;
    context.fillStyle = colour.rule;
    context.fillRect(x, floor, 1, 5);
    if (x + 4 < free || x + 4 + wide > width) continue;
    context.fillStyle = colour.soft;
    context.textAlign = 'left';
    context.fillText(text, x + 4, floor + 14);
    free = x + wide + 12;
  }
}
