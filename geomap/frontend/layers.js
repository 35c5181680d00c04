// What the reader can switch on and off besides kinds: marks, areas, names, grid, background.
/* global L */
import { backgrounds, switches } from './panel.js';

/** @param {any} app */
export function layerSwitches(app) {
  const { settings, speech, marks, base } = app;
  const switchOf = (key, thing, name, layer) => ({
    label: speech.say(key), on: thing[name], set: (on) => { thing[name] = on; layer.redraw(); },
  });
  const options = [];
  if (app.shapes.n) options.push(switchOf('footprints', marks, 'footprints', marks));
  options.push(switchOf('clusters', marks, 'clustered', marks));
  if (app.rows.onMap > 1) {
    const heat = switchOf('heat', marks, 'heat', marks);
    options.push({ ...heat, set: (on) => { heat.set(on); document.getElementById('gm-heat').hidden = !on; } });
  }
  options.push(switchOf('captions', marks.captions, 'on', marks));
  if (settings.labels.length) options.push(switchOf('towns', marks.names, 'showTowns', marks));
  options.push(switchOf('graticule', base, 'graticule', base));
  options.push({
    label: speech.say('onlyInView'), on: false, set: (on) => {
      app.listInView = on;
      app.list.onlyWithin(on ? app.view.inView() : null);
    },
  });
  switches(document.getElementById('gm-switches'), options);
  if (settings.tiles.length) tileChoice(app);
}

function tileChoice({ settings, speech, map, marks, base }) {
  const layers = settings.tiles.map(({ url, options }) => L.tileLayer(url, options));
  document.getElementById('gm-base-part').hidden = false;
  backgrounds(document.getElementById('gm-base'), settings.tiles.map(({ name }) => name), speech, (chosen) => {
    layers.forEach((layer, at) => { if (at === chosen) layer.addTo(map); else layer.remove(); });
    base.land = marks.names.showCountries = chosen < 0;
    base.redraw();
    marks.redraw();
  });
}
