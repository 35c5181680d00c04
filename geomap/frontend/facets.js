// What incidents are switched on and off by: kind, certainty, actor, deaths; each value with its count.
import { make, roving } from './dom.js';
import { MARK } from './rows.js';
import { sample, swatchOf } from './panel.js';

/** Classes of deaths, as geomap/page/payload.py numbers them. */
const DEATHS = ['unstated', 'none', 'few', 'some', 'many', 'most'];

/**
 * Facets of this page: for the filter, and the name of each value in the address.
 * @returns {{facets: [string, ArrayLike<number>, number][], keys: Record<string, string[]>}}
 */
export function facetsOf(rows, header) {
  const keys = {
    kind: header.kinds,
    certainty: Object.keys(MARK).map((name) => name.toLowerCase()),
    actor: ['', ...header.actors, '*'],
    deaths: DEATHS,
  };
  const codes = { kind: rows.kind, certainty: rows.mark, actor: rows.actor, deaths: rows.deaths };
  return { keys, facets: Object.keys(keys).map((name) => [name, codes[name], keys[name].length]) };
}

/** Layers by kind; the counts follow the other filters. */
export function kindLayers(holder, app) {
  const { kinds, speech } = app;
  const swatches = kinds.map(({ colour }) => swatchOf(colour));
  facetBoxes(holder, app, 'kind', kinds.map(({ name }) => speech.kind(name)), swatches);
}

/** The further filters, each if it tells incidents apart. */
export function furtherFilters(holder, app) {
  const { speech, settings } = app;
  const names = {
    certainty: Object.values(MARK).map((mark) => speech.say(`certainty.${mark}`)),
    actor: [speech.say('actor.none'), ...settings.payload.actors, speech.say('actor.others')],
    deaths: DEATHS.map((name) => speech.say(`deaths.${name}`)),
  };
  for (const [name, labels] of Object.entries(names)) {
    const { counts } = app.filter.facet(name);
    if (counts.filter((count) => count > 0).length < 2) continue;
    const head = make('h2', { id: `gm-${name}-head` }, speech.say(`facet.${name}`));
    const group = make('div', { className: 'gm-facet', role: 'group', aria: { labelledby: head.id } });
    holder.append(head, group);
    facetBoxes(group, app, name, labels, name === 'certainty' ? Object.values(MARK).map((mark) => sample(mark)) : []);
  }
  return holder.childElementCount > 0;
}

function facetBoxes(holder, { filter, speech }, name, labels, samples) {
  const facet = filter.facet(name);
  const used = labels.map((_, code) => code).filter((code) => facet.counts[code] > 0 || name === 'kind');
  const rows = used.map((code) => {
    const box = make('input', { type: 'checkbox' });
    box.addEventListener('change', () => filter.set(facet, code, box.checked));
    const count = make('span', { className: 'gm-count' });
    const label = make('span', { className: 'gm-name', dir: 'auto' }, labels[code]);
    return { code, box, count, element: make('label', { className: 'gm-row' }, box, samples[code], label, count) };
  });
  const all = make('button', { type: 'button', className: 'gm-link gm-all', hidden: rows.length < 3 });
  all.addEventListener('click', () => {
    const on = facet.on.includes(0) ? 1 : 0;
    for (const { code } of rows) facet.on[code] = on;
    filter.apply();
  });
  holder.append(...rows.map(({ element }) => element), all);
  roving(holder, 'input, button');
  const update = () => {
    for (const { code, box, count, element } of rows) {
      box.checked = Boolean(facet.on[code]);
      count.textContent = speech.integers.format(facet.counts[code]);
      element.classList.toggle('gm-empty', facet.counts[code] === 0);
    }
    all.textContent = speech.say(facet.on.includes(0) ? 'switchOn' : 'switchOff');
  };
  filter.listeners.push(update);
  update();
}
