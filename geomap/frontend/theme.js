// Colours of the drawing, read from the style sheet, so that light and dark are said in one place.

const NAMES = ['water', 'land', 'border', 'river', 'label', 'label-halo', 'country', 'paper', 'ink', 'accent', 'edge', 'soft', 'rule', 'bar', 'off'];

/** @returns {Record<string, string>} */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** Call `then` when the reader's system goes from light to dark or back. */
export function onThemeChange(then) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', then);
}

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, Cantarell, sans-serif';
