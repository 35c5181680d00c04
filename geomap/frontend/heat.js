// Density of incidents: counted in small squares of the screen, smoothed, shown by one ramp of colour.
import { WORLD } from './rows.js';

const SQUARE_PX = 5;
const REACH = 3; // squares on each side, three times over: close to a bell curve of some 30 pixels
/** From few to many: share of the greatest density, red, green, blue, opacity. */
const RAMP = [[0, 254, 217, 118, 0], [0.06, 254, 200, 100, 0.35], [0.35, 240, 120, 60, 0.62], [0.7, 205, 45, 62, 0.74], [1, 120, 15, 70, 0.82]];

/**
 * Counts of visible rows in the squares of a view, smoothed.
 * @returns {{values: Float32Array, across: number, down: number, most: number}}
 */
export function density({ x, y, onMap }, visible, { scale, left, top, width, height }) {
  const across = Math.ceil(width / SQUARE_PX);
  const down = Math.ceil(height / SQUARE_PX);
  const values = new Float32Array(across * down);
  const toSquare = scale / WORLD / SQUARE_PX;
  for (let i = 0; i < onMap; i++) {
    if (!visible[i]) continue;
    const column = Math.floor(x[i] * toSquare - left / SQUARE_PX);
    const row = Math.floor(y[i] * toSquare - top / SQUARE_PX);
    if (column >= 0 && row >= 0 && column < across && row < down) values[row * across + column]++;
  }
  const other = new Float32Array(values.length);
  for (let pass = 0; pass < 3; pass++) {
    smooth(values, other, down, across, across, 1);
    smooth(other, values, across, down, 1, across);
  }
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return { values, across, down, most };
}

/** Means over a window that slides along each line. */
function smooth(from, to, lines, length, lineStep, step) {
  const share = 1 / (2 * REACH + 1);
  for (let line = 0; line < lines; line++) {
    const first = line * lineStep;
    let sum = 0;
    for (let k = -REACH; k < length; k++) {
      if (k + REACH < length) sum += from[first + (k + REACH) * step];
      if (k > REACH) sum -= from[first + (k - REACH - 1) * step];
      if (k >= 0) to[first + k * step] = sum * share;
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import('./canvas.js').View} view
 * @param {import('./rows.js').Rows} rows
 * @param {Uint8Array} visible
 */
export function drawHeat(context, view, rows, visible) {
  const { values, across, down, most } = density(rows, visible, view);
  if (!most) return;
  const image = new ImageData(across, down);
  for (let k = 0; k < values.length; k++) {
    // The root keeps places of a few incidents visible beside those of thousands.
    if (values[k] > 0) image.data.set(colourAt(Math.sqrt(values[k] / most)), 4 * k);
  }
  const small = document.createElement('canvas');
  small.width = across;
  small.height = down;
  small.getContext('2d').putImageData(image, 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(small, 0, 0, across * SQUARE_PX, down * SQUARE_PX);
}

/** @param {number} share 0 to 1 @returns {number[]} red, green, blue, opacity, 0 to 255 */
export function colourAt(share) {
  const next = Math.max(1, RAMP.findIndex(([at]) => at >= share));
  const [low, high] = [RAMP[next - 1], RAMP[next]];
  const part = (share - low[0]) / (high[0] - low[0]);
  return [1, 2, 3, 4].map((k) => Math.round((low[k] + part * (high[k] - low[k])) * (k === 4 ? 255 : 1)));
}
