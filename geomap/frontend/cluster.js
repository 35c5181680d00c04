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
  let cellX = -1; let cellY = -1;
  let start = 0; let end = 0; let count = 0; let sumX = 0; let sumY = 0;
  let inside = false;
  for (let i = 0; i < onMap; i++) {
    if (!visible[i]) continue;
    const cx = x[i] >> shift;
    const cy = y[i] >> shift;
    if (cx !== cellX || cy !== cellY) {
      if (count) emit(start, end, count, sumX / count, sumY / count);
      cellX = cx; cellY = cy;
      inside = cx >= west && cx <= east && cy >= north && cy <= south;
      start = i; count = 0; sumX = 0; sumY = 0;
    }
    if (!inside) continue;
    count++;
    sumX += x[i]; sumY += y[i];
    end = i + 1;
  }
  if (count) emit(start, end, count, sumX / count, sumY / count);
}

/**
 * Clusters in view, those that would overlap on the screen joined to the larger one.
 * @param {import('./rows.js').Rows} rows
 * @param {Uint8Array} visible
 * @param {number} bits
 * @param {number[]} box
 * @param {number} scale pixels across the world
 * @param {(count: number) => number} radius in pixels, of a cluster
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
    for (let i = cluster.runs[k]; i < cluster.runs[k + 1]; i++) if (visible[i]) counts[kind[i]]++;
  }
  return counts;
}
