// The base map that the page carries: land, lakes, rivers, borders.
import { block } from './bytes.js';
import { canvasLayer } from './canvas.js';
import { whenIdle } from './dom.js';
import { drawGraticule } from './graticule.js';
import { mercatorX, mercatorY } from './rows.js';
import { readLayers, trace } from './shapes.js';
import { colours } from './theme.js';

const DETAIL_ZOOM = 6;
/** From this zoom on the world is drawn with all its vertices. */
const WHOLE_ZOOM = 5;
/** From this zoom on rivers are drawn. */
const RIVER_ZOOM = 4;

/**
 * @param {any} header of geodata/basemap/world.bin
 * @param {any[]} detail headers of the finer cells that the page carries
 * @param {import('./i18n.js').Speech} speech
 * @returns {Promise<any>} a canvas layer with `land` and `graticule`: whether it draws them, and `readAhead()`
 */
export async function baseLayer(header, detail, speech) {
  const [bytes, ...fine] = await Promise.all([block('geomap-base'), ...detail.map((_, at) => block(`geomap-detail-${at}`))]);
  const world = new World(header, readLayers(header.columns, bytes, header.bits));
  const cells = detail.map((cell, at) => new Cell(cell, fine[at]));
  const layer = canvasLayer('gm-base', (context, views) => {
    const colour = colours();
    if (layer.land) for (const view of views) drawLand(context, view, world, cells, colour);
    if (layer.graticule) for (const view of views) drawGraticule(context, view, colour, speech);
  }, (_, views) => {
    for (const view of views) {
      const fine = fineIn(cells, view);
      for (const name of shownIn(view, fine)) world.at(name, view.zoom);
      for (const cell of fine) cell.read();
    }
  });
  layer.readAhead = () => world.readAhead(layer.view.zoom);
  layer.land = true;
  layer.graticule = false;
  return layer;
}

/** The coarse map of the world; thinner the smaller it is drawn. */
class World {
  constructor({ layers }, parts) {
    this.layers = Object.fromEntries(layers.map((name, at) => [name, parts[at]]));
  }

  /** As much of a layer as shows at a zoom. @returns {import('./shapes.js').Part} */
  at(name, zoom) {
    const layer = this.layers[name];
    // Half a pixel or less: no vertex that is left out would show.
    return zoom >= WHOLE_ZOOM ? layer.whole : layer.thin(1 / (256 * 2 ** (Math.floor(zoom) + 1)));
  }

  /** Read what other zooms need, those near this one first, while the browser has nothing else to do. */
  readAhead(zoom) {
    const zooms = Array.from({ length: WHOLE_ZOOM + 1 }, (_, other) => other).sort((a, b) => Math.abs(a - zoom) - Math.abs(b - zoom));
    const due = zooms.flatMap((other) => drawnAt(other).map((name) => () => this.at(name, other)));
    const next = () => {
      due.shift()();
      if (due.length) whenIdle(next);
    };
    whenIdle(next);
  }
}

/** A finer cell: land and borders of a few degrees, read when it is first in view. */
class Cell {
  constructor({ west, south, size, columns, bits }, bytes) {
    this.west = mercatorX(west);
    this.east = mercatorX(west + size);
    this.north = mercatorY(south + size);
    this.south = mercatorY(south);
    this.packed = { columns, bytes, bits };
    /** @type {import('./shapes.js').Part[]|null} */
    this.parts = null;
  }

  read() {
    const { columns, bytes, bits } = this.packed;
    this.parts ??= readLayers(columns, bytes, bits).map((layer) => layer.whole);
    return this.parts;
  }
}

function drawLand(context, view, world, cells, colour) {
  const fine = fineIn(cells, view);
  const shown = shownIn(view, fine);
  const coarse = (name, draw) => { if (shown.includes(name)) draw(world.at(name, view.zoom)); };
  // Lines of at most a pixel: drawn in software, wider ones take three times as long.
  const border = view.zoom < 4 ? 0.7 : 1;
  context.fillStyle = colour.land;
  coarse('land', (part) => fill(context, part, view, 1));
  coarse('borders', (part) => line(context, part, view, colour.border, border));
  // The finer cells take the place of the coarse map under them: all of it first, so that no seam shows between two.
  context.fillStyle = colour.water;
  for (const cell of fine) context.fillRect(...boxOnCanvas(cell, view));
  context.fillStyle = colour.land;
  for (const cell of fine) fill(context, cell.read()[0], view, 0.5);
  for (const cell of fine) line(context, cell.read()[1], view, colour.border, border);
  context.fillStyle = colour.water;
  coarse('lakes', (part) => fill(context, part, view, 3));
  coarse('rivers', (part) => line(context, part, view, colour.river, Math.min(0.5 + view.zoom / 14, 1.6)));
}

/** What of the world is drawn in a view: not what finer cells cover. @returns {string[]} layers */
function shownIn(view, fine) {
  const { width, height } = view;
  const covered = fine.reduce((sum, cell) => {
    const [x, y, wide, high] = boxOnCanvas(cell, view);
    return sum + (Math.min(x + wide, width) - Math.max(x, 0)) * (Math.min(y + high, height) - Math.max(y, 0));
  }, 0);
  const hidden = covered < width * height - 1 ? [] : ['land', 'borders'];
  return drawnAt(view.zoom).filter((name) => !hidden.includes(name));
}

/** @returns {string[]} layers of the world that are drawn at a zoom */
function drawnAt(zoom) {
  return ['land', 'borders', 'lakes', ...(zoom < RIVER_ZOOM ? [] : ['rivers'])];
}

/** Where a cell stands on the canvas: left, top, width and height in pixels. @returns {[number, number, number, number]} */
function boxOnCanvas({ west, east, north, south }, { scale, left, top }) {
  return [west * scale - left, north * scale - top, (east - west) * scale, (south - north) * scale];
}

/** The finer cells that a view shows. */
function fineIn(cells, { zoom, scale, left, top, width, height }) {
  return zoom < DETAIL_ZOOM ? [] : cells.filter(({ west, east, north, south }) => (
    east * scale > left && west * scale < left + width && south * scale > top && north * scale < top + height));
}

function fill(context, part, view, least) {
  context.beginPath();
  trace(context, part, view, { closed: false, least });
  context.fill('evenodd');
}

function line(context, part, view, colour, width) {
  context.beginPath();
  trace(context, part, view, { closed: false });
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.stroke();
}
