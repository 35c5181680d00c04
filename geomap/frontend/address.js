// The address carries the state after its `#`, in words that outlive a newer version of the data.

/**
 * What somebody sees.
 * @typedef {object} Seen
 * @property {[number, number, number]|null} view lat, lon, zoom
 * @property {Record<string, {on: string[], off: string[]}>} facets values by name, where some are off
 * @property {string} time "" for all, "undated", or "1992-05-01/1992-05-31"
 * @property {string} words of the search
 * @property {string|null} selected id of an incident
 * @property {number|null} row where its texts stand: a hint, so that it is found at once
 */

/** @param {Seen} seen @returns {string} what follows the `#` */
export function encode({ view, facets, time, words, selected, row }) {
  const out = new URLSearchParams();
  if (view) out.set('v', [view[0].toFixed(5), view[1].toFixed(5), view[2]].join(','));
  for (const [name, { on, off }] of Object.entries(facets)) {
    if (!off.length) continue;
    // Whichever list is shorter; a facet of which nothing is on hides all.
    const few = on.length && on.length <= off.length;
    for (const value of few ? on : off) out.append(`${few ? 'only' : 'hide'}.${name}`, value);
  }
  if (time) out.set('t', time);
  if (words) out.set('q', words);
  if (selected !== null) out.set('i', selected);
  if (selected !== null && row !== null) out.set('r', String(row));
  return out.toString().replaceAll('%2C', ',').replaceAll('%2F', '/');
}

/**
 * @param {string} text with or without the `#`
 * @param {Record<string, string[]>} values of each facet
 * @returns {Seen} what is not understood is left out
 */
export function decode(text, values) {
  const given = new URLSearchParams(text.replace(/^#/, ''));
  const view = (given.get('v') ?? '').split(',').map(Number);
  const facets = {};
  for (const [name, all] of Object.entries(values)) {
    const only = given.getAll(`only.${name}`);
    const hide = given.getAll(`hide.${name}`);
    if (!only.length && !hide.length) continue;
    const on = all.filter((value) => (only.length ? only.includes(value) : !hide.includes(value)));
    facets[name] = { on, off: all.filter((value) => !on.includes(value)) };
  }
  const time = given.get('t') ?? '';
  const row = Number(given.get('r') ?? NaN);
  return {
    view: /** @type {[number, number, number]|null} */ (view.length === 3 && view.every(Number.isFinite) && Math.abs(view[0]) <= 90 ? view : null),
    facets,
    time: time === 'undated' || /^[+-]?\d{4,6}-\d{2}-\d{2}\/[+-]?\d{4,6}-\d{2}-\d{2}$/.test(time) ? time : '',
    words: given.get('q') ?? '',
    selected: given.get('i'),
    row: Number.isInteger(row) && row >= 0 ? row : null,
  };
}
