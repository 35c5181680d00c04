// Polygons and lines in the page: the base map and the footprints, decoded once, traced often.
import { unpack } from './bytes.js';
import { mercatorX, mercatorY } from './rows.js';

/** The share of a shape's largest part below which another part is small beside it. */
const SMALL_PART = 0.01;

/**
 * @typedef {object} Shapes
 * @property {number} n shapes
 * @property {Float64Array|Float32Array} xy vertices in Web Mercator, 0 to 1, x and y by turns
 * @property {Int32Array} firstRing of each shape, and one past the last
 * @property {Int32Array} firstPoint of each ring, and one past the last
 * @property {Float32Array} box of each ring: west, north, east, south
 */

/**
 * @param {any[]} header columns of `pack_rings`
 * @param {Uint8Array} bytes
 * @param {number} quantum degrees
 * @returns {Shapes}
 */
export function readShapes(header, bytes, quantum) {
  const { exponent, rings, length, x, y } = unpack(header, bytes);
  const firstRing = offsets(rings);
  const firstPoint = offsets(length);
  const points = firstPoint[length.length];
  const xy = points > 1e6 ? new Float32Array(2 * points) : new Float64Array(2 * points);
  const box = new Float32Array(4 * length.length);
  for (let s = 0; s < rings.length; s++) {
    const step = quantum * 2 ** exponent[s];
    let px = 0;
    let py = 0;
    for (let r = firstRing[s]; r < firstRing[s + 1]; r++) {
      let west = Infinity; let north = Infinity; let east = -Infinity; let south = -Infinity;
      for (let p = firstPoint[r]; p < firstPoint[r + 1]; p++) {
        px += (x[p] >>> 1) ^ -(x[p] & 1);
        py += (y[p] >>> 1) ^ -(y[p] & 1);
        const u = mercatorX(px * step);
        const v = mercatorY(py * step);
        xy[2 * p] = u;
        xy[2 * p + 1] = v;
        if (u < west) west = u;
        if (u > east) east = u;
        if (v < north) north = v;
        if (v > south) south = v;
      }
      box.set([west, north, east, south], 4 * r);
    }
  }
  return { n: rings.length, xy, firstRing, firstPoint, box };
}

function offsets(counts) {
  const out = new Int32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) out[i + 1] = out[i] + counts[i];
  return out;
}

/** The box round a shape: west, north, east, south, 0 to 1. */
export function boxOf(shapes, s) {
  const out = [Infinity, Infinity, -Infinity, -Infinity];
  for (let r = shapes.firstRing[s]; r < shapes.firstRing[s + 1]; r++) {
    for (let k = 0; k < 2; k++) out[k] = Math.min(out[k], shapes.box[4 * r + k]);
    for (let k = 2; k < 4; k++) out[k] = Math.max(out[k], shapes.box[4 * r + k]);
  }
  return out;
}

/** The box round a shape without what is small beside its largest part: a country without its far islands. */
export function mainBox({ box, firstRing }, s) {
  const size = (r) => (box[4 * r + 2] - box[4 * r]) * (box[4 * r + 3] - box[4 * r + 1]);
  const out = [Infinity, Infinity, -Infinity, -Infinity];
  let largest = 0;
  for (let r = firstRing[s]; r < firstRing[s + 1]; r++) largest = Math.max(largest, size(r));
  for (let r = firstRing[s]; r < firstRing[s + 1]; r++) {
    if (size(r) < largest * SMALL_PART) continue;
    for (let k = 0; k < 2; k++) out[k] = Math.min(out[k], box[4 * r + k]);
    for (let k = 2; k < 4; k++) out[k] = Math.max(out[k], box[4 * r + k]);
  }
  return out;
}

/**
 * Add a shape's rings to the current path.
 *
 * Vertices closer than `tolerance` pixels to the last one are left out, and so are those
 * that lie beyond the same side of the view as their neighbours: neither shows.
 * @param {CanvasRenderingContext2D|Path2D} path
 * @param {Shapes} shapes
 * @param {number} s
 * @param {import('./canvas.js').View} view
 * @param {{closed?: boolean, tolerance?: number, least?: number}} how `least`: pixels below which a ring is left out
 */
export function trace(path, shapes, s, view, { closed = true, tolerance = 1, least = 0 } = {}) {
  const { xy, firstPoint, firstRing, box } = shapes;
  const { scale, left, top, width, height } = view;
  for (let r = firstRing[s]; r < firstRing[s + 1]; r++) {
    const west = box[4 * r] * scale - left; const north = box[4 * r + 1] * scale - top;
    const east = box[4 * r + 2] * scale - left; const south = box[4 * r + 3] * scale - top;
    if (west > width || east < 0 || north > height || south < 0) continue;
    if (east - west < least && south - north < least) continue;
    const end = firstPoint[r + 1];
    let begun = false;
    let lastX = 0; let lastY = 0; let lastSide = 0;
    let heldX = 0; let heldY = 0; let held = false;
    for (let p = firstPoint[r]; p < end; p++) {
      const px = xy[2 * p] * scale - left;
      const py = xy[2 * p + 1] * scale - top;
      const side = (px < -4 ? 1 : px > width + 4 ? 2 : 0) | (py < -4 ? 4 : py > height + 4 ? 8 : 0);
      if (begun && side & lastSide) {
        heldX = px; heldY = py; held = true;
        lastSide &= side;
        continue;
      }
      if (held) { path.lineTo(heldX, heldY); held = false; lastX = heldX; lastY = heldY; }
      if (!begun) { path.moveTo(px, py); begun = true; }
      else if (p < end - 1 && Math.abs(px - lastX) + Math.abs(py - lastY) < tolerance) continue;
      else path.lineTo(px, py);
      lastX = px; lastY = py; lastSide = side;
    }
    if (held) path.lineTo(heldX, heldY);
    if (closed && begun) path.closePath();
  }
}

/** Whether a shape holds a point of the unit square, by the even-odd rule. */
export function holds(shapes, s, u, v) {
  const { xy, firstPoint, firstRing } = shapes;
  let inside = false;
  for (let r = firstRing[s]; r < firstRing[s + 1]; r++) {
    const first = firstPoint[r];
    const end = firstPoint[r + 1];
    for (let p = first, q = end - 1; p < end; q = p++) {
      const y1 = xy[2 * p + 1]; const y2 = xy[2 * q + 1];
      if (y1 > v !== y2 > v && u < ((xy[2 * q] - xy[2 * p]) * (v - y1)) / (y2 - y1) + xy[2 * p]) inside = !inside;
    }
  }
  return inside;
}
