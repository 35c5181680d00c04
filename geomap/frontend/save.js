// Taking away what is shown: as CSV, as GeoJSON, as a picture, as a link, on paper.
import { geometryOf } from './areas.js';
import { make, roving } from './dom.js';
import { pictureOf } from './picture.js';
import { dateOf, position } from './rows.js';
import { csvLine, featureLine } from './tables.js';

const BREATH = 5000;

/** @param {HTMLElement} holder @param {any} app */
export function saveButtons(holder, app) {
  const { speech } = app;
  const button = (key, act) => {
    const made = make('button', { type: 'button', className: 'gm-button' }, speech.say(key));
    made.addEventListener('click', act);
    return made;
  };
  const files = app.settings.hide.includes('downloads') ? [] : [
    button('saveCsv', async () => offer('incidents.csv', await csv(app), 'text/csv')),
    button('saveGeojson', async () => offer('incidents.geojson', await geojson(app), 'application/geo+json')),
    button('saveSvg', () => offer('map.svg', new Blob([pictureOf(app)], { type: 'image/svg+xml' }), 'image/svg+xml')),
  ];
  const row = make('div', { className: 'gm-saves' }, ...files,
    button('copyLink', () => app.copyLink()),
    button('print', () => app.print.run()));
  roving(row, 'button');
  holder.append(row, files.length ? make('p', { className: 'gm-small' }, speech.say('saveHelp')) : '');
}

/** @returns {Promise<Blob>} the shown rows by date, UTF-8 with a mark so that spreadsheets read it as such */
async function csv(app) {
  const names = columnsOf(app);
  const parts = ['\ufeff', csvLine(['lon', 'lat', ...names])];
  await eachShown(app, (i, values, point) => parts.push(csvLine([point?.[0], point?.[1], ...values])));
  return new Blob(parts, { type: 'text/csv' });
}

async function geojson(app) {
  const names = columnsOf(app);
  const parts = ['{"type":"FeatureCollection","features":[\n'];
  await eachShown(app, (i, values, point) => parts.push(parts.length > 1 ? ',\n' : '', featureLine(names, values, geometry(app, i, point))));
  return new Blob([...parts, '\n]}\n'], { type: 'application/geo+json' });
}

/** A point, or the footprint of an incident for which no point can stand. */
function geometry({ rows, shapes }, i, point) {
  if (point) return { type: 'Point', coordinates: point };
  return rows.footprint[i] ? geometryOf(shapes, rows.footprint[i] - 1) : null;
}

function columnsOf({ settings }) {
  const texts = settings.payload.columns;
  const first = texts[0] === 'id' ? ['id'] : [];
  return [...first, 'date_start', 'date_end', settings.layerBy, ...texts.slice(first.length)];
}

/** Call `take` for each shown row, by date, with the values of its columns. */
async function eachShown(app, take) {
  const { rows, filter, texts, kinds } = app;
  const names = columnsOf(app);
  for (let at = 0; at < rows.n; at++) {
    const i = rows.byDate[at];
    if (!filter.visible[i]) continue;
    const text = await texts.row(i);
    const iso = (day) => (rows.day[i] ? dateOf(rows, day).toISOString().slice(0, -14) : null);
    const ours = { date_start: iso(rows.day[i]), date_end: iso(rows.day[i] + rows.span[i]), [app.settings.layerBy]: kinds[rows.kind[i]].name };
    ours.date = text.date ?? (rows.span[i] ? null : ours.date_start);
    take(i, names.map((name) => (name in ours ? ours[name] : text[name])), i < rows.onMap ? position(rows, i) : null);
    if (at % BREATH === 0) await new Promise((resume) => { setTimeout(resume); });
  }
}

function offer(name, blob, type) {
  const link = make('a', { href: URL.createObjectURL(blob), download: name, type });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
