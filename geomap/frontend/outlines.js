// Footprints on the map: which of them show, how they are drawn, which one lies under a point.
import { MARK, WORLD, latitude } from './rows.js';
import { boxOf, holds, trace } from './shapes.js';
import { colours } from './theme.js';

/** Beyond so many footprints in view none is drawn: they would hide the map and each other. */
const MOST_OUTLINES = 400;
const EARTH_M = 40075016.686;
const MOST_UNDER = 1000;

/** Draws and finds the footprints of incidents. */
export class Outlines {
  /**
   * @param {import('./rows.js').Rows} rows
   * @param {import('./shapes.js').Shapes} shapes
   * @param {import('./filter.js').Filter} filter
   * @param {{colour: string}[]} kinds
   */
  constructor(rows, shapes, filter, kinds) {
    this.rows = rows;
    this.shapes = shapes;
    this.filter = filter;
    this.kinds = kinds;
    this.centres = new Map();
  }

  /**
   * A row for each distinct footprint of visible incidents in view, or none where they would be too many.
   * @param {number[]} box west, north, east, south in world units
   */
  inView([west, north, east, south]) {
    const { footprint, onMap, n, x, y } = this.rows;
    const seen = new Map();
    if (!this.shapes.n) return [];
    for (let i = 0; i < n; i++) {
      const s = footprint[i];
      if (!s || !this.filter.visible[i] || seen.has(s)) continue;
      if (i < onMap && onMap > MOST_OUTLINES && (x[i] < west || x[i] > east || y[i] < north || y[i] > south)) continue;
      seen.set(s, i);
      if (seen.size > MOST_OUTLINES) return [];
    }
    return [...seen.values()];
  }

  /** Draw what is known of where an incident was: its footprint, or a circle of its radius. */
  draw(context, view, i, strong) {
    const { rows, kinds } = this;
    const wide = rows.mark[i] === MARK.COUNTRY;
    context.beginPath();
    if (rows.footprint[i]) trace(context, this.shapes, rows.footprint[i] - 1, view);
    else if (rows.radius[i]) this.circle(context, view, i);
    else return;
    paint(context, wide ? null : kinds[rows.kind[i]].colour, strong);
  }

  circle(context, view, i) {
    const v = this.rows.y[i] / WORLD;
    const metresPerPixel = (EARTH_M * Math.cos((latitude(v) * Math.PI) / 180)) / view.scale;
    context.arc((this.rows.x[i] / WORLD) * view.scale - view.left, v * view.scale - view.top,
      this.rows.radius[i] / metresPerPixel, 0, 7);
  }

  /** Whether a row's point is only the middle of its footprint: the incident was somewhere else. */
  isCentre(i) {
    const s = this.rows.footprint[i];
    if (!s) return false;
    if (!this.centres.has(i)) this.centres.set(i, !holds(this.shapes, s - 1, this.rows.x[i] / WORLD, this.rows.y[i] / WORLD));
    return this.centres.get(i);
  }

  /**
   * The rows of the smallest footprint under a point.
   * @param {number[]} drawn a row for each footprint that shows
   * @param {number} u
   * @param {number} v
   * @returns {number[]|null}
   */
  under(drawn, u, v) {
    const { rows, shapes, filter } = this;
    let found = null;
    let least = Infinity;
    for (const i of drawn) {
      const s = rows.footprint[i] - 1;
      const [west, north, east, south] = boxOf(shapes, s);
      const size = (east - west) * (south - north);
      // A country is not a thing to hit by chance: it has its own button.
      if (rows.mark[i] === MARK.COUNTRY || size >= least || !holds(shapes, s, u, v)) continue;
      found = i;
      least = size;
    }
    if (found === null) return null;
    const out = [];
    for (let i = 0; i < rows.n && out.length < MOST_UNDER; i++) {
      if (filter.visible[i] && rows.footprint[i] === rows.footprint[found]) out.push(i);
    }
    return out;
  }
}

/** A part of a footprint, drawn by itself: rings of points of the unit square. */
export function drawPart(context, { scale, left, top }, rings) {
  context.beginPath();
  for (const ring of rings) {
    ring.forEach(([u, v], at) => {
      if (at) context.lineTo(u * scale - left, v * scale - top);
      else context.moveTo(u * scale - left, v * scale - top);
    });
    context.closePath();
  }
  paint(context, colours().accent, true);
}

/** Fill and stroke the current path; without a colour it is a country's outline, dashed. */
function paint(context, colour, strong) {
  const { ink, 'label-halo': halo } = colours();
  if (colour || strong) {
    context.globalAlpha = strong ? 0.24 : 0.16;
    context.fillStyle = colour ?? ink;
    if (!colour) context.globalAlpha = 0.06;
    context.fill('evenodd');
  }
  context.lineJoin = 'round';
  context.globalAlpha = strong ? 0.9 : 0.6;
  context.strokeStyle = halo;
  context.lineWidth = strong ? 4.5 : 3;
  context.stroke();
  context.globalAlpha = 1;
  if (!colour) context.setLineDash([7, 5]);
  context.strokeStyle = colour ?? ink;
  context.lineWidth = strong ? 2.5 : 1.5;
  context.stroke();
  context.setLineDash([]);
}
