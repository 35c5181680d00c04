// Footprints on the map: which of them show, how they are drawn, which one lies under a point.
import { MARK, WORLD, latitude } from './rows.js';
import { boxOf, flow, holds, trace } from './shapes.js';
import { colours, toneOn } from './theme.js';

/** Beyond so many footprints in view none is drawn: they would hide the map and each other. */
const MOST_OUTLINES = 400;
const EARTH_M = 40075016.686;
const MOST_UNDER = 1000;
/** A country so many times as large as the view has no form in it: its outline would only cross the map. */
const TOO_WIDE = 4;
/** Between these sizes corners of arcs would be seen: smaller they are too near each other, larger too far apart. */
const ROUND_FROM_PX = 150;
const ROUND_TO_PX = 8000;
/** Islands of a country of fewer pixels are not outlined: dashes would make one dark spot of them. */
const LEAST_ISLE_PX = 14;

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
    const s = rows.footprint[i] - 1;
    if (wide && s >= 0 && !strong && this.acrossView(view, s) > TOO_WIDE) return;
    context.beginPath();
    if (wide && s >= 0) this.wide(context, view, this.shapes.part(s));
    else if (s >= 0) this.area(context, view, this.shapes.part(s));
    else if (rows.radius[i]) this.circle(context, view, i);
    else return;
    paint(context, wide ? null : kinds[rows.kind[i]].colour, strong);
  }

  /** An area; its arcs are rounded where their corners would be seen. */
  area(context, view, part) {
    const [west, north, east, south] = boxOf(part);
    const across = Math.max(east - west, south - north) * view.scale;
    if (across > ROUND_FROM_PX && across < ROUND_TO_PX) flow(context, part, view);
    else trace(context, part, view);
  }

  /** How many times as large as the view the box of a shape is. */
  acrossView({ scale, width, height }, s) {
    const [west, north, east, south] = boxOf(this.shapes.part(s));
    return Math.sqrt((((east - west) * (south - north)) * scale ** 2) / (width * height));
  }

  /** A country without its islets; small places far apart, of which one is meant, as a ring round each. */
  wide(context, view, part) {
    const { box } = part;
    const [west, north, east, south] = boxOf(part);
    const least = Math.max(east - west, south - north) * view.scale / 20;
    let large = false;
    for (let r = 0; r < box.length / 4; r++) large ||= acrossRing(box, r) * view.scale > least;
    if (large) { trace(context, part, view, { least: LEAST_ISLE_PX }); return; }
    for (let r = 0; r < box.length / 4; r++) {
      const x = ((box[4 * r] + box[4 * r + 2]) / 2) * view.scale - view.left;
      const y = ((box[4 * r + 1] + box[4 * r + 3]) / 2) * view.scale - view.top;
      const radius = Math.max(acrossRing(box, r) * view.scale * 0.5, 8);
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 7);
    }
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
    if (!this.centres.has(i)) this.centres.set(i, !holds(this.shapes.part(s - 1), this.rows.x[i] / WORLD, this.rows.y[i] / WORLD));
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
      const part = shapes.part(rows.footprint[i] - 1);
      const [west, north, east, south] = boxOf(part);
      const size = (east - west) * (south - north);
      // A country is not a thing to hit by chance: it has its own button.
      if (rows.mark[i] === MARK.COUNTRY || size >= least || !holds(part, u, v)) continue;
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

/** The larger side of a ring's box. */
function acrossRing(box, r) {
  return Math.max(box[4 * r + 2] - box[4 * r], box[4 * r + 3] - box[4 * r + 1]);
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
  const all = colours();
  const { ink, 'label-halo': halo } = all;
  // The line stands out from the land; so does what it holds, thinly.
  const firm = colour && toneOn(colour, all.land);
  if (colour || strong) {
    context.globalAlpha = strong ? 0.24 : 0.16;
    context.fillStyle = firm ?? ink;
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
  context.strokeStyle = firm ?? ink;
  context.lineWidth = strong ? 2.5 : 1.5;
  context.stroke();
  context.setLineDash([]);
}
