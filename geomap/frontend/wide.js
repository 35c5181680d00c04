// Buttons for incidents that no point can stand for: only a country or a wider area is known, or no place at all.
import { make, roving } from './dom.js';
import { placeOf } from './list.js';
import { MARK } from './rows.js';

/** Of more areas than this one button leads to all: a row of them would hide the map. */
const MOST_WIDE = 3;
const MOST_WIDE_NARROW = 2;
const NARROW_PX = 600;

/**
 * What each button stands for: the incidents of one wide area, or of all of them; those that are not placed last.
 * @param {any} rows
 * @param {number} width of the map in pixels
 * @returns {{list: number[], of: 'area'|'areas'|'unplaced'}[]}
 */
export function wideGroups(rows, width) {
  const areas = new Map();
  const unplaced = [];
  for (let i = rows.onMap; i < rows.n; i++) {
    if (rows.mark[i] === MARK.UNPLACED) unplaced.push(i);
    if (rows.mark[i] !== MARK.COUNTRY) continue;
    const key = rows.footprint[i] || -i;
    if (areas.has(key)) areas.get(key).push(i);
    else areas.set(key, [i]);
  }
  /** @type {number[][]} */
  const lists = [...areas.values()].sort((a, b) => b.length - a.length);
  const many = lists.length > (width < NARROW_PX ? MOST_WIDE_NARROW : MOST_WIDE);
  /** @type {{list: number[], of: 'area'|'areas'|'unplaced'}[]} */
  const groups = many ? [{ list: lists.flat(), of: 'areas' }] : lists.map((list) => ({ list, of: 'area' }));
  return unplaced.length ? [...groups, { list: unplaced, of: 'unplaced' }] : groups;
}

/** @param {HTMLElement} holder @param {any} app */
export function wideButtons(holder, app) {
  const { speech } = app;
  const wording = {
    area: (text, n) => {
      const place = placeOf(text, speech) || text.country;
      return place && speech.say(text.status === 'ambiguous' ? 'wideUnsure' : 'wide', { place, n });
    },
    areas: (_, n) => speech.say('wideMany', { n }),
    unplaced: (_, n) => speech.say('unplaced', { n }),
  };
  holder.append(...wideGroups(app.rows, app.map.getSize().x).map(({ list, of }) => wideButton(app, list, wording[of])));
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
  const shape = app.rows.mark[list[0]] === MARK.COUNTRY && list.every((i) => app.rows.footprint[i] === app.rows.footprint[list[0]]) ? list[0] : null;
  for (const [event, row] of [['mouseenter', shape], ['focus', shape], ['mouseleave', null], ['blur', null]]) {
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
