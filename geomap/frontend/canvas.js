// A Leaflet layer that is one canvas: drawn anew when the view has changed, moved and scaled meanwhile.
/* global L */
import { Pending } from './pending.js';
import { drawing, standIn } from './vector.js';

/**
 * What a draw function needs to know: pixels = unit square × scale − (left, top).
 * @typedef {object} View
 * @property {number} zoom
 * @property {number} scale pixels across the world
 * @property {number} left
 * @property {number} top
 * @property {number} width of the canvas in CSS pixels
 * @property {number} height
 * @property {number} padX how much of the width lies beyond each side of the map
 * @property {number} padY
 * @property {number} ratio device pixels a CSS pixel
 */

const PADDING = 0.12; // of the map's size on each side, so that a drag shows no bare edge at once

/**
 * @param {string} pane
 * @param {(context: CanvasRenderingContext2D, views: View[]) => void} draw gets a view for each copy of the world
 * @param {(context: CanvasRenderingContext2D, views: View[]) => void} [ahead] the same, for what can be known before drawing
 * @returns {any} a Leaflet layer with `redraw()`, `flush()`, `prepare()`, `sketch()`, `picture()` and `view`;
 *   while its `vector` is set it shows its sketch wherever it would render
 */
export function canvasLayer(pane, draw, ahead = () => {}) {
  const Layer = L.Layer.extend({
    initialize() {
      this.pending = new Pending(() => this.render());
    },
    onAdd(map) {
      this.canvas = L.DomUtil.create('canvas', 'leaflet-layer leaflet-zoom-animated gm-canvas', map.getPane(pane));
      this.canvas.setAttribute('aria-hidden', 'true');
      this.redraw();
    },
    onRemove() {
      this.pending.due = false;
      standIn(this, null);
      this.canvas.remove();
    },
    getEvents() {
      return { moveend: this.redraw, resize: this.redraw, zoomanim: this.animate };
    },
    /** Draw before the next frame, however often it is asked for. */
    redraw() {
      if (this._map) this.pending.ask();
    },
    /** Draw at once what is due. */
    flush() {
      this.pending.flush();
    },
    /**
     * Do what needs no drawing, while the browser is not ready to draw: its first frame takes long, and whoever
     * touches a canvas before it waits for it.
     */
    prepare() {
      this.look();
      ahead(this.context(), copies(this.view));
    },
    context() {
      return contextOf(this.canvas);
    },
    render() {
      if (this.vector && this.sketch()) return;
      this.look();
      standIn(this, null);
      this.place();
      const context = this.context();
      const { ratio, width, height } = this.view;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      draw(context, copies(this.view));
    },
    /**
     * What the layer shows as an SVG of the canvas' size.
     * @param {number[]} [frame] of the canvas: what lies outside is left out
     * @returns {SVGSVGElement|null} null where it would be too large
     */
    picture(frame) {
      this.look();
      return drawing(this.view.width, this.view.height, (context) => draw(context, copies(this.view)), this.context(), frame);
    },
    /**
     * Show the view as an SVG in the canvas' place until that is rendered again: a canvas waits for the browser's graphics,
     * and on paper its pixels are seen. The canvas' own pixels are not touched.
     * @returns {boolean} whether it could be
     */
    sketch() {
      if (!standIn(this, this.picture())) return false;
      this.sketched.classList.add('leaflet-layer', 'leaflet-zoom-animated', 'gm-sketch');
      this.anchor(this.sketched);
      return true;
    },
    /** Take the map's view. */
    look() {
      const map = this._map;
      const size = map.getSize();
      const pad = size.multiplyBy(PADDING).round();
      this.topLeft = map.containerPointToLayerPoint(pad.multiplyBy(-1)).round();
      const origin = map.getPixelOrigin().add(this.topLeft);
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      const zoom = map.getZoom();
      /** @type {View} */
      this.view = {
        zoom, ratio, scale: 256 * 2 ** zoom, left: origin.x, top: origin.y,
        width: size.x + 2 * pad.x, height: size.y + 2 * pad.y, padX: pad.x, padY: pad.y,
      };
    },
    place() {
      const { width, height, ratio } = this.view;
      const across = Math.round(width * ratio);
      const down = Math.round(height * ratio);
      if (this.canvas.width !== across || this.canvas.height !== down) {
        this.canvas.width = across;
        this.canvas.height = down;
        this.canvas.style.width = `${width}px`;
        this.canvas.style.height = `${height}px`;
      }
      this.anchor(this.canvas);
    },
    /** Put an element where the view is. */
    anchor(element) {
      L.DomUtil.setTransform(element, this.topLeft, 1);
      this.corner = this._map.layerPointToLatLng(this.topLeft);
      this.drawnZoom = this._map.getZoom();
    },
    animate(event) {
      const scale = this._map.getZoomScale(event.zoom, this.drawnZoom);
      const at = this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
      L.DomUtil.setTransform(this.sketched ?? this.canvas, at, scale);
    },
  });
  return new Layer();
}

/**
 * The context of a canvas on which long paths are drawn once a view: without a graphics card this is several times
 * faster than the default.
 * @param {HTMLCanvasElement} canvas
 */
export function contextOf(canvas) {
  return canvas.getContext('2d', { willReadFrequently: true });
}

/** The view once for each copy of the world that it shows: west or east of the date line. */
function copies(view) {
  const out = [];
  const first = Math.floor(view.left / view.scale);
  const last = Math.floor((view.left + view.width) / view.scale);
  for (let copy = first; copy <= last; copy++) out.push({ ...view, left: view.left - copy * view.scale });
  return out;
}
