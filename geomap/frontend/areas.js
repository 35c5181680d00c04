// Footprints as polygons: which ring is an outline, which a hole, and which part holds a point.
import { latitude, longitude } from './rows.js';

/** @typedef {[number, number][]} Ring points of the unit square, the first not repeated */

/**
 * The polygons of a shape, each an outline and its holes.
 * @param {import('./shapes.js').Shapes} shapes
 * @param {number} s
 * @returns {Ring[][]}
 */
export function polygons(shapes, s) {
  const rings = ringsOf(shapes.part(s)).filter((ring) => ring.length > 2);
  const parents = rings.map((ring, at) => rings.filter((other, k) => k !== at && ringHolds(other, ring[0])));
  const outlines = rings.filter((_, at) => parents[at].length % 2 === 0);
  const out = new Map(outlines.map((ring) => [ring, [ring]]));
  rings.forEach((ring, at) => {
    if (parents[at].length % 2 === 0) return;
    // The smallest outline round a hole is the one that it is a hole of.
    const host = parents[at].filter((one) => out.has(one)).sort((a, b) => Math.abs(area(a)) - Math.abs(area(b)))[0];
    out.get(host)?.push(ring);
  });
  return [...out.values()];
}

/**
 * A shape as GeoJSON: longitude and latitude, outlines anticlockwise as RFC 7946 has it.
 * @returns {{type: string, coordinates: any[]}|null}
 */
export function geometryOf(shapes, s) {
  const coordinates = polygons(shapes, s).map((rings) => rings.map((ring, at) => {
    // The square's y runs south, so that a ring with a positive area there runs clockwise on the ground.
    const turned = area(ring) > 0 === (at === 0) ? [...ring].reverse() : ring;
    const points = turned.map(([u, v]) => [round(longitude(u)), round(latitude(v))]);
    return [...points, points[0]];
  }));
  if (!coordinates.length) return null;
  return coordinates.length === 1 ? { type: 'Polygon', coordinates: coordinates[0] } : { type: 'MultiPolygon', coordinates };
}

/** The polygon of a shape whose outline holds a point, else the one that comes nearest to it. */
export function partAt(shapes, s, point) {
  const all = polygons(shapes, s);
  const nearest = (rings) => Math.min(...rings[0].map(([u, v]) => (u - point[0]) ** 2 + (v - point[1]) ** 2));
  return all.find(([outline]) => ringHolds(outline, point)) ?? all.sort((a, b) => nearest(a) - nearest(b))[0] ?? null;
}

function ringsOf({ xy, first }) {
  const out = [];
  for (let r = 0; r < first.length - 1; r++) {
    const ring = [];
    for (let p = first[r]; p < first[r + 1]; p++) ring.push([xy[2 * p], xy[2 * p + 1]]);
    out.push(ring);
  }
  return out;
}

function ringHolds(ring, [u, v]) {
  let inside = false;
  for (let p = 0, q = ring.length - 1; p < ring.length; q = p++) {
    const [u1, v1] = ring[p];
    const [u2, v2] = ring[q];
    if (v1 > v !== v2 > v && u < ((u2 - u1) * (v - v1)) / (v2 - v1) + u1) inside = !inside;
  }
  return inside;
}

/** Twice the signed area; positive where the ring runs clockwise on a screen whose y goes down. */
function area(ring) {
  return ring.reduce((sum, [u, v], at) => {
    const [nextU, nextV] = ring[(at + 1) % ring.length];
    return sum + u * nextV - nextU * v;
  }, 0);
}

function round(degrees) {
  return Math.round(degrees * 1e6) / 1e6;
}
