// The line under the title where the maker wrote none: how many incidents, when, and how well their places are known.
import { make } from './dom.js';
import { MARK, dateOf } from './rows.js';

/** @param {HTMLElement} holder @param {import('./rows.js').Rows} rows @param {import('./i18n.js').Speech} speech */
export function standfirst(holder, rows, speech) {
  if (!holder || !rows.n) return;
  const counts = new Uint32Array(8);
  for (let i = 0; i < rows.n; i++) counts[rows.mark[i]]++;
  const used = Object.values(MARK).filter((mark) => counts[mark]);
  const all = used.length === 1 && rows.n > 1 && used[0] !== MARK.UNPLACED;
  const places = used.map((mark) => speech.say(`sum.${mark}`, { n: all ? speech.say('sum.all') : counts[mark] }));
  const head = [speech.say('incidents', { n: rows.n }), years(rows, speech)].filter(Boolean).join(', ');
  holder.append(head, make('span', { className: 'gm-rest' }, `: ${places.join('; ')}.`));
}

/** From the first year to the last. */
function years(rows, speech) {
  if (!rows.lastDay) return '';
  const [first, last] = [1, rows.lastDay].map((day) => speech.period('year', dateOf(rows, day)));
  return first === last ? first : `${first}–${last}`;
}
