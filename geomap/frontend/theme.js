// Colours of the drawing, read from the style sheet, so that light and dark are said in one place.

const NAMES = ['water', 'land', 'border', 'river', 'label', 'label-halo', 'country', 'paper', 'ink', 'accent', 'edge', 'soft', 'rule', 'bar', 'off'];

/** @returns {Record<string, string>} */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/**
 * A colour of a kind, lighter on dark ground, where a thin line of a deep colour would not be seen.
 * @param {string} hex
 * @param {Record<string, string>} all the page's colours
 */
export function onGround(hex, all) {
  const { land } = all;
  if (!/^#[0-9a-f]{6}$/i.test(hex) || !/^#[0-2]/.test(land)) return hex;
  const parts = [1, 3, 5].map((at) => Math.round(parseInt(hex.slice(at, at + 2), 16) * 0.5 + 255 * 0.5));
  return `rgb(${parts.join(', ')})`;
}

/** Call `then` when the reader's system goes from light to dark or back. */
export function onThemeChange(then) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', then);
}

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, Cantarell, sans-serif';
