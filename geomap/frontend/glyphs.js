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
  if (mark === MARK.SITE || mark === MARK.POINT) {
    const r = mark === MARK.POINT ? 5 : MARK_PX;
    // A hairline round the edge, so that a pale kind shows on pale land as well.
    discs(context, x, y, [[r + 2, colour.soft], [r + 1.5, colour.edge], [r, fill]]);
    // The hollow of a dot whose uncertainty nobody stated.
    if (mark === MARK.POINT) discs(context, x, y, [[1.9, colour.paper]]);
    return;
  }
  context.beginPath();
  if (mark === MARK.AREA) context.roundRect(x - 6.5, y - 6.5, 13, 13, 2.5);
  else context.arc(x, y, MARK_PX, 0, 7);
  if (centre) {
    context.setLineDash([3, 3]);
    strokes(context, [[4, colour.edge], [2, toneOn(fill, colour.edge)]]);
    context.setLineDash([]);
  } else {
    context.fillStyle = colour.paper;
    context.fill();
    strokes(context, [[5, colour.edge], [3, toneOn(fill, colour.edge)]]);
  }
}

/**
 * A cluster: its count, and a ring that is divided by kind.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {{count: number, parts: Uint32Array, kinds: {colour: string}[], text: string}} what `parts`: how many of each kind
 * @param {Record<string, string>} colour
 */
export function drawDisc(context, x, y, { count, parts, kinds, text }, colour) {
  const r = radiusOf(count);
  discs(context, x, y, [[r + 1.875, colour.soft], [r + 1.125, colour.edge], [r, shares(context, x, y, r, parts, count, kinds)]]);
  // A hairline inside the ring as well, so that the palest kind shows as a part of it.
  discs(context, x, y, [[r - 4.625, colour.soft], [r - 5.375, colour.paper]]);
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

/** How the kinds share a disc: one colour, or a fill that goes round clockwise from the top. */
function shares(context, x, y, r, parts, count, kinds) {
  const first = parts.findIndex((part) => part > 0);
  if (parts[first] === count) return kinds[first].colour;
  const fill = context.createConicGradient(-Math.PI / 2, x, y);
  const soft = 0.5 / (2 * Math.PI * r); // of a pixel at the rim, as wide as an edge is drawn
  let from = 0;
  for (let kind = first; kind < parts.length; kind++) {
    if (!parts[kind]) continue;
    const to = from + parts[kind] / count;
    const { colour } = kinds[kind];
    fill.addColorStop(Math.min(from + (from && soft), 1), colour);
    fill.addColorStop(Math.max(0, Math.min(to - soft, 1)), colour);
    from = to;
  }
  return fill;
}

/** Discs of these radii and colours, one on the other: filling is several times faster than stroking rings. */
function discs(context, x, y, list) {
  for (const [r, fill] of list) {
    context.beginPath();
    context.arc(x, y, r, 0, 7);
    context.fillStyle = fill;
    context.fill();
  }
}

function strokes(context, list) {
  for (const [width, stroke] of list) {
    context.lineWidth = width;
    context.strokeStyle = stroke;
    context.stroke();
  }
}
