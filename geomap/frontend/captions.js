// A few words beside each mark where few are in view: what, when, how many; placed so that nothing is hidden.
import { members } from './cluster.js';
import { radiusOf } from './glyphs.js';
import { titleOf } from './list.js';
import { Overlays } from './overlays.js';
import { WORLD, dateOf } from './rows.js';
import { boxOf, holds } from './shapes.js';
import { FONT } from './theme.js';

/** Beyond so many marks in view, words beside them would be clutter. */
const MOST_CAPTIONED = 12;
/** Beyond so many incidents at a mark their common place is not looked for. */
const MOST_READ = 40;
const HEAD = `600 12.5px ${FONT}`;
const DETAIL = `400 11.5px ${FONT}`;
const LINE = 15;
const PAD = 3;

/** @typedef {{view: import('./canvas.js').View, drawn: {x: number, y: number, count: number, runs: number[]}[]}} Scene */

/** Words beside marks, and where they stand. */
export class Captions {
  /** @param {any} app rows, texts, speech, shapes, map; `ready` once texts that were asked for have come */
  constructor(app, ready) {
    this.app = app;
    this.ready = ready;
    this.overlays = new Overlays(app.map, ready);
    this.on = true;
    /** Texts of rows that have been asked for; null until they come. */
    this.known = new Map();
    /** @type {Promise<void>[]} what was asked for */
    this.coming = [];
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Scene} scene
   * @param {Scene[]} scenes all copies of the world in view
   * @param {number[][]} taken boxes of the canvas that must stay free; those of the captions and of what
   *   lies upon the map are added
   * @param {Map<any, number>|null} numbers of the marks, on paper
   */
  place(context, { view, drawn }, scenes, taken, numbers) {
    taken.push(...this.overlays.boxes(view));
    const inside = drawn.filter((mark) => within(view, spot(view, mark)));
    const all = scenes.reduce((sum, one) => sum + one.drawn.filter((mark) => within(one.view, spot(one.view, mark))).length, 0);
    if (!this.on || !inside.length || all > MOST_CAPTIONED) return [];
    const most = Math.min(230, (view.width - 2 * view.padX) * 0.55);
    const out = [];
    // Words upon a footprint first: fewer places will do for them.
    const centred = (mark) => mark.count === 1 && this.isCentre(members(mark, this.app.filter.visible, 1)[0]);
    for (const mark of [...inside.filter(centred), ...inside.filter((mark) => !centred(mark))]) {
      const list = members(mark, this.app.filter.visible, MOST_READ + 1);
      const told = list.length === 1 && list[0] === this.app.selected; // by its card
      const lines = told ? null : this.lines(mark, list);
      if (!lines) continue;
      if (numbers && mark.count === 1) lines[0] = `${numbers.get(mark)}  ${lines[0]}`;
      const words = lines.map((text, at) => cutTo(context, text, at ? DETAIL : HEAD, most));
      const wide = Math.max(...words.map(({ width }) => width));
      const choices = centred(mark) ? this.overFootprint(view, list[0], wide, words.length * LINE) : besides(spot(view, mark), radiusOf(mark.count));
      const box = firstFree(choices, wide, words.length * LINE, taken, view);
      if (!box) continue;
      taken.push(box.edges);
      out.push({ ...box, list, mark, lines: words.map(({ text }) => text) });
    }
    return out;
  }

  /** What a caption says: the title or the common place, then when and how many; null while it is not known. */
  lines(mark, list) {
    const { speech } = this.app;
    if (list.length > MOST_READ) return null; // how many they are stands in the disc
    const texts = list.map((i) => this.text(i));
    if (texts.includes(null)) return null;
    if (list.length === 1) {
      const area = this.isCentre(list[0]) ? speech.say('inThisArea') : '';
      return [titleOf(this.app, list[0], texts[0]), this.small(list[0], texts[0]), area].filter(Boolean);
    }
    const place = commonPlace(texts);
    const n = speech.say('incidents', { n: mark.count });
    const span = this.span(list);
    return place ? [place, [n, span].filter(Boolean).join(', ')] : [n, span].filter(Boolean);
  }

  /** When, and how many people were killed. */
  small(i, text) {
    const { rows, speech } = this.app;
    const killed = speech.range(text.killed_min ?? null, text.killed_max ?? null);
    return [speech.date(rows, i, text.date), killed === null ? '' : speech.say('killed', { n: killed })].filter(Boolean).join(' · ');
  }

  /** From the first day of some incidents to the last; empty where one has no date. */
  span(list) {
    const { rows, speech } = this.app;
    const first = Math.min(...list.map((i) => rows.day[i]));
    const last = Math.max(...list.map((i) => rows.day[i] + rows.span[i]));
    // No finer than the widest of the dates: two incidents of some year did not begin on its first of January.
    const widest = Math.max(...list.map((i) => rows.span[i]));
    const unit = widest > 300 ? 'year' : widest > 26 ? 'month' : 'day';
    return first ? speech.period(unit, dateOf(rows, first), dateOf(rows, last)) : '';
  }

  /** Whether a row's point is only the middle of its footprint. */
  isCentre(i) {
    return this.app.marks.outlines.isCentre(i);
  }

  text(i) {
    if (!this.known.has(i)) {
      if (this.known.size > 500) this.known.clear();
      this.known.set(i, null);
      this.coming.push(this.app.texts.row(i).then((text) => { this.known.set(i, text); this.ready(); }, () => {}));
    }
    return this.known.get(i);
  }

  /** When all texts that were asked for have come. */
  settled() {
    return Promise.all(this.coming.splice(0));
  }

  /** Where the words for a ring or a sector can stand: wholly upon it, from its top on down; else across or above it. */
  overFootprint(view, i, wide, high) {
    const part = this.app.shapes.part(this.app.rows.footprint[i] - 1);
    const [west, north, east, south] = boxOf(part);
    const [halfU, halfV] = [wide / 2 / view.scale, high / 2 / view.scale];
    const onIt = (u, v) => [-1, 0, 1].every((a) => [-1, 1].every((b) => holds(part, u + a * halfU, v + b * halfV)));
    const found = [];
    for (const across of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]) {
      for (let step = 1; step < 24; step++) {
        const [u, v] = [west + (east - west) * across, north + ((south - north) * step) / 24];
        if (onIt(u, v)) found.push([u * view.scale - view.left, v * view.scale - view.top, 'middle']);
      }
    }
    const above = [((west + east) / 2) * view.scale - view.left, north * view.scale - view.top - high / 2 - 2 * PAD, 'middle'];
    return [...found, ...this.acrossFootprint(view, part), above];
  }

  /** Where a footprint is too narrow for words: across its upper part. */
  acrossFootprint(view, part) {
    const [west, north, east, south] = boxOf(part);
    const u = (west + east) / 2;
    const steps = Array.from({ length: 23 }, (_, k) => north + ((south - north) * (k + 1)) / 24);
    const last = steps.findIndex((v) => !holds(part, u, v));
    const deep = last < 0 ? steps.length : last;
    return [0.5, 0.35, 0.2].map((share) => [u * view.scale - view.left, steps[Math.floor(deep * share)] * view.scale - view.top, 'middle']);
  }

  /** The incidents whose words stand at a point of the canvas, or null. */
  at(placed, x, y) {
    const found = placed.find(({ edges: [west, north, east, south] }) => x >= west && x <= east && y >= north && y <= south);
    return found ? found.list : null;
  }

  draw(context, placed, colour) {
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    context.lineWidth = 3.5;
    context.strokeStyle = colour['label-halo'];
    for (const write of ['strokeText', 'fillText']) { // halos first
      for (const { x, y, align, lines } of placed) {
        context.textAlign = align;
        lines.forEach((text, at) => {
          context.font = at ? DETAIL : HEAD;
          context.fillStyle = at ? colour.soft : colour.ink;
          context[write](text, x, y + (at - (lines.length - 1) / 2) * LINE);
        });
      }
    }
  }
}

/** What the sources call a place that all texts share, or what it is called; null where they share none. */
function commonPlace(texts) {
  const names = new Set(texts.map(({ place_name: name }) => name || ''));
  const [name] = names;
  if (names.size > 1 || !name) return null;
  const times = new Map();
  for (const { place } of texts) times.set(place, (times.get(place) ?? 0) + 1);
  const [words, most] = [...times].sort((a, b) => b[1] - a[1])[0];
  return words && 2 * most >= texts.length ? words : name;
}

/** Places beside a mark: right, left, above, below. @param {number[]} point @param {number} radius */
function besides([x, y], radius) {
  const away = radius + 6;
  return [[x + away, y, 'left'], [x - away, y, 'right'], [x, y - away - LINE, 'center'], [x, y + away + LINE, 'center']];
}

function firstFree(choices, width, height, taken, view) {
  for (const [x, y, how] of choices) {
    const align = how === 'middle' ? 'center' : how;
    const west = align === 'left' ? x : align === 'right' ? x - width : x - width / 2;
    const edges = [west - PAD, y - height / 2 - PAD, west + width + PAD, y + height / 2 + PAD];
    const [w, n, e, s] = edges;
    if (!within(view, [w, n]) || !within(view, [e, s])) continue;
    if (!taken.some(([a, b, c, d]) => a < e && c > w && b < s && d > n)) return { x, y, align, edges };
  }
  return null;
}

function cutTo(context, text, font, most) {
  context.font = font;
  let short = text.slice(0, 80);
  let { width } = context.measureText(short);
  while (width > most && short.length > 1) {
    short = `${short.slice(0, Math.min(short.length - 2, Math.floor((short.length * most) / width))).trimEnd()}…`;
    width = context.measureText(short).width;
  }
  return { text: short, width };
}

/** Where a mark stands on the canvas. @returns {[number, number]} */
function spot(view, { x, y }) {
  return [(x / WORLD) * view.scale - view.left, (y / WORLD) * view.scale - view.top];
}

/** Whether a point of the canvas is seen. @param {import('./canvas.js').View} view @param {number[]} point */
function within({ width, height, padX, padY }, [x, y]) {
  return x >= padX && y >= padY && x <= width - padX && y <= height - padY;
}
