// What a mouse, a finger or the Enter key does on the map: hints, choosing, going into clusters.
/* global L */
import { make } from './dom.js';
import { titleOf } from './list.js';
import { boxOfPoints, pointsOf } from './viewport.js';

const CLOSEST_ZOOM = 16;
const CHOICE = 12;
const TOUCH_PX = 18;
const MOUSE_PX = 9;

/** Listens to the map. */
export class Pointing {
  /** @param {any} app map, marks, rows, texts, kinds, speech, view, select, choose, close, toast */
  constructor(app) {
    this.app = app;
    const { map, marks } = app;
    const reach = matchMedia('(pointer: coarse)').matches ? TOUCH_PX : MOUSE_PX;
    map.on('click', (event) => this.hit(event.layerPoint, reach, false));
    map.on('mousemove', (event) => {
      const found = marks.at(event.layerPoint, 6);
      map.getContainer().classList.toggle('gm-over-mark', found.length > 0);
      this.hint(found, event.latlng);
    });
    map.on('mouseout movestart zoomstart', () => this.hint([]));
    map.on('zoomstart', () => marks.setSpread(null));
    app.filter.listeners.push(() => { if (marks.spread) marks.setSpread(null); });
    map.getContainer().addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.target !== map.getContainer()) return;
      event.preventDefault();
      this.enter();
    });
  }

  /** Nothing, one incident, several to choose among, or a cluster to go into. */
  hit(point, reach, focus) {
    const { app } = this;
    const list = app.marks.at(point, reach);
    if (!list.length) return app.close();
    if (list.length === 1) return app.select(list[0], { focus });
    const box = boxOfPoints(pointsOf(app.rows, list.filter((i) => i < app.rows.onMap)));
    const apartPx = Math.max(box[2] - box[0], box[3] - box[1]) * 256 * 2 ** CLOSEST_ZOOM;
    const points = Number.isFinite(box[0]);
    if (points && list.length > CHOICE && apartPx >= 24) {
      return app.view.fitBox(box, { maxZoom: Math.max(app.map.getZoom() + 2, 4) });
    }
    app.marks.setSpread(points ? list : null);
    app.view.keep(list);
    return app.choose(list, undefined, focus);
  }

  /** The Enter key opens what is nearest to the middle of the map. */
  enter() {
    const { marks, speech } = this.app;
    const point = marks.nearestToMiddle();
    if (!point) return this.app.toast(speech.say('noneInView'));
    return this.hit(L.point(point), 1, true);
  }

  /** The title of a single incident, beside the pointer. */
  hint(list, at) {
    const [i] = list;
    if (list.length === 1 && this.tipFor === i) return;
    this.tip?.remove();
    this.tip = null;
    this.tipFor = list.length === 1 ? i : null;
    if (this.tipFor === null) return;
    const { texts, speech, rows, kinds, map } = this.app;
    texts.row(i).then((text) => {
      if (this.tipFor !== i) return;
      const small = `${kinds[rows.kind[i]].label} · ${speech.date(rows, i, text.date) || speech.say('undated')}`;
      const node = make('div', { className: 'gm-tip', dir: 'auto' }, titleOf(this.app, i, text), make('div', { className: 'gm-small' }, small));
      this.tip = L.tooltip({ direction: 'top', offset: [0, -8], opacity: 1 }).setLatLng(at).setContent(node).addTo(map);
    });
  }
}
