// Colours of the drawing, read from the style sheet, so that light and dark are said in one place.

const NAMES = ['water', 'land', 'border', 'river', 'label', 'label-halo', 'country', 'paper', 'ink', 'accent', 'edge', 'soft', 'rule', 'bar', 'off'];

/** @returns {Record<string, string>} */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** What has to be seen stands out from its ground by so much (WCAG 2.2, 1.4.11). */
const LEAST_CONTRAST = 3.1;
const TONES = 12;
/** @type {Map<string, string>} */
const toned = new Map();

/**
 * A colour of a kind for a thin line: darker on light ground, lighter on dark, by as little as makes it seen.
 * @param {string} hex
 * @param {string} ground
 */
export function toneOn(hex, ground) {
  const key = hex + ground;
  if (!toned.has(key)) toned.set(key, tone(hex, ground));
  return toned.get(key);
}

function tone(hex, ground) {
  const [from, under] = [channels(hex), channels(ground)];
  if (!from || !under) return hex;
  const low = luminanceOf(under);
  const to = low < 0.18 ? 255 : 0;
  for (let step = 0; step <= TONES; step++) {
    const mixed = from.map((value) => Math.round(value + ((to - value) * step) / TONES));
    const high = luminanceOf(mixed);
    if ((Math.max(low, high) + 0.05) / (Math.min(low, high) + 0.05) < LEAST_CONTRAST) continue;
    return step ? `rgb(${mixed.join(', ')})` : hex;
  }
  return hex;
}

/** Red, green and blue of a colour written as six digits; null for any other. */
function channels(hex) {
  return /^#[0-9a-f]{6}$/i.test(hex) ? [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) : null;
}

function luminanceOf(parts) {
  const [r, g, b] = parts.map((value) => value / 255).map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Call `then` when the reader's system goes from light to dark or back. */
export function onThemeChange(then) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', then);
}

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, Cantarell, sans-serif';
