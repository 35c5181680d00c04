// The panel beside the map: what can be opened in it, switches, and how to read the marks.
import { make, roving } from './dom.js';
import { MARK } from './rows.js';

/** A small drawing of a mark, for the legend. */
export function sample(mark) {
  const names = { 0: 'site', 1: 'near', 2: 'area', 3: 'point', 4: 'country', 5: 'unplaced' };
  return make('span', { className: `gm-sample gm-${names[mark]}`, aria: { hidden: true } });
}

/** A dot of the kind's colour, in the form of the mark. */
export function swatchOf(colour, mark = 0) {
  const swatch = make('span', { className: 'gm-swatch', aria: { hidden: true } });
  swatch.style.setProperty('--kind', colour);
  swatch.dataset.mark = String(mark);
  return swatch;
}

/** A row of buttons of which each opens and closes the part that it controls, one at a time. */
export function disclosures(bar) {
  const buttons = [...bar.querySelectorAll('button')];
  const part = (button) => document.getElementById(button.getAttribute('aria-controls'));
  for (const button of buttons) {
    button.addEventListener('click', () => {
      const open = part(button).hidden;
      for (const other of buttons) {
        part(other).hidden = !(open && other === button);
        other.setAttribute('aria-expanded', String(open && other === button));
      }
    });
  }
  roving(bar, 'button');
}

/** Switches for what is not a kind: `list` of {label, on, set}. */
export function switches(holder, list) {
  holder.append(...list.map(({ label, on, set }) => {
    const box = make('input', { type: 'checkbox', checked: on });
    box.addEventListener('change', () => set(box.checked));
    return make('label', { className: 'gm-row' }, box, make('span', { className: 'gm-name' }, label));
  }));
  roving(holder, 'input');
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

/** How many incidents were placed, and how: `statuses` counts those of `geomap.model.Status`. */
export function counted(holder, statuses, rows, speech) {
  const terms = Object.entries(statuses).map(([status, n]) => [speech.say(`counted.${status}`), n]);
  const onMap = [speech.say('counted.points'), rows.onMap];
  const list = [[speech.say('counted.all'), rows.n], ...terms, onMap].map(([term, n]) => (
    make('div', {}, make('dt', {}, term), make('dd', {}, speech.figures(n)))));
  holder.append(make('dl', { className: 'gm-tally' }, ...list), make('p', {}, speech.say('counted.how')));
}

/** Whether some point is only what a distance was measured from; of a large table some thousand rows are asked. */
function hasCentre(rows, marks) {
  for (let i = 0, asked = 0; i < rows.onMap && asked < 2000; i++) {
    if (rows.mark[i] !== MARK.NEAR || !rows.footprint[i]) continue;
    if (marks.outlines.isCentre(i)) return true;
    asked++;
  }
  return false;
}

/** The marks that this map uses, what each says, and how many incidents have it under the other filters. */
export function legend(holder, { rows, filter, marks }, speech, clustered) {
  const used = new Uint8Array(8);
  for (let i = 0; i < rows.n; i++) used[rows.mark[i]] = 1;
  const counts = [];
  for (const mark of Object.values(MARK)) {
    if (!used[mark]) continue;
    const count = make('span', { className: 'gm-count' });
    counts.push([mark, count]);
    holder.append(make('li', {}, sample(mark), make('span', { className: 'gm-name' }, speech.say(`mark.${mark}`)), count));
    if (mark !== MARK.NEAR || !hasCentre(rows, marks)) continue;
    const centre = make('span', { className: 'gm-sample gm-centre', aria: { hidden: true } });
    holder.append(make('li', {}, centre, make('span', { className: 'gm-name' }, speech.say('mark.centre'))));
  }
  const update = () => {
    for (const [mark, count] of counts) count.textContent = speech.figures(filter.facet('certainty').counts[mark]);
  };
  filter.listeners.push(update);
  update();
  if (clustered) {
    const disc = make('span', { className: 'gm-sample gm-disc', aria: { hidden: true } }, '5');
    holder.append(make('li', {}, disc, make('span', {}, speech.say('cluster'))));
    const ramp = make('span', { className: 'gm-sample gm-ramp', aria: { hidden: true } });
    holder.append(make('li', { id: 'gm-heat', hidden: true }, ramp, make('span', {}, speech.say('heatKey'))));
  }
}
