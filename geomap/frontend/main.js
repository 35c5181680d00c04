// Puts the page together: decodes, draws, wires the map, the panel, the list and the card.
/* global L */
import { baseLayer } from './base.js';
import { block } from './bytes.js';
import { Card, alternatives } from './card.js';
import { guard } from './clean.js';
import { make } from './dom.js';
import { addElements } from './elements.js';
import { Filter } from './filter.js';
import { Speech } from './i18n.js';
import { List, titleOf } from './list.js';
import { Marks } from './marks.js';
import { Names } from './names.js';
import { backgrounds, kindLayers, legend, switches } from './panel.js';
import { MARK, WORLD, latitude, longitude, readRows } from './rows.js';
import { readShapes } from './shapes.js';
import { Texts, fold } from './texts.js';
import { onThemeChange } from './theme.js';

const SEARCHED = ['title', 'description', 'place', 'place_name', 'quote', 'actor', 'source', 'id'];
const CLOSE_ZOOM = 16;
const byId = (id) => document.getElementById(id);

/** The whole instrument; its parts ask it for what they share. */
class App {
  constructor(settings) {
    this.settings = settings;
    this.speech = new Speech(settings.language, settings.strings);
    this.kinds = settings.payload.kinds.map((name, at) => ({ name, colour: settings.colours[at] }));
    this.extra = settings.extra;
    /** @type {number|null} */
    this.selected = null;
    this.map = this.makeMap();
  }

  makeMap() {
    const { settings, speech } = this;
    const map = L.map(settings.mapName, {
      zoomControl: false, worldCopyJump: true, zoomSnap: 0.5, zoomDelta: 1, maxBounds: [[-85.05, -1e4], [85.05, 1e4]], maxBoundsViscosity: 1, maxZoom: 19,
      wheelPxPerZoomLevel: 90, preferCanvas: true, zoomAnimation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    });
    for (const [pane, level] of [['gm-base', 210], ['gm-marks', 450]]) {
      map.createPane(pane).style.zIndex = String(level);
      map.getPane(pane).style.pointerEvents = 'none';
    }
    L.control.zoom({ zoomInTitle: speech.say('zoomIn'), zoomOutTitle: speech.say('zoomOut') }).addTo(map);
    L.control.scale({ position: 'bottomleft', maxWidth: 120 }).addTo(map);
    map.attributionControl.setPrefix('Leaflet');
    map.attributionControl.addAttribution(settings.attribution);
    // No smaller than the world is high, so that nothing but the world shows.
    map.setMinZoom(Math.max(0, Math.ceil(2 * Math.log2(map.getSize().y / 256)) / 2));
    window[settings.mapName] = map;
    return map;
  }

  async start() {
    const { settings, map, speech } = this;
    const [rows, shapeBytes] = await Promise.all([readRows(settings.payload), block('geomap-shapes')]);
    this.rows = rows;
    this.texts = new Texts(rows, settings.payload.chunkRows);
    this.shapes = readShapes(settings.payload.shapes, shapeBytes, settings.payload.shapeQuantum);
    this.filter = new Filter(rows, this.kinds.length);
    this.marks = new Marks(rows, this.shapes, this.filter, this.kinds);
    this.setView();
    this.marks.layer.addTo(map);
    performance.mark('geomap:up');
    this.filter.listeners.push(() => this.marks.layer.redraw(), () => this.count());
    this.card = new Card(byId('gm-card'), this);
    this.base = await baseLayer(settings.base, settings.detail);
    this.base.addTo(map);
    this.marks.names = new Names(settings.base.countries, settings.labels, settings.language);
    this.marks.layer.redraw();
    this.panel();
    this.list = new List(byId('gm-rows'), this);
    this.wire();
    addElements(map, settings.elements);
    this.count();
    await loaded();
    if (settings.payload.rows && !byId(`geomap-texts-${Math.ceil(rows.n / this.texts.size) - 1}`)) throw new Error('texts');
    await this.list.draw();
    performance.mark('geomap:ready');
  }

  /** Fit what stands on the map; else the outlines; else the world. */
  setView() {
    const { rows, map } = this;
    map.setView([15, 10], 2, { animate: false });
    const box = this.marks.extent(range(0, rows.onMap)) ?? this.marks.extent(range(rows.onMap, rows.n));
    if (box) this.fitBox(box, { animate: false });
  }

  /** Fit a box; where the card is, or is about to be, the map is not free. */
  fitBox([west, north, east, south], { card = false, ...options } = {}) {
    const size = this.map.getSize();
    const narrow = matchMedia('(max-width: 800px)').matches;
    const pad = size.x < 700 ? 24 : 56;
    const right = card && !narrow ? Math.min(400, size.x / 2) : pad;
    const bottom = card && narrow ? Math.max(pad, size.y * 0.45) : pad;
    this.map.fitBounds([[latitude(south), longitude(west)], [latitude(north), longitude(east)]],
      { paddingTopLeft: [pad, pad], paddingBottomRight: [right, bottom], maxZoom: 13, ...options });
  }

  /** Bring incidents into view, beside the card. */
  fit(list) {
    const box = this.marks.extent(list);
    if (box) this.fitBox(box, { card: true });
  }

  panel() {
    const { settings, speech, map, marks } = this;
    kindLayers(byId('gm-kinds'), this.kinds, this.filter, speech);
    const options = [{ label: speech.say('clusters'), on: true, set: (on) => { marks.clustered = on; marks.layer.redraw(); } }];
    if (this.shapes.n) {
      options.unshift({ label: speech.say('footprints'), on: true, set: (on) => { marks.footprints = on; marks.layer.redraw(); } });
    }
    if (settings.labels.length) {
      options.push({ label: speech.say('towns'), on: true, set: (on) => { marks.names.showTowns = on; marks.layer.redraw(); } });
    }
    switches(byId('gm-switches'), options);
    if (map.getSize().x < 700 || map.getSize().y < 560) byId('gm-key').open = false;
    legend(byId('gm-legend'), this.rows, speech, this.rows.onMap > 1);
    if (settings.tiles.length) this.tiles();
    this.wide();
  }

  tiles() {
    const layers = this.settings.tiles.map(({ url, options }) => L.tileLayer(url, options));
    byId('gm-base-part').hidden = false;
    backgrounds(byId('gm-base'), this.settings.tiles.map(({ name }) => name), this.speech, (chosen) => {
      layers.forEach((layer, at) => { if (at === chosen) layer.addTo(this.map); else layer.remove(); });
      this.base.land = this.marks.names.showCountries = chosen < 0;
      this.base.redraw();
      this.marks.layer.redraw();
    });
  }

  /** Buttons for incidents that no point can stand for. */
  wide() {
    const { rows, speech } = this;
    const groups = new Map();
    for (let i = rows.onMap; i < rows.n; i++) {
      if (rows.mark[i] !== MARK.COUNTRY) continue;
      const key = rows.footprint[i] || -i;
      if (groups.has(key)) groups.get(key).push(i);
      else groups.set(key, [i]);
    }
    const holder = byId('gm-wide');
    const buttons = [...groups.values()].sort((a, b) => b.length - a.length).slice(0, 4).map((list) => {
      const button = make('button', { type: 'button', className: 'gm-pill', dir: 'auto' });
      button.addEventListener('click', () => {
        const shown = list.filter((i) => this.filter.visible[i]);
        this.fit(list);
        if (shown.length === 1) this.select(shown[0], { focus: true });
        else this.choose(shown, button.textContent, true);
      });
      const update = async () => {
        const n = list.reduce((sum, i) => sum + this.filter.visible[i], 0);
        button.hidden = n === 0;
        const text = await this.texts.row(list[0]);
        button.textContent = speech.say('wide', { place: text.place_name || text.country || '?', n });
      };
      this.filter.listeners.push(update);
      loaded().then(update);
      return button;
    });
    holder.append(...buttons);
  }

  wire() {
    const { map, marks } = this;
    const touch = matchMedia('(pointer: coarse)').matches;
    map.on('click', (event) => this.hit(event.layerPoint, touch ? 18 : 9));
    map.on('mousemove', (event) => {
      const found = marks.at(event.layerPoint, 6);
      map.getContainer().classList.toggle('gm-over-mark', found.length > 0);
      this.hint(found, event.latlng);
    });
    map.on('mouseout movestart zoomstart', () => this.hint([]));
    onThemeChange(() => { this.base.redraw(); marks.layer.redraw(); });
    const search = byId('gm-search');
    search.addEventListener('input', () => this.search(search.value));
    byId('gm-clear').addEventListener('click', () => this.clear());
    byId('gm-open-list').addEventListener('click', () => {
      const open = document.documentElement.classList.toggle('gm-list-open');
      byId('gm-open-list').setAttribute('aria-expanded', String(open));
      this.map.invalidateSize();
    });
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
  }

  /** A click: nothing, one incident, several to choose among, or a cluster to go into. */
  hit(point, reach) {
    const list = this.marks.at(point, reach);
    if (!list.length) return this.close();
    if (list.length === 1) return this.select(list[0], {});
    const on = list.filter((i) => i < this.rows.onMap);
    const box = this.marks.extent(on);
    const wide = box ? Math.max(box[2] - box[0], box[3] - box[1]) * 256 * 2 ** Math.min(CLOSE_ZOOM, this.map.getMaxZoom()) : 0;
    const points = on.map((i) => [this.rows.x[i] / WORLD, this.rows.y[i] / WORLD]);
    const spread = spreadOf(points) * 256 * 2 ** CLOSE_ZOOM;
    if (list.length <= 12 || spread < 24 || !wide) return this.choose(list, undefined, false);
    return this.fitBox(boxOfPoints(points), { maxZoom: Math.max(this.map.getZoom() + 2, 4) });
  }

  hint(list, at) {
    if (list.length !== 1) { this.tip?.remove(); this.tip = null; this.tipFor = null; return; }
    const [i] = list;
    if (this.tipFor === i) return;
    this.tipFor = i;
    this.texts.row(i).then((text) => {
      if (this.tipFor !== i) return;
      this.tip?.remove();
      const node = make('div', { className: 'gm-tip', dir: 'auto' }, titleOf(text, this.speech),
        make('div', { className: 'gm-small' }, `${this.speech.kind(this.kinds[this.rows.kind[i]].name)} · ${this.speech.date(this.rows, i, text.date) || this.speech.say('undated')}`));
      this.tip = L.tooltip({ direction: 'top', offset: [0, -8], opacity: 1 }).setLatLng(at).setContent(node).addTo(this.map);
    });
  }

  hover(i) {
    this.marks.hovered = i;
    this.marks.layer.redraw();
  }

  /** Select an incident: the card opens, its footprint stands out, the list shows which it is. */
  async select(i, { fly = false, focus = false }) {
    this.hint([]);
    if (!this.card.choice.includes(i)) this.card.choice = [];
    this.returnTo = focus ? document.activeElement : this.returnTo;
    this.selected = i;
    this.marks.selected = i;
    this.marks.setRivals([]);
    if (fly) this.bring(i);
    this.marks.layer.redraw();
    this.list.mark(i);
    const text = await this.card.show(i, focus);
    if (!text || this.selected !== i) return;
    this.selectedId = text.id ?? null;
    this.marks.setRivals(alternatives(text));
    this.marks.layer.redraw();
    byId('gm-said').textContent = this.speech.say('selected', { title: titleOf(text, this.speech) });
  }

  async choose(list, title, focus) {
    this.selected = this.marks.selected = null;
    this.marks.layer.redraw();
    this.list.mark(null);
    await this.card.choose(list, title, focus);
  }

  close() {
    if (this.card.holder.hidden) return;
    const inside = this.card.holder.contains(document.activeElement);
    this.selected = this.marks.selected = null;
    this.marks.setRivals([]);
    this.card.hide();
    this.list.mark(null);
    this.marks.layer.redraw();
    if (inside) (this.returnTo?.isConnected ? this.returnTo : this.map.getContainer()).focus();
    this.returnTo = null;
  }

  /** Bring an incident into view, moving as little as will do. */
  bring(i) {
    const box = this.marks.extent([i]);
    if (!box) return;
    const bounds = L.latLngBounds([[latitude(box[3]), longitude(box[0])], [latitude(box[1]), longitude(box[2])]]);
    if (!this.map.getBounds().contains(bounds)) this.fitBox(box, { card: true });
  }

  /** Show only incidents whose texts hold the words; resolves to how many there are. */
  async search(words) {
    const wanted = fold(words.trim());
    const turn = (this.searching = (this.searching ?? 0) + 1);
    if (!wanted) {
      this.filter.setHits(null);
      return this.rows.n;
    }
    byId('gm-shown').textContent = this.speech.say('searching');
    const columns = [...SEARCHED, ...this.extra.map(([name]) => name)];
    const hits = await this.texts.search(wanted, columns, () => turn !== this.searching);
    if (!hits) return 0;
    this.filter.setHits(hits);
    return hits.reduce((sum, hit) => sum + hit, 0);
  }

  clear() {
    byId('gm-search').value = '';
    this.searching = (this.searching ?? 0) + 1;
    this.filter.kindOn.fill(1);
    this.filter.hits = null;
    this.filter.setDays(0, Infinity);
    byId('gm-search').focus();
  }

  count() {
    const { filter, rows, speech } = this;
    const all = filter.shown === rows.n;
    byId('gm-shown').textContent = all ? speech.say('incidents', { n: rows.n }) : speech.say('shown', { shown: filter.shown, all: rows.n });
    byId('gm-clear').hidden = all && !filter.hits;
  }

  /** What the page shows now, as plain data. */
  state() {
    const { map, filter, rows, kinds } = this;
    const { lat, lng } = map.getCenter();
    return {
      view: { lat, lon: lng, zoom: map.getZoom() },
      filters: { kinds: Object.fromEntries(kinds.map(({ name }, k) => [name, Boolean(filter.kindOn[k])])), search: byId('gm-search').value },
      brush: [filter.from, filter.to === Infinity ? null : filter.to],
      selected: this.selected === null ? null : this.selectedId,
      counts: { all: rows.n, shown: filter.shown, onMap: rows.onMap, kinds: Object.fromEntries(kinds.map(({ name }, k) => [name, filter.counts[k]])) },
    };
  }

  hooks() {
    return {
      getZoom: () => this.map.getZoom(),
      setZoom: (zoom) => { this.map.setZoom(zoom, { animate: false }); },
      setRange: (from, to) => {
        const last = this.rows.lastDay;
        this.filter.setDays(Math.floor(1 + from * (last - 1)), Math.floor(1 + to * (last - 1)));
      },
      search: (text) => this.search(text),
      select: (id) => this.selectId(id),
      state: () => this.state(),
    };
  }

  /** @returns {Promise<boolean>} whether an incident has this id */
  async selectId(id) {
    for (let i = 0; i < this.rows.n; i++) {
      const text = await this.texts.row(i);
      if (String(text.id) === String(id)) {
        await this.select(i, { fly: true });
        return true;
      }
    }
    return false;
  }
}

function* range(from, to) {
  for (let i = from; i < to; i++) yield i;
}

function boxOfPoints(points) {
  const out = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [u, v] of points) {
    out[0] = Math.min(out[0], u); out[1] = Math.min(out[1], v);
    out[2] = Math.max(out[2], u); out[3] = Math.max(out[3], v);
  }
  return out;
}

function spreadOf(points) {
  if (!points.length) return 0;
  const [west, north, east, south] = boxOfPoints(points);
  return Math.max(east - west, south - north);
}

/** When the whole file has been read. */
function loaded() {
  return new Promise((resolve) => {
    if (document.readyState !== 'loading') resolve();
    else document.addEventListener('DOMContentLoaded', () => resolve(), { once: true });
  });
}

function fail(settings, key, reason) {
  const box = byId('gm-problem');
  box.textContent = (settings?.strings[key] ?? key).replace('{reason}', reason);
  box.hidden = false;
}

function begin() {
  const settings = JSON.parse(byId('geomap-settings').textContent);
  if (new URLSearchParams(location.search).has('embed')) document.documentElement.classList.add('gm-embed');
  if (settings.strict) guard();
  if (typeof DecompressionStream === 'undefined') { fail(settings, 'oldBrowser', ''); return; }
  const app = new App(settings);
  window.__geomap = app.hooks();
  app.start().catch((error) => fail(settings, 'broken', error.message));
}

begin();
