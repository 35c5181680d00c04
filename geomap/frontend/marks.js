// The incidents on the map: marks that show how well the place is known, clusters, footprints.
import { canvasLayer } from './canvas.js';
import { clusters, members, tally } from './cluster.js';
import { MARK, WORLD, latitude, mercatorY } from './rows.js';
import { boxOf, holds, trace } from './shapes.js';
import { colours, FONT } from './theme.js';

const MARK_PX = 7;
const FEW = 400;
const EARTH_M = 40075016.686;

/** Radius in pixels of a cluster's disc, or of a single mark. */
export function radiusOf(count) {
  return count === 1 ? MARK_PX : Math.min(10.5 + 1.3 * Math.log2(count), 32);
}

/** Draws and finds the incidents. */
export class Marks {
  /**
   * @param {import('./rows.js').Rows} rows
   * @param {import('./shapes.js').Shapes} shapes footprints
   * @param {import('./filter.js').Filter} filter
   * @param {{colour: string}[]} kinds
   */
  constructor(rows, shapes, filter, kinds) {
    Object.assign(this, { rows, shapes, filter, kinds });
    this.clustered = true;
    /** @type {import('./names.js').Names|null} drawn over the footprints and under the marks */
    this.names = null;
    this.footprints = true;
    /** @type {number|null} */
    this.selected = null;
    /** @type {number|null} */
    this.hovered = null;
    /** @type {{u: number, v: number}[]} */
    this.rivals = [];
    /** What was drawn last, for each copy of the world in view. */
    this.scenes = [];
    /** Whether marks show the number that the printed list gives them. */
    this.numbered = false;
    this.layer = canvasLayer('gm-marks', (context, views) => {
      const colour = colours();
      this.scenes = views.map((view) => (
        { view, drawn: this.gather(view), outlines: this.footprintsInView(view) }));
      for (const scene of this.scenes) this.draw(context, scene, colour);
    });
  }

  /** How many incidents the fullest copy of the world in view shows. */
  get drawn() {
    return Math.max(0, ...this.scenes.map(({ drawn }) => drawn.reduce((sum, { count }) => sum + count, 0)));
  }

  draw(context, { view, drawn, outlines }, colour) {
    for (const i of outlines) this.outline(context, view, i, false);
    for (const i of [this.hovered, this.selected]) if (i !== null) this.outlineOf(context, view, i);
    const boxes = drawn.map(({ x, y, count }) => (
      [(x / WORLD) * view.scale - view.left, (y / WORLD) * view.scale - view.top, radiusOf(count) + 2]));
    this.names?.draw(context, view, colour, boxes.length > FEW ? [] : boxes);
    const numbers = this.numbered ? new Map(this.inOrder(view, drawn).map((mark, at) => [mark, at + 1])) : null;
    for (const cluster of [...drawn].reverse()) {
      const x = (cluster.x / WORLD) * view.scale - view.left;
      const y = (cluster.y / WORLD) * view.scale - view.top;
      if (cluster.count === 1) this.single(context, x, y, members(cluster, this.filter.visible, 1)[0], colour);
      else this.disc(context, x, y, cluster, colour, numbers?.get(cluster));
      if (numbers?.has(cluster) && cluster.count === 1) label(context, x + MARK_PX + 3, y, String(numbers.get(cluster)), colour);
    }
    this.drawRivals(context, view, colour);
    this.drawSelection(context, view, drawn, colour);
  }

  /** Clusters and single marks in view. */
  gather(view) {
    const box = gridBox(view);
    const few = this.rows.onMap <= 2000;
    const bits = Math.floor(view.zoom) + 8 - (this.clustered ? (few ? 5 : 6) : 2);
    if (this.clustered) return clusters(this.rows, this.filter.visible, bits, box, view.scale, radiusOf);
    return clusters(this.rows, this.filter.visible, bits, box, view.scale, () => 0).map(
      (cluster) => ({ ...cluster, count: 1 }));
  }

  /** A mark for one incident; the shape says how well its place is known. */
  single(context, x, y, i, colour) {
    const fill = this.kinds[this.rows.kind[i]].colour;
    const mark = this.rows.mark[i];
    context.beginPath();
    if (mark === MARK.AREA) context.roundRect(x - 6.5, y - 6.5, 13, 13, 2.5);
    else context.arc(x, y, mark === MARK.POINT ? 5 : MARK_PX, 0, 7);
    if (mark === MARK.SITE || mark === MARK.POINT) {
      context.fillStyle = fill;
      context.fill();
      context.lineWidth = 1.5;
      context.strokeStyle = colour.edge;
      context.stroke();
      if (mark === MARK.POINT) return;
    } else if (this.isCentre(i)) {
      context.setLineDash([3, 3]);
      for (const [width, stroke] of [[4, colour.edge], [2, fill]]) {
        context.lineWidth = width;
        context.strokeStyle = stroke;
        context.stroke();
      }
      context.setLineDash([]);
    } else {
      context.fillStyle = colour.paper;
      context.fill();
      context.lineWidth = 5;
      context.strokeStyle = colour.edge;
      context.stroke();
      context.lineWidth = 3;
      context.strokeStyle = fill;
      context.stroke();
    }
  }

  /** Whether the point is only the centre of a ring: the incident was somewhere else. */
  isCentre(i) {
    const s = this.rows.footprint[i];
    if (!s) return false;
    this.centres ??= new Map();
    if (!this.centres.has(i)) this.centres.set(i, !holds(this.shapes, s - 1, this.rows.x[i] / WORLD, this.rows.y[i] / WORLD));
    return this.centres.get(i);
  }

  /** A cluster: its count, and a ring that is divided by kind. */
  disc(context, x, y, cluster, colour, number) {
    const r = radiusOf(cluster.count);
    context.beginPath();
    context.arc(x, y, r + 1.5, 0, 7);
    context.fillStyle = colour.edge;
    context.fill();
    context.beginPath();
    context.arc(x, y, r - 4, 0, 7);
    context.fillStyle = colour.paper;
    context.fill();
    const counts = tally(cluster, this.filter.visible, this.rows.kind, this.kinds.length);
    let angle = -Math.PI / 2;
    context.lineWidth = 5;
    for (let kind = 0; kind < counts.length; kind++) {
      if (!counts[kind]) continue;
      const next = angle + (counts[kind] / cluster.count) * 2 * Math.PI;
      context.beginPath();
      context.arc(x, y, r - 2.5, angle, next);
      context.strokeStyle = this.kinds[kind].colour;
      context.stroke();
      angle = next;
    }
    context.fillStyle = colour.ink;
    context.font = `600 ${r < 15 ? 11 : 12}px ${FONT}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(number ? String(number) : short(cluster.count), x, y + 0.5);
  }

  /** The clusters and marks that the reader sees, as they are numbered on paper. */
  onScreen() {
    const [{ view, drawn }] = this.scenes;
    return this.inOrder(view, drawn);
  }

  /** Marks inside the map itself, from north to south. */
  inOrder(view, drawn) {
    const { x: wide, y: high } = this.layer._map.getSize();
    const [padX, padY] = [(view.width - wide) / 2, (view.height - high) / 2];
    return drawn.filter((mark) => {
      const x = (mark.x / WORLD) * view.scale - view.left - padX;
      const y = (mark.y / WORLD) * view.scale - view.top - padY;
      return x >= 0 && y >= 0 && x <= wide && y <= high;
    }).sort((a, b) => a.y - b.y || a.x - b.x);
  }

  /** Distinct footprints of visible incidents in view, or none where they would be too many. */
  footprintsInView(view) {
    if (!this.footprints || !this.shapes.n) return [];
    const { footprint, onMap, n } = this.rows;
    const seen = new Map();
    const [west, north, east, south] = gridBox(view);
    const { x, y } = this.rows;
    for (let i = 0; i < n; i++) {
      const s = footprint[i];
      if (!s || !this.filter.visible[i] || seen.has(s)) continue;
      if (i < onMap && onMap > FEW && (x[i] < west || x[i] > east || y[i] < north || y[i] > south)) continue;
      seen.set(s, i);
      if (seen.size > FEW) return [];
    }
    return [...seen.values()];
  }

  outlineOf(context, view, i) {
    if (this.rows.footprint[i]) this.outline(context, view, i, true);
    else if (this.rows.radius[i]) this.circle(context, view, i);
  }

  outline(context, view, i, strong) {
    const wide = this.rows.mark[i] === MARK.COUNTRY;
    context.beginPath();
    trace(context, this.shapes, this.rows.footprint[i] - 1, view);
    this.paint(context, wide ? null : this.kinds[this.rows.kind[i]].colour, strong);
  }

  circle(context, view, i) {
    const v = this.rows.y[i] / WORLD;
    const metresPerPixel = (EARTH_M * Math.cos((latitude(v) * Math.PI) / 180)) / view.scale;
    context.beginPath();
    context.arc((this.rows.x[i] / WORLD) * view.scale - view.left, v * view.scale - view.top,
      this.rows.radius[i] / metresPerPixel, 0, 7);
    this.paint(context, this.kinds[this.rows.kind[i]].colour, true);
  }

  /** Fill and stroke the current path; without a colour it is a country's outline, dashed. */
  paint(context, colour, strong) {
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

  drawRivals(context, view, colour) {
    for (const { u, v } of this.rivals) {
      const x = u * view.scale - view.left;
      const y = v * view.scale - view.top;
      for (const [width, stroke] of [[5, colour.edge], [2, colour.ink]]) {
        context.beginPath();
        context.moveTo(x - 5, y - 5); context.lineTo(x + 5, y + 5);
        context.moveTo(x + 5, y - 5); context.lineTo(x - 5, y + 5);
        context.lineWidth = width;
        context.strokeStyle = stroke;
        context.stroke();
      }
    }
  }

  drawSelection(context, view, drawn, colour) {
    const i = this.selected;
    if (i === null || i >= this.rows.onMap) return;
    const host = drawn.find((one) => one.runs.some((start, k) => k % 2 === 0 && start <= i && i < one.runs[k + 1]));
    const x = ((host?.x ?? this.rows.x[i]) / WORLD) * view.scale - view.left;
    const y = ((host?.y ?? this.rows.y[i]) / WORLD) * view.scale - view.top;
    context.beginPath();
    context.arc(x, y, radiusOf(host?.count ?? 1) + 4, 0, 7);
    context.lineWidth = 2.5;
    context.strokeStyle = colour.accent;
    context.stroke();
  }

  /**
   * What lies under a layer point of the map: a cluster or mark, else the smallest footprint.
   * @returns {number[]} rows, empty for none
   */
  at(point, reach) {
    const x = point.x - this.layer.topLeft.x;
    const y = point.y - this.layer.topLeft.y;
    for (const scene of this.scenes) {
      const hit = this.markAt(scene, x, y, reach) ?? this.footprintAt(scene, x, y);
      if (hit) return hit;
    }
    return [];
  }

  markAt({ view, drawn }, x, y, reach) {
    let best = null;
    let least = Infinity;
    for (const cluster of drawn) {
      const d = Math.hypot((cluster.x / WORLD) * view.scale - view.left - x, (cluster.y / WORLD) * view.scale - view.top - y);
      const within = Math.max(radiusOf(cluster.count), reach);
      if (d <= within && d < least) { least = d; best = cluster; }
    }
    return best && members(best, this.filter.visible, 1000);
  }

  footprintAt({ view, outlines }, x, y) {
    const u = (x + view.left) / view.scale;
    const v = (y + view.top) / view.scale;
    let found = null;
    let least = Infinity;
    for (const i of outlines) {
      const s = this.rows.footprint[i] - 1;
      const [west, north, east, south] = boxOf(this.shapes, s);
      const size = (east - west) * (south - north);
      // A country is not a thing to hit by chance: it has its own button.
      if (this.rows.mark[i] === MARK.COUNTRY || size >= least || !holds(this.shapes, s, u, v)) continue;
      found = i;
      least = size;
    }
    if (found === null) return null;
    const out = [];
    for (let i = 0; i < this.rows.n && out.length < 1000; i++) {
      if (this.filter.visible[i] && this.rows.footprint[i] === this.rows.footprint[found]) out.push(i);
    }
    return out;
  }

  /** The box of some incidents, footprints included: west, north, east, south, 0 to 1; null for none. */
  extent(list) {
    const { rows, shapes } = this;
    let west = Infinity; let north = Infinity; let east = -Infinity; let south = -Infinity;
    for (const i of list) {
      const s = rows.footprint[i];
      if (!s && i >= rows.onMap) continue;
      const u = rows.x[i] / WORLD;
      const v = rows.y[i] / WORLD;
      const [w, n, e, d] = s ? boxOf(shapes, s - 1) : [u, v, u, v];
      if (w < west) west = w;
      if (n < north) north = n;
      if (e > east) east = e;
      if (d > south) south = d;
    }
    return west === Infinity ? null : [west, north, east, south];
  }

  setRivals(list) {
    this.rivals = list.map(({ lon, lat }) => ({ u: lon / 360 + 0.5, v: mercatorY(lat) }));
  }
}

/** What a view shows, in world units, and a little more, cut to the world. */
function gridBox({ left, top, width, height, scale }) {
  const units = WORLD / scale;
  const side = (value) => Math.max(0, Math.min(WORLD - 1, Math.floor(value * units)));
  return [side(left - 40), side(top - 40), side(left + width + 40), side(top + height + 40)];
}

function label(context, x, y, text, colour) {
  context.font = `600 12px ${FONT}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.lineWidth = 3;
  context.strokeStyle = colour['label-halo'];
  context.strokeText(text, x, y);
  context.fillStyle = colour.ink;
  context.fillText(text, x, y);
}

function short(count) {
  if (count < 10000) return String(count);
  return count < 1e6 ? `${Math.round(count / 1000)}k` : `${(count / 1e6).toFixed(1)}M`;
}
