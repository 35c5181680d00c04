// Meridians and parallels, with their degrees at the edges of the map.
import { latitude, longitude, mercatorX, mercatorY } from './rows.js';
import { FONT } from './theme.js';

const DEGREES = [30, 20, 10, 5, 2, 1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01];
const LEAST_PX = 90;

/** Degrees between two lines, so that they stand well apart at a scale of so many pixels across the world. */
export function stepAt(scale) {
  return DEGREES.findLast((step) => (step / 360) * scale >= LEAST_PX) ?? DEGREES[0];
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import('./canvas.js').View} view
 * @param {Record<string, string>} colour
 * @param {import('./i18n.js').Speech} speech
 */
export function drawGraticule(context, view, colour, speech) {
  const { scale, left, top, width, height, padX, padY } = view;
  const step = stepAt(scale);
  context.strokeStyle = context.fillStyle = colour.label;
  context.lineWidth = 1;
  context.font = `11px ${FONT}`;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.globalAlpha = 0.35;
  context.beginPath();
  const meridians = lines(longitude(Math.max(0, left / scale)), longitude(Math.min(1, (left + width) / scale)), step);
  const parallels = lines(latitude(Math.min(1, (top + height) / scale)), latitude(Math.max(0, top / scale)), step);
  const x = (lon) => Math.round(mercatorX(lon) * scale - left) + 0.5;
  const y = (lat) => Math.round(mercatorY(lat) * scale - top) + 0.5;
  for (const lon of meridians) { context.moveTo(x(lon), 0); context.lineTo(x(lon), height); }
  for (const lat of parallels) { context.moveTo(0, y(lat)); context.lineTo(width, y(lat)); }
  context.stroke();
  context.globalAlpha = 1;
  for (const lon of meridians) context.fillText(speech.degrees(lon, 'east', 'west'), x(lon) + 3, padY + 13);
  context.textAlign = 'right';
  for (const lat of parallels) context.fillText(speech.degrees(lat, 'north', 'south'), width - padX - 5, y(lat) - 3);
}

/** Multiples of a step from one number to another. */
export function lines(from, to, step) {
  const first = Math.ceil(from / step);
  const count = Math.max(0, Math.floor(to / step) - first + 1);
  return Array.from({ length: count }, (_, k) => Math.round((first + k) * step * 100) / 100);
}
