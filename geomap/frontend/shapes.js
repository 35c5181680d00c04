// Polygons and lines in the page: the base map and the footprints, decoded once, traced often.
import { unpack } from './bytes.js';
import { mercatorX, mercatorY } from './rows.js';

/** The share of a shape's largest part below which another part is small beside it. */
const SMALL_PART = 0.01;

/**
 * Rings or lines that belong together, ready to be drawn.
 * @typedef {object} Part
 * @property {Float64Array|Float32Array} xy vertices in Web Mercator, 0 to 1, x and y by turns
 * @property {Int32Array} first vertex of each ring, and one past the last
 * @property {Float64Array} box of each ring: west, north, east, south
 */

/** Footprints; each is projected when it is first looked at, because most never are. */
export class Shapes {
  /**
   * @param {any[]} header columns of `pack_rings`
   * @param {Uint8Array} bytes
   * @param {number} quantum degrees
   */
  constructor(header, bytes, quantum) {
    const { exponent, rings, length, x, y } = unpack(header, bytes);
    this.n = rings.length;
    this.quantum = quantum;
    this.exponent = exponent;
    this.firstRing = offsets(rings);
    this.firstPoint = offsets(length);
    this.x = x;
    this.y = y;
    /** @type {Map<number, Part>} */
    this.known = new Map();
  }

  /** @param {number} s number of the shape @returns {Part} */
  part(s) {
    let part = this.known.get(s);
    if (!part) {
      const step = this.quantum * 2 ** this.exponent[s];
      part = readPart(this, this.firstRing[s], this.firstRing[s + 1], Float64Array, (at) => mercatorX(at * step), (at) => mercatorY(at * step));
      this.known.set(s, part);
    }
    return part;
  }
}

/**
 * The layers of the base map, which the file carries projected.
 * @param {any[]} header columns of `pack_rings`
 * @param {Uint8Array} bytes
 * @param {number} bits steps across the world, as a power of two
 * @returns {Layer[]}
 */
export function readLayers(header, bytes, bits) {
  const { rings, length, x, y } = unpack(header, bytes);
  const firstRing = offsets(rings);
  const packed = { firstPoint: offsets(length), x, y };
  return Array.from(rings, (_, at) => new Layer(packed, firstRing[at], firstRing[at + 1], 2 ** -bits));
}

/** One layer of the base map; read when it is first drawn, and as finely as it is drawn then. */
export class Layer {
  /**
   * @param {{firstPoint: Int32Array, x: ArrayLike<number>, y: ArrayLike<number>}} packed differences, zigzag
   * @param {number} from first ring
   * @param {number} to one past the last
   * @param {number} unit of the numbers, as a share of the world
   */
  constructor(packed, from, to, unit) {
    this.packed = packed;
    this.from = from;
    this.to = to;
    this.unit = unit;
    /** @type {Part|null} */
    this.all = null;
    /** @type {Map<number, Part>} by the step */
    this.thinned = new Map();
  }

  /** With all vertices. @returns {Part} */
  get whole() {
    const { packed, from, to, unit } = this;
    const flat = (at) => at * unit;
    this.all ??= readPart(packed, from, to, Float32Array, flat, flat);
    return this.all;
  }

  /**
   * For views from afar: without rings that are smaller than a step there, and vertices that
   * lie within one of the vertex before.
   * @param {number} step share of the world
   * @returns {Part}
   */
  thin(step) {
    if (!this.thinned.has(step)) this.thinned.set(step, this.readThin(step / this.unit));
    return this.thinned.get(step);
  }

  /** @param {number} step in the numbers' own unit */
  readThin(step) {
    const { packed: { firstPoint, x, y }, from, to, unit } = this;
    const kept = new Float32Array(2 * (firstPoint[to] - firstPoint[from]));
    const first = [0];
    const box = [];
    let n = 0; let px = 0; let py = 0;
    for (let r = from; r < to; r++) {
      const end = firstPoint[r + 1];
      let lastX = Infinity; let lastY = Infinity;
      let west = Infinity; let north = Infinity; let east = -Infinity; let south = -Infinity;
      for (let p = firstPoint[r]; p < end; p++) {
        px += (x[p] >>> 1) ^ -(x[p] & 1);
        py += (y[p] >>> 1) ^ -(y[p] & 1);
        if (px < west) west = px;
        if (px > east) east = px;
        if (py < north) north = py;
        if (py > south) south = py;
        if (p < end - 1 && Math.abs(px - lastX) + Math.abs(py - lastY) < step) continue;
        lastX = px; lastY = py;
        kept[2 * n] = px * unit;
        kept[2 * n + 1] = py * unit;
        n++;
      }
      if (east - west < step && south - north < step) { n = first[first.length - 1]; continue; }
      first.push(n);
      box.push(west * unit, north * unit, east * unit, south * unit);
    }
    return { xy: kept.slice(0, 2 * n), first: Int32Array.from(first), box: Float64Array.from(box) };
  }
}

/** Rings `from` to `to`, whose differences start from the origin. */
function readPart({ firstPoint, x, y }, from, to, Numbers, across, down) {
  const start = firstPoint[from];
  const xy = new Numbers(2 * (firstPoint[to] - start));
  const first = new Int32Array(to - from + 1);
  const box = new Float64Array(4 * (to - from));
  let px = 0;
  let py = 0;
  for (let at = 0, r = from; r < to; r++) {
    let west = Infinity; let north = Infinity; let east = -Infinity; let south = -Infinity;
    for (let p = firstPoint[r]; p < firstPoint[r + 1]; p++) {
      px += (x[p] >>> 1) ^ -(x[p] & 1);
      py += (y[p] >>> 1) ^ -(y[p] & 1);
      const u = across(px);
      const v = down(py);
      xy[at++] = u;
      xy[at++] = v;
      if (u < west) west = u;
      if (u > east) east = u;
      if (v < north) north = v;
      if (v > south) south = v;
    }
    const k = r - from;
    first[k + 1] = firstPoint[r + 1] - start;
    box[4 * k] = west; box[4 * k + 1] = north; box[4 * k + 2] = east; box[4 * k + 3] = south;
  }
  return { xy, first, box };
}

function offsets(counts) {
  const out = new Int32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) out[i + 1] = out[i] + counts[i];
  return out;
}

/** The box round a part: west, north, east, south, 0 to 1. */
export function boxOf({ box }) {
  const out = [Infinity, Infinity, -Infinity, -Infinity];
  for (let r = 0; r < box.length; r += 4) {
    for (let k = 0; k < 2; k++) out[k] = Math.min(out[k], box[r + k]);
    for (let k = 2; k < 4; k++) out[k] = Math.max(out[k], box[r + k]);
  }
  return out;
}

/** The box round a part without what is small beside its largest ring: a country without its far islands. */
export function mainBox({ box }) {
  const size = (r) => (box[r + 2] - box[r]) * (box[r + 3] - box[r + 1]);
  const out = [Infinity, Infinity, -Infinity, -Infinity];
  let largest = 0;
  for (let r = 0; r < box.length; r += 4) largest = Math.max(largest, size(r));
  for (let r = 0; r < box.length; r += 4) {
    if (size(r) < largest * SMALL_PART) continue;
    for (let k = 0; k < 2; k++) out[k] = Math.min(out[k], box[r + k]);
    for (let k = 2; k < 4; k++) out[k] = Math.max(out[k], box[r + k]);
  }
  return out;
}

/**
 * Add a part's rings to the current path.
 *
 * Vertices closer than `tolerance` pixels to the last one are left out, and so are those
 * that lie beyond the same side of the view as their neighbours: neither shows.
 * @param {CanvasRenderingContext2D|Path2D} path
 * @param {Part} part
 * @param {import('./canvas.js').View} view
 * @param {{closed?: boolean, tolerance?: number, least?: number}} how `closed`: whether a stroke is to close the rings, as
 *   filling does anyway; `least`: pixels below which a ring is left out
 */
export function trace(path, { xy, first, box }, view, { closed = true, tolerance = 1, least = 0 } = {}) {
  const { scale, left, top, width, height } = view;
  for (let r = 0; r < first.length - 1; r++) {
    const west = box[4 * r] * scale - left; const north = box[4 * r + 1] * scale - top;
    const east = box[4 * r + 2] * scale - left; const south = box[4 * r + 3] * scale - top;
    if (west > width || east < 0 || north > height || south < 0) continue;
    if (east - west < least && south - north < least) continue;
    const end = first[r + 1];
    let begun = false;
    let lastX = 0; let lastY = 0; let lastSide = 0;
    let heldX = 0; let heldY = 0; let held = false;
    for (let p = first[r]; p < end; p++) {
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

/** Turns of less than this, in radians, belong to a curve: circles have 48 corners. */
const GENTLE = 0.2;

/**
 * Add a part's rings to the current path as `trace` does, but round where they turn gently, as arcs of circles do:
 * from the middle of each side to that of the next. For a part that is large on the screen, with its corners in view.
 * @param {CanvasRenderingContext2D|Path2D} path
 * @param {Part} part
 * @param {import('./canvas.js').View} view
 */
export function flow(path, { xy, first }, { scale, left, top }) {
  for (let r = 0; r < first.length - 1; r++) {
    const start = first[r];
    const last = first[r + 1] - 1;
    // A ring may end where it began.
    const n = last - start + (xy[2 * start] === xy[2 * last] && xy[2 * start + 1] === xy[2 * last + 1] ? 0 : 1);
    const at = (k) => [xy[2 * (start + k % n)] * scale - left, xy[2 * (start + k % n) + 1] * scale - top];
    let [cx, cy] = at(0);
    let [nx, ny] = at(1);
    path.moveTo((cx + nx) / 2, (cy + ny) / 2);
    for (let k = 1; k <= n; k++) {
      const [px, py] = [cx, cy];
      [cx, cy] = [nx, ny];
      [nx, ny] = at(k + 1);
      const turn = Math.atan2((cx - px) * (ny - cy) - (cy - py) * (nx - cx), (cx - px) * (nx - cx) + (cy - py) * (ny - cy));
      if (Math.abs(turn) < GENTLE) path.quadraticCurveTo(cx, cy, (cx + nx) / 2, (cy + ny) / 2);
      else { path.lineTo(cx, cy); path.lineTo((cx + nx) / 2, (cy + ny) / 2); }
    }
    path.closePath();
  }
}

/** Whether a part holds a point of the unit square, by the even-odd rule. */
export function holds({ xy, first }, u, v) {
  let inside = false;
  for (let r = 0; r < first.length - 1; r++) {
    const end = first[r + 1];
    for (let p = first[r], q = end - 1; p < end; q = p++) {
      const y1 = xy[2 * p + 1]; const y2 = xy[2 * q + 1];
      if (y1 > v !== y2 > v && u < ((xy[2 * q] - xy[2 * p]) * (v - y1)) / (y2 - y1) + xy[2 * p]) inside = !inside;
    }
  }
  return inside;
}
