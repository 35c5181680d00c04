// How a single mark, a cluster and a label look: drawn on any canvas, whatever they stand for.
import { MARK } from './rows.js';
import { FONT, toneOn } from './theme.js';

export const MARK_PX = 7;

/** Radius in pixels of a cluster's disc, or of a single mark. */
export function radiusOf(count) {
  return count === 1 ? MARK_PX : Math.min(10.5 + 1.3 * Math.log2(count), 32);
}

/**
 * A mark for one incident; the shape says how well its place is known.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {{mark: number, fill: string, centre: boolean}} what `centre`: the point is only the middle of a ring
 * @param {Record<string, string>} colour
 */
export function drawMark(context, x, y, { mark, fill, centre }, colour) {
  context.beginPath();
  if (mark === MARK.AREA) context.roundRect(x - 6.5, y - 6.5, 13, 13, 2.5);
  else context.arc(x, y, mark === MARK.POINT ? 5 : MARK_PX, 0, 7);
  if (mark === MARK.SITE || mark === MARK.POINT) {
    context.fillStyle = fill;
    // A hairline round the edge, so that a pale kind shows on pale land as well.
    strokes(context, [[4, colour.soft], [3, colour.edge]]);
    context.fill();
    if (mark === MARK.POINT) drawHole(context, x, y, colour.paper);
  } else if (centre) {
    context.setLineDash([3, 3]);
    strokes(context, [[4, colour.edge], [2, toneOn(fill, colour.edge)]]);
    context.setLineDash([]);
  } else {
    context.fillStyle = colour.paper;
    context.fill();
    strokes(context, [[5, colour.edge], [3, toneOn(fill, colour.edge)]]);
  }
}

/** The hollow of a dot whose uncertainty nobody stated. */
function drawHole(context, x, y, fill) {
  context.beginPath();
  context.arc(x, y, 1.9, 0, 7);
  context.fillStyle = fill;
  context.fill();
}

/**
 * A cluster: its count, and a ring that is divided by kind.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {{count: number, parts: ArrayLike<number>, kinds: {colour: string}[], text: string}} what `parts`: how many of each kind
 * @param {Record<string, string>} colour
 */
export function drawDisc(context, x, y, { count, parts, kinds, text }, colour) {
  const r = radiusOf(count);
  context.beginPath();
  context.arc(x, y, r + 1.5, 0, 7);
  context.fillStyle = colour.edge;
  context.fill();
  strokes(context, [[0.75, colour.soft]]);
  context.beginPath();
  context.arc(x, y, r - 4, 0, 7);
  context.fillStyle = colour.paper;
  context.fill();
  let angle = -Math.PI / 2;
  context.lineWidth = 5;
  for (let kind = 0; kind < parts.length; kind++) {
    if (!parts[kind]) continue;
    const next = angle + (parts[kind] / count) * 2 * Math.PI;
    context.beginPath();
    context.arc(x, y, r - 2.5, angle, next);
    context.strokeStyle = kinds[kind].colour;
    context.stroke();
    angle = next;
  }
  // A hairline inside the ring as well, so that the palest kind shows as a part of it.
  context.beginPath();
  context.arc(x, y, r - 5, 0, 7);
  strokes(context, [[0.75, colour.soft]]);
  context.fillStyle = colour.ink;
  context.font = `600 ${r < 15 ? 11 : 12}px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, x, y + 0.5);
}

/** A place that could be meant as well. */
export function drawCross(context, x, y, colour) {
  context.beginPath();
  context.moveTo(x - 5, y - 5); context.lineTo(x + 5, y + 5);
  context.moveTo(x + 5, y - 5); context.lineTo(x - 5, y + 5);
  strokes(context, [[5, colour.edge], [2, colour.ink]]);
}

/** A ring round what is chosen or pointed at. */
export function drawRing(context, x, y, radius, colour) {
  context.beginPath();
  context.arc(x, y, radius, 0, 7);
  strokes(context, [[2.5, colour]]);
}

/** A number or word beside a mark. */
export function drawLabel(context, x, y, text, colour) {
  context.font = `600 12px ${FONT}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.lineWidth = 3;
  context.strokeStyle = colour['label-halo'];
  context.strokeText(text, x, y);
  context.fillStyle = colour.ink;
  context.fillText(text, x, y);
}

/** A count in few signs. */
export function short(count) {
  if (count < 10000) return String(count);
  return count < 1e6 ? `${Math.round(count / 1000)}k` : `${(count / 1e6).toFixed(1)}M`;
}

function strokes(context, list) {
  for (const [width, stroke] of list) {
    context.lineWidth = width;
    context.strokeStyle = stroke;
    context.stroke();
  }
}
