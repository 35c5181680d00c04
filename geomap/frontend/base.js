// The base map that the page carries: land, lakes, rivers, borders.
import { block } from './bytes.js';
import { canvasLayer } from './canvas.js';
import { drawGraticule } from './graticule.js';
import { mercatorX, mercatorY } from './rows.js';
import { readShapes, trace } from './shapes.js';
import { colours } from './theme.js';

const DETAIL_ZOOM = 6;

/**
 * @param {any} header of geodata/basemap/world.bin
 * @param {any[]} detail headers of the finer cells that the page carries
 * @param {import('./i18n.js').Speech} speech
 * @returns {Promise<any>} a canvas layer with `land` and `graticule`: whether it draws them
 */
export async function baseLayer(header, detail, speech) {
  const shapes = readShapes(header.columns, await block('geomap-base'), header.quantum);
  const cells = await Promise.all(detail.map(async (cell, at) => ({
    shapes: readShapes(cell.columns, await block(`geomap-detail-${at}`), cell.quantum),
    west: mercatorX(cell.west), east: mercatorX(cell.west + cell.size),
    north: mercatorY(cell.south + cell.size), south: mercatorY(cell.south),
  })));
  const layers = Object.fromEntries(header.layers.map((name, at) => [name, at]));
  const layer = canvasLayer('gm-base', (context, views) => {
    const colour = colours();
    if (layer.land) for (const view of views) drawLand(context, view, shapes, layers, cells, colour);
    if (layer.graticule) for (const view of views) drawGraticule(context, view, colour, speech);
  });
  layer.land = true;
  layer.graticule = false;
  return layer;
}

function drawLand(context, view, shapes, layers, cells, colour) {
  const fine = view.zoom >= DETAIL_ZOOM ? cells.filter((cell) => meets(cell, view)) : [];
  const border = view.zoom < 4 ? 0.7 : 1.1;
  context.fillStyle = colour.land;
  fill(context, shapes, layers.land, view, 1);
  line(context, shapes, layers.borders, view, colour.border, border);
  for (const cell of fine) {
    // The finer cell takes the place of the coarse one under it.
    const x = cell.west * view.scale - view.left;
    const y = cell.north * view.scale - view.top;
    context.fillStyle = colour.water;
    context.fillRect(x, y, (cell.east - cell.west) * view.scale, (cell.south - cell.north) * view.scale);
    context.fillStyle = colour.land;
    fill(context, cell.shapes, 0, view, 0.5);
  }
  for (const cell of fine) line(context, cell.shapes, 1, view, colour.border, border);
  context.fillStyle = colour.water;
  fill(context, shapes, layers.lakes, view, 3);
  if (view.zoom >= 4) line(context, shapes, layers.rivers, view, colour.river, Math.min(0.6 + view.zoom / 12, 1.6));
}

function meets(cell, { scale, left, top, width, height }) {
  return cell.east * scale > left && cell.west * scale < left + width
    && cell.south * scale > top && cell.north * scale < top + height;
}

function fill(context, shapes, layer, view, least) {
  context.beginPath();
  trace(context, shapes, layer, view, { least });
  context.fill('evenodd');
}

function line(context, shapes, layer, view, colour, width) {
  context.beginPath();
  trace(context, shapes, layer, view, { closed: false });
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.stroke();
}
