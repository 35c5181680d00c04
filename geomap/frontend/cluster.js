// Clusters in one pass: rows lie along a Z-order curve, so every power-of-two cell is one run.
import { WORLD } from './rows.js';

/**
 * @typedef {object} Cluster
 * @property {number} x mean of the members, 0 to WORLD
 * @property {number} y
 * @property {number} count visible members
 * @property {number[]} runs first row and one past the last, by turns
 */

/**
 * Call `emit` for each cell that has visible rows.
 * @param {import('./rows.js').Rows} rows
 * @param {Uint8Array} visible
 * @param {number} bits cells across the world, as a power of two
 * @param {number[]} box west, north, east, south in world units; cells whose first row lies outside are skipped
 * @param {(start: number, end: number, count: number, x: number, y: number) => void} emit
 */
export function cells(rows, visible, bits, box, emit) {
  const { x, y, onMap } = rows;
  const shift = Math.max(0, 30 - bits);
  const [west, north, east, south] = box.map((side) => side >> shift);
  for (let start = 0, end = 0; start < onMap; start = end) {
    const cx = x[start] >> shift;
    const cy = y[start] >> shift;
    end = runEnd(rows, start, shift);
    if (cx < west || cx > east || cy < north || cy > south) continue;
    let count = 0; let sumX = 0; let sumY = 0;
    // No branch on `visible`: under a filter it is as good as random, and the processor would guess wrong.
    for (let i = start; i < end; i++) {
      const one = visible[i];
      count += one;
      sumX += one * (x[i] - x[start]);
      sumY += one * (y[i] - y[start]);
    }
    if (count) emit(start, end, count, x[start] + sumX / count, y[start] + sumY / count);
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
 * @param {import('./rows.js').Rows} rows
 * @param {Uint8Array} visible
 * @param {number} bits
 * @param {number[]} box
 * @param {number} scale pixels across the world
 * @param {(count: number) => number} radius in pixels, of a cluster; 0 where none are to be joined
 * @returns {Cluster[]} the largest first
 */
export function clusters(rows, visible, bits, box, scale, radius) {
  /** @type {Cluster[]} */
  const found = [];
  cells(rows, visible, bits, box, (start, end, count, x, y) => {
    found.push({ x, y, count, runs: [start, end] });
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

/** How many visible members each kind has. */
export function tally(cluster, visible, kind, kinds) {
  const counts = new Uint32Array(kinds);
  for (let k = 0; k < cluster.runs.length; k += 2) {
    for (let i = cluster.runs[k]; i < cluster.runs[k + 1]; i++) counts[kind[i]] += visible[i];
  }
  return counts;
}
