// The incidents on the map: marks that show how well the place is known, clusters, what is chosen.
import { canvasLayer } from './canvas.js';
import { Sums, clusters, members } from './cluster.js';
import { MARK_PX, drawCross, drawDisc, drawLabel, drawMark, drawRing, radiusOf, short } from './glyphs.js';
import { drawHeat } from './heat.js';
import { Outlines, drawPart } from './outlines.js';
import { MARK, WORLD, mercatorX, mercatorY } from './rows.js';
import { boxOf, mainBox } from './shapes.js';
import { MOST_SPREAD, drawLegs, spots } from './spread.js';
import { colours } from './theme.js';

/** Names keep clear of so many marks at most. */
const MOST_OBSTACLES = 400;
/** Tables of at most so many rows have finer clusters. */
const SMALL = 2000;
const MOST_MEMBERS = 1000;
/** What a number beside a mark takes. */
const NUMBER_PX = 18;

/** Draws and finds the incidents. */
export class Marks {
  /**
   * @param {import('./rows.js').Rows} rows
   * @param {import('./shapes.js').Shapes} shapes footprints
   * @param {import('./filter.js').Filter} filter
   * @param {{colour: string}[]} kinds
   */
  constructor(rows, shapes, filter, kinds) {
    this.rows = rows;
    this.shapes = shapes;
    this.filter = filter;
    this.kinds = kinds;
    this.outlines = new Outlines(rows, shapes, filter, kinds);
    this.clustered = true;
    this.footprints = true;
    /** Whether density is shown in place of clusters. */
    this.heat = false;
    /** @type {import('./names.js').Names|null} drawn over the footprints and under the marks */
    this.names = null;
    /** @type {import('./captions.js').Captions|null} words beside the marks where they are few */
    this.captions = null;
    /** @type {number|null} */
    this.selected = null;
    /** @type {number|null} */
    this.hovered = null;
    /** @type {{u: number, v: number}[]} */
    this.rivals = [];
    /** @type {import('./areas.js').Ring[]} a part of the footprint, drawn by itself */
    this.part = [];
    /** @type {{u: number, v: number, list: number[], places: [number, number][]}|null} */
    this.spread = null;
    /** What was drawn last, for each copy of the world in view. */
    this.scenes = [];
    /** Whether marks show the number that the printed list gives them. */
    this.numbered = false;
    this.layer = canvasLayer('gm-marks', (context, views) => {
      const colour = colours();
      this.scenes = this.compose(views);
      for (const scene of this.scenes) this.draw(context, scene, colour);
    }, (context, views) => {
      this.scenes = this.compose(views);
      for (const scene of this.scenes) this.names?.placeIn(context, scene.view, this.caption(context, scene, null));
    });
    filter.listeners.push(() => this.redraw());
  }

  redraw() {
    this.layer.redraw();
  }

  /** What is to be drawn in each view; as before, where neither view nor filter has changed. */
  compose(views) {
    const { clustered, footprints, filter } = this;
    const key = JSON.stringify([views, clustered, footprints, filter.version]);
    if (key === this.composed) return this.scenes;
    this.composed = key;
    return views.map((view) => (
      { view, drawn: this.gather(view), outlined: footprints ? this.outlines.inView(gridBox(view)) : [] }));
  }

  /** How many incidents the fullest copy of the world in view shows. */
  get drawn() {
    this.layer.flush();
    return Math.max(0, ...this.scenes.map(({ drawn }) => drawn.reduce((sum, { count }) => sum + count, 0)));
  }

  /** Clusters and single marks in view. */
  gather(view) {
    const box = gridBox(view);
    const bits = Math.floor(view.zoom) + 8 - (this.clustered ? (this.rows.onMap <= SMALL ? 5 : 6) : 2);
    if (this.clustered) return clusters(this.sums(), bits, box, view.scale, radiusOf);
    return clusters(this.sums(), bits, box, view.scale, () => 0).map((cluster) => ({ ...cluster, count: 1 }));
  }

  /** Totals of what the filter shows; made anew only after it has changed. */
  sums() {
    const { rows, filter, kinds } = this;
    if (this.summed !== filter.version) this.totals = new Sums(rows, filter.visible, kinds.length);
    this.summed = filter.version;
    return this.totals;
  }

  draw(context, scene, colour) {
    const { view, drawn, outlined } = scene;
    const { outlines, filter, rows } = this;
    if (this.heat) drawHeat(context, view, rows, filter.visible);
    for (const i of outlined) outlines.draw(context, view, i, false);
    for (const i of [this.hovered, this.selected]) if (i !== null) outlines.draw(context, view, i, true);
    if (this.part.length) drawPart(context, view, this.part);
    const numbers = this.numbered ? this.numbers() : null;
    this.names?.draw(context, view, colour, this.caption(context, scene, numbers));
    const { spread } = this;
    this.captions?.draw(context, spread ? scene.captions.filter(({ list }) => !list.includes(spread.list[0])) : scene.captions, colour);
    for (const mark of [...drawn].reverse()) {
      const worded = mark.count === 1 && scene.captions.some((one) => one.mark === mark); // which says the number
      this.drawOne(context, view, mark, worded ? undefined : numbers?.get(mark), colour);
    }
    for (const { u, v } of this.rivals) drawCross(context, u * view.scale - view.left, v * view.scale - view.top, colour);
    if (this.spread) this.drawSpread(context, view, this.spread, colour);
    this.drawSelection(context, view, drawn, colour);
  }

  /** Place the words beside marks; what names then keep clear of, as boxes of the canvas. */
  caption(context, scene, numbers) {
    const { scenes } = this;
    const many = scenes.reduce((sum, { drawn }) => sum + drawn.length, 0) > MOST_OBSTACLES;
    // Of all copies of the world in view: words of one must not run over the marks and the words of another.
    const boxes = many ? [] : scenes.flatMap(({ view, drawn }) => drawn.map((mark) => [...boxRound(onCanvas(view, mark), radiusOf(mark.count) + 2), 1])); // 1: a mark
    if (numbers) for (const box of boxes) box[2] += NUMBER_PX;
    boxes.push(...scenes.flatMap((one) => (one === scene ? [] : one.captions ?? []).map(({ edges }) => edges)));
    scene.captions = this.heat ? [] : this.captions?.place(context, scene, scenes, boxes, numbers) ?? [];
    return boxes;
  }

  drawOne(context, view, mark, number, colour) {
    const [x, y] = onCanvas(view, mark);
    if (mark.count === 1) {
      this.single(context, x, y, members(mark, this.filter.visible, 1)[0], colour);
      if (number) drawLabel(context, x + MARK_PX + 3, y, String(number), colour);
    } else if (!this.heat || number) {
      const { kinds } = this;
      const parts = this.sums().tally(mark);
      drawDisc(context, x, y, { count: mark.count, parts, kinds, text: number ? String(number) : short(mark.count) }, colour);
    }
  }

  single(context, x, y, i, colour) {
    const { rows, kinds, outlines } = this;
    drawMark(context, x, y, { mark: rows.mark[i], fill: kinds[rows.kind[i]].colour, centre: outlines.isCentre(i) }, colour);
  }

  drawSpread(context, view, { u, v, list, places }, colour) {
    const [x, y] = [u * view.scale - view.left, v * view.scale - view.top];
    drawLegs(context, x, y, places, colour);
    list.forEach((i, at) => {
      const [dx, dy] = places[at];
      this.single(context, x + dx, y + dy, i, colour);
      if (i === this.hovered) drawRing(context, x + dx, y + dy, MARK_PX + 4, colour.accent);
    });
  }

  drawSelection(context, view, drawn, colour) {
    const i = this.selected;
    if (i === null || i >= this.rows.onMap) return;
    const at = this.spread?.list.indexOf(i) ?? -1;
    if (at >= 0) {
      const { u, v, places } = this.spread;
      drawRing(context, u * view.scale - view.left + places[at][0], v * view.scale - view.top + places[at][1], MARK_PX + 4, colour.accent);
      return;
    }
    const host = drawn.find((one) => one.runs.some((start, k) => k % 2 === 0 && start <= i && i < one.runs[k + 1]));
    const [x, y] = onCanvas(view, host ?? { x: this.rows.x[i], y: this.rows.y[i] });
    drawRing(context, x, y, radiusOf(host?.count ?? 1) + 4, colour.accent);
  }

  /** The clusters and marks that the reader sees, as they are numbered on paper. */
  onScreen() {
    // What is seen in two copies of the world is one.
    return [...new Map(this.seen().map(({ mark }) => [mark.runs.join(), mark])).values()];
  }

  /** The number of each mark in view, on paper; the same in each copy of the world. */
  numbers() {
    const order = new Map();
    const numberOf = (key) => {
      if (!order.has(key)) order.set(key, order.size + 1);
      return order.get(key);
    };
    return new Map(this.seen().map(({ mark }) => [mark, numberOf(mark.runs.join())]));
  }

  /** Marks inside the map itself in all copies of the world, from north to south, and where on the canvas they stand. */
  seen() {
    this.layer.flush();
    const found = this.scenes.flatMap(({ view, drawn }) => drawn.map((mark) => ({ mark, view, at: onCanvas(view, mark) })));
    const inside = ({ view, at: [x, y] }) => x >= view.padX && y >= view.padY && x <= view.width - view.padX && y <= view.height - view.padY;
    return found.filter(inside).sort((a, b) => a.at[1] - b.at[1] || a.at[0] - b.at[0]);
  }

  /**
   * What lies under a layer point of the map: a mark or cluster, else the smallest footprint.
   * @returns {number[]} rows, empty for none
   */
  at(point, reach) {
    this.layer.flush();
    const x = point.x - this.layer.topLeft.x;
    const y = point.y - this.layer.topLeft.y;
    for (const { view, drawn, outlined, captions } of this.scenes) {
      const hit = this.spreadAt(view, x, y, reach) ?? this.markAt(view, drawn, x, y, reach) ?? this.captions?.at(captions, x, y)
        ?? this.outlines.under(outlined, (x + view.left) / view.scale, (y + view.top) / view.scale);
      if (hit) return hit;
    }
    return [];
  }

  markAt(view, drawn, x, y, reach) {
    const best = nearest(drawn, (mark) => {
      const [markX, markY] = onCanvas(view, mark);
      const away = Math.hypot(markX - x, markY - y);
      return away <= Math.max(radiusOf(mark.count), reach) ? away : Infinity;
    });
    return best && members(best, this.filter.visible, MOST_MEMBERS);
  }

  spreadAt(view, x, y, reach) {
    if (!this.spread) return null;
    const { u, v, list, places } = this.spread;
    const best = nearest(places, ([dx, dy]) => {
      const away = Math.hypot(u * view.scale - view.left + dx - x, v * view.scale - view.top + dy - y);
      return away <= Math.max(MARK_PX, reach) ? away : Infinity;
    });
    return best && [list[places.indexOf(best)]];
  }

  /** The mark or cluster nearest to the middle of what is seen: its layer point, or null. */
  nearestToMiddle() {
    const best = nearest(this.seen(), ({ view, at: [x, y] }) => Math.hypot(x - view.width / 2, y - view.height / 2));
    if (!best) return null;
    const [x, y] = best.at;
    return { x: x + this.layer.topLeft.x, y: y + this.layer.topLeft.y };
  }

  /** Spread out incidents that stand at one place; null puts them back. */
  setSpread(list) {
    const here = (list ?? []).filter((i) => i < this.rows.onMap).slice(0, MOST_SPREAD);
    this.spread = null;
    if (here.length > 1) {
      const mean = (values) => here.reduce((sum, i) => sum + values[i], 0) / here.length / WORLD;
      this.spread = { u: mean(this.rows.x), v: mean(this.rows.y), list: here, places: spots(here.length) };
    }
    this.redraw();
  }

  /**
   * The box of some incidents, footprints included: west, north, east, south, 0 to 1; null for none.
   * Where that is narrower, it reaches across the antimeridian: east is then beyond 1.
   */
  extent(list) {
    const { rows, shapes } = this;
    const plain = [Infinity, Infinity, -Infinity, -Infinity];
    const across = [...plain];
    for (const i of list) {
      const s = rows.footprint[i];
      if (!s && i >= rows.onMap) continue;
      const [u, v] = [rows.x[i] / WORLD, rows.y[i] / WORLD];
      const [west, north, east, south] = !s ? [u, v, u, v] : (rows.mark[i] === MARK.COUNTRY ? mainBox : boxOf)(shapes.part(s - 1));
      widen(plain, west, north, east, south);
      const turn = west + east < 1 ? 1 : 0;
      widen(across, west + turn, north, east + turn, south);
    }
    if (plain[0] === Infinity) return null;
    return across[2] - across[0] < plain[2] - plain[0] - 1e-9 ? across : plain;
  }

  /** Places that could be meant as well, and the part of the footprint that is theirs. */
  setRivals(list, part = null) {
    this.rivals = list.map(({ lon, lat }) => ({ u: mercatorX(lon), v: mercatorY(lat) }));
    this.part = part ?? [];
  }
}

/** Make a box hold another. */
function widen(box, west, north, east, south) {
  if (west < box[0]) box[0] = west;
  if (north < box[1]) box[1] = north;
  if (east > box[2]) box[2] = east;
  if (south > box[3]) box[3] = south;
}

/** Where a mark stands on the canvas, in pixels. */
function onCanvas(view, { x, y }) {
  return [(x / WORLD) * view.scale - view.left, (y / WORLD) * view.scale - view.top];
}

/** The box of `reach` pixels round a point: west, north, east, south. @param {number[]} point @param {number} reach */
function boxRound([x, y], reach) {
  return [x - reach, y - reach, x + reach, y + reach];
}

/** The item at the least distance; null where all are infinitely far. */
function nearest(items, distance) {
  let best = null;
  let least = Infinity;
  for (const item of items) {
    const away = distance(item);
    if (away < least) { least = away; best = item; }
  }
  return best;
}

/** What a view shows, in world units, and a little more, cut to the world. */
function gridBox({ left, top, width, height, scale }) {
  const units = WORLD / scale;
  const side = (value) => Math.max(0, Math.min(WORLD - 1, Math.floor(value * units)));
  return [side(left - 40), side(top - 40), side(left + width + 40), side(top + height + 40)];
}
