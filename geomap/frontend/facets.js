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

/** Layers by kind; the counts follow the other filters. Kinds that have no colour of their own are one row until asked for. */
export function kindLayers(holder, app) {
  const { kinds, settings } = app;
  const swatches = kinds.map(({ colour }) => swatchOf(colour));
  const others = kinds.map((_, code) => code).filter((code) => kinds[code].colour === settings.rest);
  facetBoxes(holder, app, 'kind', kinds.map(({ label }) => label), swatches, others.length > 1 ? others : []);
}

/** What each value of the further filters is called. @returns {Record<string, string[]>} */
export function facetLabels({ speech, settings }) {
  return {
    certainty: Object.values(MARK).map((mark) => speech.say(`certainty.${mark}`)),
    actor: [speech.say('actor.none'), ...settings.payload.actors, speech.say('actor.others')],
    deaths: DEATHS.map((name) => speech.say(`deaths.${name}`)),
  };
}

/** The further filters, each if it tells incidents apart. */
export function furtherFilters(holder, app) {
  const { speech } = app;
  for (const [name, labels] of Object.entries(facetLabels(app))) {
    const { counts } = app.filter.facet(name);
    if (counts.filter((count) => count > 0).length < 2) continue;
    const head = make('h2', { id: `gm-${name}-head` }, speech.say(`facet.${name}`));
    const group = make('div', { className: 'gm-facet', role: 'group', aria: { labelledby: head.id } });
    holder.append(head, group);
    facetBoxes(group, app, name, labels, name === 'certainty' ? Object.values(MARK).map((mark) => sample(mark)) : []);
  }
  return holder.childElementCount > 0;
}

/** A box for each value; `others` have one for all of them, and each its own once they are unfolded. */
function facetBoxes(holder, { filter, speech }, name, labels, samples, others = []) {
  const facet = filter.facet(name);
  const used = labels.map((_, code) => code).filter((code) => facet.counts[code] > 0 || name === 'kind');
  const rows = used.map((code) => ({ codes: [code], ...row(labels[code], samples[code]) }));
  if (others.length) rows.push({ codes: others, ...row(speech.say('others', { n: others.length }), samples[others[0]].cloneNode()) });
  for (const { codes, box } of rows) {
    box.addEventListener('change', () => {
      for (const code of codes) facet.on[code] = box.checked ? 1 : 0;
      filter.apply();
    });
  }
  const all = make('button', { type: 'button', className: 'gm-link gm-all', hidden: rows.length < 3 });
  all.addEventListener('click', () => {
    const on = facet.on.includes(0) ? 1 : 0;
    for (const code of used) facet.on[code] = on;
    filter.apply();
  });
  const single = new Set(others);
  const [folded, plain] = [true, false].map((wanted) => (
    rows.filter(({ codes: [code, more] }) => (more === undefined && single.has(code)) === wanted).map(({ element }) => element)));
  holder.append(...plain, ...(folded.length ? foldable(folded, speech, all) : [all]));
  roving(holder, 'input, button');
  const update = () => {
    for (const { codes, box, count, element } of rows) {
      const on = codes.filter((code) => facet.on[code]).length;
      box.checked = on === codes.length;
      box.indeterminate = on > 0 && !box.checked;
      const n = codes.reduce((sum, code) => sum + facet.counts[code], 0);
      count.textContent = speech.figures(n);
      element.classList.toggle('gm-empty', n === 0);
    }
    all.textContent = speech.say(facet.on.includes(0) ? 'switchOn' : 'switchOff');
  };
  filter.listeners.push(update);
  update();
}

function row(name, sample) {
  const box = make('input', { type: 'checkbox' });
  const count = make('span', { className: 'gm-count' });
  return { box, count, element: make('label', { className: 'gm-row' }, box, sample, make('span', { className: 'gm-name', dir: 'auto' }, name), count) };
}

/** What unfolds rows that are hidden at first, beside the button for all, and below it the rows, so that it stays put. */
function foldable(rows, speech, all) {
  const part = make('div', { className: 'gm-others', id: 'gm-others', hidden: true }, ...rows);
  const button = make('button', { type: 'button', className: 'gm-link gm-all', aria: { expanded: false, controls: part.id } }, speech.say('othersOpen'));
  button.addEventListener('click', () => {
    part.hidden = !part.hidden;
    button.setAttribute('aria-expanded', String(!part.hidden));
    button.textContent = speech.say(part.hidden ? 'othersOpen' : 'othersClose');
  });
  return [make('div', { className: 'gm-alls' }, all, button), part];
}
