// Puts the page together: decodes, draws, wires the map, the panel, the list and the card.
/* global L */
import { baseLayer } from './base.js';
import { block } from './bytes.js';
import { Captions } from './captions.js';
import { Card } from './card.js';
import { guard } from './clean.js';
import { copyText } from './clipboard.js';
import { loaded, roving, whenIdle } from './dom.js';
import { addElements } from './elements.js';
import { tellHeight } from './embed.js';
import { facetsOf, furtherFilters, kindLayers } from './facets.js';
import { Filter } from './filter.js';
import { termsOf } from './highlight.js';
import { History } from './history.js';
import { Speech } from './i18n.js';
import { layerSwitches } from './layers.js';
import { List, titleOf } from './list.js';
import { Marks } from './marks.js';
import { Names } from './names.js';
import { counted, disclosures, legend } from './panel.js';
import { Pointing } from './pointing.js';
import { Print } from './print.js';
import { hooksOf } from './report.js';
import { readRows } from './rows.js';
import { saveButtons } from './save.js';
import { Shapes } from './shapes.js';
import { Search } from './search.js';
import { standfirst } from './standfirst.js';
import { Texts } from './texts.js';
import { onThemeChange } from './theme.js';
import { Timeline } from './timeline.js';
import { Viewport } from './viewport.js';
import { wideButtons } from './wide.js';

const SEARCHED = ['title', 'description', 'place', 'place_name', 'quote', 'actor', 'source', 'id'];
/** Rows from which the map does not wait for all the texts. */
const MAP_FIRST = 250000;
/** Up to so many rows the first painting is vectors, beyond it they would take longer than pixels. */
const SKETCHED = 200;
/** How long the first painting waits for texts, in milliseconds. */
const PATIENCE = 400;
/** @returns {any} */
const byId = (id) => document.getElementById(id);

/** The whole instrument; its parts ask it for what they share. */
class App {
  constructor(settings) {
    this.settings = settings;
    this.speech = new Speech(settings.language, settings.strings);
    const named = settings.layerBy === 'kind' ? (name) => this.speech.kind(name) : (name) => name || this.speech.say('unnamed');
    this.kinds = settings.payload.kinds.map((name, at) => ({ name, label: named(name), colour: settings.colours[at] }));
    this.extra = settings.extra;
    /** @type {number|null} */
    this.selected = null;
    /** @type {string|null} */
    this.selectedId = null;
    /** What is searched for, as typed and as folded terms. */
    this.words = '';
    /** @type {string[]} */
    this.terms = [];
    /** Whether the list keeps to what the map shows. */
    this.listInView = false;
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
    // As text: one tab stop less; on a phone the line is needed for where the data come from.
    map.attributionControl.setPrefix(map.getSize().x < 500 ? false : 'Leaflet');
    map.attributionControl.addAttribution(settings.attribution);
    // No smaller than the world is high, so that nothing but the world shows.
    map.setMinZoom(Math.max(0, Math.ceil(2 * Math.log2(map.getSize().y / 256)) / 2));
    window[settings.mapName] = map;
    return map;
  }

  async start() {
    const { settings, map } = this;
    const base = baseLayer(settings.base, settings.detail, this.speech);
    const [rows, shapeBytes] = await Promise.all([readRows(settings.payload), block('geomap-shapes')]);
    this.rows = rows;
    this.texts = new Texts(rows, settings.payload);
    this.finder = new Search(this.texts);
    this.shapes = new Shapes(settings.payload.shapes, shapeBytes, settings.payload.shapeQuantum);
    standfirst(byId('gm-sum'), rows, this.speech); // before the map is measured, since it takes of its height
    const { facets, keys } = facetsOf(rows, settings.payload);
    this.facetKeys = keys;
    this.filter = new Filter(rows, facets);
    this.marks = new Marks(rows, this.shapes, this.filter, this.kinds);
    this.history = new History(this);
    const seen = this.history.begin();
    this.filter.recount();
    // Before the map is drawn, because it takes some of the map's height.
    this.timeline = new Timeline(byId('gm-time'), this);
    this.view = new Viewport(this);
    this.view.begin();
    this.history.look(seen);
    this.base = await base;
    this.base.addTo(map);
    this.marks.names = new Names(settings.base.countries, settings.labels, this.speech);
    this.marks.captions = new Captions(this, () => this.marks.redraw());
    this.marks.layer.addTo(map);
    this.base.prepare();
    this.filter.listeners.push(() => this.count());
    this.card = new Card(byId('gm-card'), this);
    this.panel();
    this.list = new List(byId('gm-rows'), this);
    this.wire();
    addElements(map, settings.elements);
    this.count();
    // Painted once, when all has been read; but a large map, and one whose texts take long, is shown while they come.
    const filled = this.fill(seen);
    const all = Promise.all([filled, this.whole]);
    await soon(rows.n > MAP_FIRST ? filled : all, PATIENCE);
    this.paint();
    nextFrame().then(() => performance.mark('geomap:up'));
    await all;
    if (!this.texts.whole) throw new Error('texts');
    this.history.watch();
    tellHeight();
    performance.mark('geomap:ready'); // seen with the frame that is due
    onceSeen().then(() => this.base.readAhead());
  }

  /** The list, what the address asks for, and the words beside the marks: all that needs texts. */
  async fill(seen) {
    await this.list.draw();
    await this.history.finish(seen);
    this.marks.layer.prepare(); // which asks for the words
    await this.marks.captions.settled();
  }

  /**
   * Draw for the first time. Whoever touches a canvas before the browser's own first frame waits for it: so what else
   * there is to do comes before, and a map of few incidents is shown as SVG first.
   */
  paint() {
    const parts = [this.base, this.marks.layer, this.timeline];
    const draw = () => { for (const part of parts) part.flush(); };
    if (this.rows.n > SKETCHED) draw();
    else {
      for (const part of parts) part.sketch();
      onceSeen().then(() => whenIdle(draw));
    }
    letPaint();
  }

  panel() {
    const { settings, speech, map } = this;
    document.documentElement.classList.toggle('gm-nothing', !this.rows.n);
    kindLayers(byId('gm-kinds'), this);
    const further = furtherFilters(byId('gm-filters'), this);
    byId('gm-tools').querySelector('[aria-controls="gm-filters"]').hidden = !further || settings.hide.includes('filters');
    this.print = new Print(byId('gm-printed'), this);
    saveButtons(byId('gm-save'), this);
    counted(byId('gm-counted'), settings.statuses, this.rows, speech);
    disclosures(byId('gm-tools'));
    layerSwitches(this);
    if (map.getSize().x < 700 || map.getSize().y < 560) byId('gm-key').open = false;
    byId('gm-key').addEventListener('toggle', () => this.marks.redraw()); // words keep clear of it
    legend(byId('gm-legend'), this, speech, this.rows.onMap > 1);
    wideButtons(byId('gm-wide'), this);
  }

  wire() {
    const { map, marks } = this;
    this.pointing = new Pointing(this);
    map.on('moveend', () => {
      this.sayView();
      if (this.listInView) this.list.onlyWithin(this.view.inView());
    });
    roving(map.getContainer().querySelector('.leaflet-control-zoom'), 'a');
    onThemeChange(() => { this.base.redraw(); marks.redraw(); });
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

  hover(i) {
    this.marks.hovered = i;
    this.marks.redraw();
  }

  /** Select an incident: the card opens, its footprint stands out, the list shows which it is. */
  async select(i, { fly = false, focus = false }) {
    this.pointing.hint([]);
    if (!this.card.choice.includes(i)) {
      this.card.choice = [];
      this.marks.setSpread(null);
    }
    this.returnTo = focus ? document.activeElement : this.returnTo;
    this.selected = i;
    this.marks.selected = i;
    this.marks.setRivals([]);
    if (fly) this.view.bring(i);
    else this.view.keep([i]);
    this.marks.redraw();
    this.list.mark(i);
    const text = await this.card.show(i, focus);
    if (!text || this.selected !== i) return;
    this.selectedId = text.id ?? null;
    this.history.note(true);
    await this.list.turnTo(i);
    byId('gm-said').textContent = this.speech.say('selected', { title: titleOf(this, i, text) });
  }

  async choose(list, title, focus) {
    this.selected = this.marks.selected = null;
    this.marks.redraw();
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
    this.marks.setSpread(null);
    this.card.hide();
    this.list.mark(null);
    this.marks.redraw();
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
      hits = await this.finder.run(this.terms, columns, {
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

  /** How many incidents are shown, and what they were searched for. */
  shownWords() {
    const { filter, rows, speech, words } = this;
    const many = filter.active ? speech.say('shown', { shown: filter.shown, all: rows.n }) : speech.say('incidents', { n: rows.n });
    return words ? `${many}: “${words}”` : many;
  }

  /** Say how many incidents are in view, once the map has come to rest, to those who move it by keys. */
  sayView() {
    clearTimeout(this.saying);
    if (!this.map.getContainer().contains(document.activeElement)) return;
    this.saying = setTimeout(() => {
      byId('gm-said').textContent = this.speech.say('inView', { n: this.marks.onScreen().reduce((sum, { count }) => sum + count, 0) });
    }, 400);
  }

  /** @returns {Promise<boolean>} whether an incident has this id; its texts may stand at `hint` */
  async selectId(id, hint = null) {
    const { rows, texts } = this;
    if (!rows.n) return false;
    let i = hint !== null && hint < rows.n ? rows.byDate[hint] : null;
    if (i === null || String((await texts.row(i)).id) !== String(id)) i = await this.finder.find('id', String(id));
    if (i === null) return false;
    await this.select(i, { fly: true });
    return true;
  }
}

/**
 * When the browser has drawn what is due; in a page that is not seen, in a while.
 * @returns {Promise<void>}
 */
function nextFrame() {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, document.hidden ? 0 : 1500);
    requestAnimationFrame(() => { clearTimeout(timer); setTimeout(resolve); });
  });
}

/** When a first painting has surely been seen: what is done before the second frame holds it up. */
function onceSeen() {
  return nextFrame().then(nextFrame);
}

/** Let the browser paint: until now it has waited. */
function letPaint() {
  byId('gm-hold')?.remove();
}

/**
 * Whether something happens in so many milliseconds.
 * @param {Promise<any>} thing
 * @param {number} patience
 * @returns {Promise<boolean>}
 */
function soon(thing, patience) {
  return Promise.race([thing.then(() => true), new Promise((resolve) => { setTimeout(resolve, patience, false); })]);
}

function fail(settings, key, reason) {
  const box = byId('gm-problem');
  box.textContent = (settings?.strings[key] ?? key).replace('{reason}', reason);
  box.hidden = false;
  document.documentElement.classList.add('gm-failed'); // nothing stands there that would not answer
  letPaint();
}

function begin() {
  const settings = JSON.parse(byId('geomap-settings').textContent);
  if (new URLSearchParams(location.search).has('embed')) document.documentElement.classList.add('gm-embed');
  if (settings.strict) guard();
  if (typeof DecompressionStream === 'undefined') { fail(settings, 'oldBrowser', ''); return; }
  const app = new App(settings);
  window.__geomap = hooksOf(app);
  app.start().catch((error) => fail(settings, 'broken', error.message));
}

begin();
