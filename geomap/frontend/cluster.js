// Clusters: rows lie along a Z-order curve, so every power-of-two cell is one run, whose sums are known.
import { WORLD } from './rows.js';

/**
 * @typedef {object} Cluster
 * @property {number} x mean of the members, 0 to WORLD
 * @property {number} y
 * @property {number} count visible members
 * @property {number[]} runs first row and one past the last, by turns
 */

/** Rows a block; what runs hold is added up block by block. */
const BLOCK = 64;
/** Blocks a section; a section is added up when a view first asks for some of it, which most never do. */
const SECTION = 256;

/** Running totals over the visible rows, so that what a run holds is known without going through it. */
export class Sums {
  /**
   * @param {import('./rows.js').Rows} rows
   * @param {Uint8Array} visible
   * @param {number} kinds how many there are
   */
  constructor(rows, visible, kinds) {
    const sections = Math.ceil(Math.floor(rows.onMap / BLOCK) / SECTION);
    const places = sections * (SECTION + 1);
    this.rows = rows;
    this.visible = visible;
    this.kinds = kinds;
    this.known = new Uint8Array(sections);
    /** Visible rows of a section before each of its blocks and after the last, and the sums of where they stand. */
    this.count = new Uint32Array(places);
    this.x = new Float64Array(places);
    this.y = new Float64Array(places);
    /** The same of each kind, block by block. */
    this.ofKind = new Uint32Array(places * kinds);
  }

  /**
   * What a run of rows holds.
   * @returns {{count: number, x: number, y: number}} visible rows, and where they stand in the mean
   */
  of(start, end) {
    const first = Math.ceil(start / BLOCK);
    const last = Math.floor(end / BLOCK);
    const out = { count: 0, x: 0, y: 0 };
    if (first >= last) this.add(start, end, out);
    else {
      this.between(first, last, (from, to) => {
        out.count += this.count[to] - this.count[from];
        out.x += this.x[to] - this.x[from];
        out.y += this.y[to] - this.y[from];
      });
      this.add(start, first * BLOCK, out);
      this.add(last * BLOCK, end, out);
    }
    if (out.count) { out.x /= out.count; out.y /= out.count; }
    return out;
  }

  /** Call `take` with two places in the totals, whose difference is a stretch of blocks, until all of them are had. */
  between(first, last, take) {
    for (let from = first; from < last;) {
      const section = Math.floor(from / SECTION);
      const to = Math.min(last, (section + 1) * SECTION);
      if (!this.known[section]) this.addUp(section);
      take(from + section, to + section); // a section has one place more than blocks
      from = to;
    }
  }

  addUp(section) {
    const { visible, kinds, rows: { x, y, kind, onMap } } = this;
    const blocks = Math.min(SECTION, Math.floor(onMap / BLOCK) - section * SECTION);
    const tallied = new Uint32Array(kinds);
    let count = 0; let sumX = 0; let sumY = 0;
    let at = section * (SECTION + 1);
    let i = section * SECTION * BLOCK;
    for (let block = 0; block < blocks; block++) {
      // No branch on `visible`: under a filter it is as good as random, and the processor would guess wrong.
      for (const end = i + BLOCK; i < end; i++) {
        const one = visible[i];
        count += one;
        sumX += one * x[i];
        sumY += one * y[i];
        tallied[kind[i]] += one;
      }
      at++;
      this.count[at] = count;
      this.x[at] = sumX;
      this.y[at] = sumY;
      this.ofKind.set(tallied, at * kinds);
    }
    this.known[section] = 1;
  }

  add(start, end, out) {
    const { visible, rows: { x, y } } = this;
    for (let i = start; i < end; i++) {
      const one = visible[i];
      out.count += one;
      out.x += one * x[i];
      out.y += one * y[i];
    }
  }

  /** How many visible members of a cluster each kind has. */
  tally({ runs }) {
    const { kinds, ofKind } = this;
    const counts = new Uint32Array(kinds);
    for (let k = 0; k < runs.length; k += 2) {
      const first = Math.ceil(runs[k] / BLOCK);
      const last = Math.floor(runs[k + 1] / BLOCK);
      if (first >= last) { this.countRows(runs[k], runs[k + 1], counts); continue; }
      this.between(first, last, (from, to) => {
        for (let kind = 0; kind < kinds; kind++) counts[kind] += ofKind[to * kinds + kind] - ofKind[from * kinds + kind];
      });
      this.countRows(runs[k], first * BLOCK, counts);
      this.countRows(last * BLOCK, runs[k + 1], counts);
    }
    return counts;
  }

  countRows(start, end, counts) {
    const { visible, rows: { kind } } = this;
    for (let i = start; i < end; i++) counts[kind[i]] += visible[i];
  }
}

/**
 * Call `emit` for each cell that has rows in a box.
 * @param {import('./rows.js').Rows} rows
 * @param {number} bits cells across the world, as a power of two
 * @param {number[]} box west, north, east, south in world units; cells whose first row lies outside are skipped
 * @param {(start: number, end: number) => void} emit
 */
export function cells(rows, bits, box, emit) {
  const { x, y, onMap } = rows;
  const shift = Math.max(0, 30 - bits);
  const apart = (start, by) => {
    const cx = x[start] >> by;
    const cy = y[start] >> by;
    return cx < box[0] >> by || cx > box[2] >> by || cy < box[1] >> by || cy > box[3] >> by;
  };
  for (let start = 0, end = 0; start < onMap; start = end) {
    if (!apart(start, shift)) {
      end = runEnd(rows, start, shift);
      emit(start, end);
      continue;
    }
    // Leave out the largest cell round it that has nothing in the box either.
    let wide = shift;
    while (wide < 29 && apart(start, wide + 1)) wide++;
    end = runEnd(rows, start, wide);
  }
}

/** One past the last row of the cell that row `start` stands in: by doubled strides, then by halves. */
function runEnd({ x, y, onMap }, start, shift) {
  const cx = x[start] >> shift;
  const cy = y[start] >> shift;
  let inside = start;
  let stride = 1;
  let out = start + 1;
  while (out < onMap && x[out] >> shift === cx && y[out] >> shift === cy) {
    inside = out;
    stride *= 2;
    out += stride;
  }
  out = Math.min(out, onMap);
  while (out - inside > 1) {
    const middle = (inside + out) >> 1;
    if (x[middle] >> shift === cx && y[middle] >> shift === cy) inside = middle;
    else out = middle;
  }
  return out;
}

/**
 * Clusters in view, those that would overlap on the screen joined to the larger one.
 * @param {Sums} sums
 * @param {number} bits
 * @param {number[]} box
 * @param {number} scale pixels across the world
 * @param {(count: number) => number} radius in pixels, of a cluster; 0 where none are to be joined
 * @returns {Cluster[]} the largest first
 */
export function clusters(sums, bits, box, scale, radius) {
  /** @type {Cluster[]} */
  const found = [];
  cells(sums.rows, bits, box, (start, end) => {
    const { count, x, y } = sums.of(start, end);
    if (count) found.push({ x, y, count, runs: [start, end] });
  });
  found.sort((a, b) => b.count - a.count || a.runs[0] - b.runs[0]);
  const perPixel = WORLD / scale;
  const grid = new Map();
  const size = 2 * radius(found.length ? found[0].count : 1) * perPixel;
  if (!size) return found; // nothing is wide enough to overlap
  const kept = [];
  for (const one of found) {
    const gx = Math.floor(one.x / size);
    const gy = Math.floor(one.y / size);
    const host = overlapping(grid, gx, gy, one, radius, perPixel);
    if (host) {
      host.count += one.count;
      host.runs.push(...one.runs);
      continue;
    }
    kept.push(one);
    const key = gx * 65536 + gy;
    const cell = grid.get(key);
    if (cell) cell.push(one);
    else grid.set(key, [one]);
  }
  return kept;
}

function overlapping(grid, gx, gy, one, radius, perPixel) {
  for (let i = gx - 1; i <= gx + 1; i++) {
    for (let j = gy - 1; j <= gy + 1; j++) {
      for (const other of grid.get(i * 65536 + j) ?? []) {
        const reach = (radius(one.count) + radius(other.count)) * 0.92 * perPixel;
        if ((one.x - other.x) ** 2 + (one.y - other.y) ** 2 < reach * reach) return other;
      }
    }
  }
  return null;
}

/** Visible members of a cluster, at most `most`. */
export function members(cluster, visible, most = Infinity) {
  const out = [];
  for (let k = 0; k < cluster.runs.length; k += 2) {
    for (let i = cluster.runs[k]; i < cluster.runs[k + 1] && out.length < most; i++) {
      if (visible[i]) out.push(i);
    }
  }
  return out;
}
