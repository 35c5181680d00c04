// Buttons for incidents that no point can stand for: only a country, or a wider area, is known.
import { make, roving } from './dom.js';
import { MARK } from './rows.js';

const MOST_WIDE = 4;

/** @param {HTMLElement} holder @param {any} app */
export function wideButtons(holder, app) {
  const { rows } = app;
  const groups = new Map();
  for (let i = rows.onMap; i < rows.n; i++) {
    if (rows.mark[i] !== MARK.COUNTRY) continue;
    const key = rows.footprint[i] || -i;
    if (groups.has(key)) groups.get(key).push(i);
    else groups.set(key, [i]);
  }
  const largest = [...groups.values()].sort((a, b) => b.length - a.length).slice(0, MOST_WIDE);
  holder.append(...largest.map((list) => wideButton(app, list)));
  roving(holder, 'button');
}

function wideButton(app, list) {
  const made = make('button', { type: 'button', className: 'gm-pill', dir: 'auto' });
  made.addEventListener('click', () => {
    const shown = list.filter((i) => app.filter.visible[i]);
    app.view.fit(list);
    if (shown.length === 1) app.select(shown[0], { focus: true });
    else app.choose(shown, made.textContent, true);
  });
  const update = async () => {
    const n = list.reduce((sum, i) => sum + app.filter.visible[i], 0);
    const text = await app.texts.row(list[0]);
    const place = text.place_name || text.country;
    made.hidden = n === 0 || !place;
    made.textContent = app.speech.say('wide', { place: place || '', n });
  };
  app.filter.listeners.push(update);
  app.whole.then(update);
  return made;
}
