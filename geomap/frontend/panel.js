// The panel beside the map: layers with their counts, switches, and how to read the marks.
import { make, roving } from './dom.js';
import { MARK } from './rows.js';

/** A small drawing of a mark, for the legend. */
function sample(mark, colour) {
  const names = { 0: 'site', 1: 'near', 2: 'area', 3: 'point', 4: 'country', 5: 'unplaced' };
  const element = make('span', { className: `gm-sample gm-${names[mark]}`, aria: { hidden: true } });
  if (colour) element.style.setProperty('--kind', colour);
  return element;
}

function row(label, sampleOf, checked, onChange) {
  const box = make('input', { type: 'checkbox', checked });
  box.addEventListener('change', () => onChange(box.checked));
  const count = make('span', { className: 'gm-count' });
  const element = make('label', { className: 'gm-row' }, box, sampleOf, make('span', { className: 'gm-name', dir: 'auto' }, label), count);
  return { element, count };
}

/** Layers by kind; the counts follow the other filters. */
export function kindLayers(holder, kinds, filter, speech) {
  const rows = kinds.map(({ name, colour }, kind) => {
    const swatch = make('span', { className: 'gm-swatch', aria: { hidden: true } });
    swatch.style.setProperty('--kind', colour);
    return row(speech.kind(name), swatch, true, (on) => filter.setKind(kind, on));
  });
  holder.append(...rows.map(({ element }) => element));
  roving(holder, 'input');
  const update = () => rows.forEach(({ element, count }, kind) => {
    count.textContent = speech.integers.format(filter.counts[kind]);
    element.querySelector('input').checked = Boolean(filter.kindOn[kind]);
  });
  filter.listeners.push(update);
  update();
}

/** Switches for what is not a kind: `list` of {label, on, set}. */
export function switches(holder, list) {
  holder.append(...list.map(({ label, on, set }) => row(label, null, on, set).element));
}

/** A choice of backgrounds: the drawn map or one of the online tile layers. */
export function backgrounds(holder, names, speech, choose) {
  const options = [speech.say('drawn'), ...names.map((name) => speech.say('online', { name }))];
  options.forEach((label, at) => {
    const button = make('input', { type: 'radio', name: 'gm-base', checked: at === 0 });
    button.addEventListener('change', () => choose(at - 1));
    holder.append(make('label', { className: 'gm-row' }, button, make('span', { className: 'gm-name' }, label)));
  });
}

/** The marks that this map uses, and what each says. */
export function legend(holder, rows, speech, clustered) {
  const used = new Uint8Array(8);
  for (let i = 0; i < rows.n; i++) used[rows.mark[i]] = 1;
  for (const mark of Object.values(MARK)) {
    if (!used[mark]) continue;
    holder.append(make('li', {}, sample(mark), make('span', {}, speech.say(`mark.${mark}`))));
  }
  if (clustered) {
    const disc = make('span', { className: 'gm-sample gm-disc', aria: { hidden: true } }, '5');
    holder.append(make('li', {}, disc, make('span', {}, speech.say('cluster'))));
  }
}
