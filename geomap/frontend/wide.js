// Buttons for incidents that no point can stand for: only a country or a wider area is known, or no place at all.
import { make, roving } from './dom.js';
import { placeOf } from './list.js';
import { MARK } from './rows.js';

const MOST_WIDE = 4;

/** @param {HTMLElement} holder @param {any} app */
export function wideButtons(holder, app) {
  const { rows } = app;
  const groups = new Map();
  const unplaced = [];
  for (let i = rows.onMap; i < rows.n; i++) {
    if (rows.mark[i] === MARK.UNPLACED) unplaced.push(i);
    if (rows.mark[i] !== MARK.COUNTRY) continue;
    const key = rows.footprint[i] || -i;
    if (groups.has(key)) groups.get(key).push(i);
    else groups.set(key, [i]);
  }
  const largest = [...groups.values()].sort((a, b) => b.length - a.length).slice(0, MOST_WIDE);
  const wording = (text, n) => {
    const place = placeOf(text, app.speech) || text.country;
    return place && app.speech.say(text.status === 'ambiguous' ? 'wideUnsure' : 'wide', { place, n });
  };
  holder.append(...largest.map((list) => wideButton(app, list, wording)));
  if (unplaced.length) holder.append(wideButton(app, unplaced, (_, n) => app.speech.say('unplaced', { n })));
  roving(holder, 'button');
}

/** @param {any} app @param {number[]} list @param {(text: any, n: number) => string} wording empty where it cannot be said */
function wideButton(app, list, wording) {
  const made = make('button', { type: 'button', className: 'gm-pill', dir: 'auto' });
  made.addEventListener('click', () => {
    const shown = list.filter((i) => app.filter.visible[i]);
    app.view.fit(list);
    if (shown.length === 1) app.select(shown[0], { focus: true });
    else app.choose(shown, made.textContent, true);
  });
  for (const [event, row] of [['mouseenter', list[0]], ['focus', list[0]], ['mouseleave', null], ['blur', null]]) {
    made.addEventListener(event, () => app.hover(row));
  }
  const update = async () => {
    const n = list.reduce((sum, i) => sum + app.filter.visible[i], 0);
    const words = wording(await app.texts.row(list[0]), n);
    if (made.hidden !== (n === 0 || !words)) made.hidden = n === 0 || !words;
    if (made.textContent !== words) made.textContent = words;
    app.marks.redraw(); // words beside the marks keep clear of it
  };
  app.filter.listeners.push(update);
  app.whole.then(update);
  return made;
}
