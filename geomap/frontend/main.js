// Puts the page together: decodes, draws, wires the map, the panel, the list and the card.
/* global L */
import { baseLayer } from './base.js';
import { block } from './bytes.js';
import { Card } from './card.js';
import { guard } from './clean.js';
import { copyText } from './clipboard.js';
import { make, roving } from './dom.js';
import { addElements } from './elements.js';
import { tellHeight } from './embed.js';
import { facetsOf, furtherFilters, kindLayers } from './facets.js';
import { Filter } from './filter.js';
import { termsOf } from './highlight.js';
import { History } from './history.js';
import { Speech } from './i18n.js';
import { List, titleOf } from './list.js';
import { Marks } from './marks.js';
import { Names } from './names.js';
import { backgrounds, counted, disclosures, legend, switches } from './panel.js';
import { readRows } from './rows.js';
import { Print } from './print.js';
import { saveButtons } from './save.js';
import { readShapes } from './shapes.js';
import { Texts } from './texts.js';
import { onThemeChange } from './theme.js';
import { Timeline } from './timeline.js';
import { Viewport, boxOfPoints, pointsOf } from './viewport.js';
import { wideButtons } from './wide.js';

const SEARCHED = ['title', 'description', 'place', 'place_name', 'quote', 'actor', 'source', 'id'];
const CLOSEST_ZOOM = 16;
const CHOICE = 12;
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
    /** @type {string|null} */
    this.selectedId = null;
    /** What is searched for, as typed and as folded terms. */
    this.words = '';
    /** @type {string[]} */
    this.terms = [];
    this.whole = loaded();
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
    map.attributionControl.setPrefix('Leaflet'); // as text: one tab stop less
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
    const { facets, keys } = facetsOf(rows, settings.payload);
    this.facetKeys = keys;
    this.filter = new Filter(rows, facets);
    this.marks = new Marks(rows, this.shapes, this.filter, this.kinds);
    this.history = new History(this);
    const seen = this.history.begin();
    this.filter.recount();
    // Before the map is drawn, because it takes some of the map's height.
    this.timeline = new Timeline(byId('gm-time'), this);
    this.map.invalidateSize({ animate: false, pan: false });
    this.view = new Viewport(this);
    this.view.begin();
    this.history.look(seen);
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
    await this.whole;
    if (settings.payload.rows && !byId(`geomap-texts-${Math.ceil(rows.n / this.texts.size) - 1}`)) throw new Error('texts');
    await this.list.draw();
    await this.history.finish(seen);
    this.history.watch();
    tellHeight();
    performance.mark('geomap:ready');
  }

  panel() {
    const { settings, speech, map, marks } = this;
    kindLayers(byId('gm-kinds'), this);
    const further = furtherFilters(byId('gm-filters'), this);
    byId('gm-tools').querySelector('[aria-controls="gm-filters"]').hidden = !further;
    this.print = new Print(byId('gm-printed'), this);
    saveButtons(byId('gm-save'), this);
    counted(byId('gm-counted'), settings.statuses, this.rows, speech);
    disclosures(byId('gm-tools'));
    const options = [{ label: speech.say('clusters'), on: true, set: (on) => { marks.clustered = on; marks.layer.redraw(); } }];
    if (this.shapes.n) {
      options.unshift({ label: speech.say('footprints'), on: true, set: (on) => { marks.footprints = on; marks.layer.redraw(); } });
    }
    if (settings.labels.length) {
      options.push({ label: speech.say('towns'), on: true, set: (on) => { marks.names.showTowns = on; marks.layer.redraw(); } });
    }
    options.push({
      label: speech.say('onlyInView'), on: false, set: (on) => {
        this.listInView = on;
        this.list.onlyWithin(on ? this.view.inView() : null);
      },
    });
    switches(byId('gm-switches'), options);
    if (map.getSize().x < 700 || map.getSize().y < 560) byId('gm-key').open = false;
    legend(byId('gm-legend'), this.rows, speech, this.rows.onMap > 1);
    if (settings.tiles.length) this.tiles();
    wideButtons(byId('gm-wide'), this);
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
    map.on('moveend', () => {
      this.sayView();
      if (this.listInView) this.list.onlyWithin(this.view.inView());
    });
    roving(map.getContainer().querySelector('.leaflet-control-zoom'), 'a');
    onThemeChange(() => { this.base.redraw(); marks.layer.redraw(); });
    const search = byId('gm-search');
    search.addEventListener('input', () => this.search(search.value));
    document.querySelector('.gm-skip').addEventListener('click', (event) => {
      event.preventDefault(); // the address holds the state
      byId('gm-list').focus();
    });
    byId('gm-clear').addEventListener('click', () => this.clear());
    byId('gm-open-list').addEventListener('click', () => {
      const open = document.documentElement.classList.toggle('gm-list-open');
      byId('gm-open-list').setAttribute('aria-expanded', String(open));
      this.map.invalidateSize();
    });
    new ResizeObserver(() => {
      const { x, y } = map.getSize();
      const { clientWidth, clientHeight } = map.getContainer();
      if (x !== clientWidth || y !== clientHeight) map.invalidateSize({ animate: false });
    }).observe(map.getContainer());
  }

  /** A click: nothing, one incident, several to choose among, or a cluster to go into. */
  hit(point, reach) {
    const list = this.marks.at(point, reach);
    if (!list.length) return this.close();
    if (list.length === 1) return this.select(list[0], {});
    const points = pointsOf(this.rows, list.filter((i) => i < this.rows.onMap));
    const [west, north, east, south] = boxOfPoints(points);
    const apartPx = Math.max(east - west, south - north) * 256 * 2 ** CLOSEST_ZOOM;
    if (list.length <= CHOICE || !points.length || apartPx < 24) return this.choose(list, undefined, false);
    return this.view.fitBox([west, north, east, south], { maxZoom: Math.max(this.map.getZoom() + 2, 4) });
  }

  hint(list, at) {
    if (list.length !== 1) { this.tip?.remove(); this.tip = null; this.tipFor = null; return; }
    const [i] = list;
    if (this.tipFor === i) return;
    this.tipFor = i;
    this.texts.row(i).then((text) => {
      if (this.tipFor !== i) return;
      this.tip?.remove();
      const { speech, rows, kinds } = this;
      const kind = speech.kind(kinds[rows.kind[i]].name);
      const small = `${kind} · ${speech.date(rows, i, text.date) || speech.say('undated')}`;
      const node = make('div', { className: 'gm-tip', dir: 'auto' }, titleOf(text, speech), make('div', { className: 'gm-small' }, small));
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
    if (fly) this.view.bring(i);
    this.marks.layer.redraw();
    this.list.mark(i);
    const text = await this.card.show(i, focus);
    if (!text || this.selected !== i) return;
    this.selectedId = text.id ?? null;
    this.history.note(true);
    await this.list.turnTo(i);
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
    this.selectedId = null;
    this.history.note(true);
    this.marks.setRivals([]);
    this.card.hide();
    this.list.mark(null);
    this.marks.layer.redraw();
    if (inside) (this.returnTo?.isConnected ? this.returnTo : this.map.getContainer()).focus();
    this.returnTo = null;
  }

  /** Show only incidents whose texts hold all the words; resolves to how many there are. */
  async search(words) {
    this.words = words.trim();
    this.terms = termsOf(words);
    byId('gm-search').value = words;
    const turn = (this.searching = (this.searching ?? 0) + 1);
    let hits = null;
    if (this.terms.length) {
      byId('gm-shown').textContent = this.speech.say('searching');
      const columns = [...SEARCHED, ...this.extra.map(([name]) => name)];
      hits = await this.texts.search(this.terms, columns, {
        stop: () => turn !== this.searching,
        some: (found) => { this.show(found); byId('gm-shown').append(` ${this.speech.say('searching')}`); },
      });
      if (!hits) return 0;
    }
    this.show(hits);
    return hits ? hits.reduce((sum, hit) => sum + hit, 0) : this.rows.n;
  }

  /** Show what a search has found; typing is no step of the back button. */
  show(hits) {
    this.history.typing = true;
    this.filter.setHits(hits);
    this.history.typing = false;
  }

  clear() {
    byId('gm-search').value = this.words = '';
    this.terms = [];
    this.searching = (this.searching ?? 0) + 1;
    this.filter.clear();
    byId('gm-search').focus();
  }

  /** Put the address of what is shown on the clipboard, and say so. */
  async copyLink() {
    this.history.write();
    const said = this.speech.say(await copyText(this.history.link()) ? 'copied' : 'notCopied');
    byId('gm-said').textContent = said;
    this.toast(said);
  }

  /** A word that stands on the map for a moment. */
  toast(words) {
    const toast = byId('gm-toast');
    toast.textContent = words;
    toast.hidden = false;
    clearTimeout(this.toasting);
    this.toasting = setTimeout(() => { toast.hidden = true; }, 2500);
  }

  count() {
    const { filter, rows, speech } = this;
    const all = filter.shown === rows.n;
    byId('gm-shown').textContent = all ? speech.say('incidents', { n: rows.n }) : speech.say('shown', { shown: filter.shown, all: rows.n });
    byId('gm-clear').hidden = !filter.active;
  }

  /** Say how many incidents are in view, once the map has come to rest, to those who move it by keys. */
  sayView() {
    clearTimeout(this.saying);
    if (!this.map.getContainer().contains(document.activeElement)) return;
    this.saying = setTimeout(() => {
      byId('gm-said').textContent = this.speech.say('inView', { n: this.marks.onScreen().reduce((sum, { count }) => sum + count, 0) });
    }, 400);
  }

  /** What the page shows now, as plain data. */
  state() {
    const { map, filter, rows, kinds } = this;
    const { lat, lng } = map.getCenter();
    return {
      view: { lat, lon: lng, zoom: map.getZoom() },
      filters: {
        kinds: Object.fromEntries(kinds.map(({ name }, k) => [name, Boolean(filter.facet('kind').on[k])])),
        off: Object.fromEntries(filter.facets.map(({ name, on }) => [name, this.facetKeys[name].filter((_, code) => !on[code])])),
        search: this.words, undated: filter.undated,
      },
      brush: [filter.from, filter.to === Infinity ? null : filter.to],
      selected: this.selected === null ? null : this.selectedId,
      counts: {
        all: rows.n, shown: filter.shown, onMap: rows.onMap, drawn: this.marks.drawn,
        shownOnMap: filter.visible.subarray(0, rows.onMap).reduce((sum, one) => sum + one, 0),
        kinds: Object.fromEntries(kinds.map(({ name }, k) => [name, filter.facet('kind').counts[k]])),
      },
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

  /** @returns {Promise<boolean>} whether an incident has this id; its texts may stand at `hint` */
  async selectId(id, hint = null) {
    const { rows, texts } = this;
    if (!rows.n) return false;
    let i = hint !== null && hint < rows.n ? rows.byDate[hint] : null;
    if (i === null || String((await texts.row(i)).id) !== String(id)) i = await texts.find('id', String(id));
    if (i === null) return false;
    await this.select(i, { fly: true });
    return true;
  }
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
