// Which part of the world the map shows: fitting incidents, beside the card where it stands.
/* global L */
import { WORLD, latitude, longitude, mercatorX, mercatorY, position } from './rows.js';

const CARD_PX = 404;
const CLOSE_ZOOM = 13;
/** At first no closer than the drawn map has something to show round a single place. */
const FIRST_ZOOM = 11.5;

/** Moves the map. */
export class Viewport {
  /** @param {any} app map, rows, marks, selected */
  constructor(app) {
    this.app = app;
  }

  /** Fit what stands on the map; else the outlines; else the world. */
  begin() {
    const { rows, map, marks } = this.app;
    map.setView([15, 10], 2, { animate: false });
    map.invalidateSize({ animate: false, pan: false }); // which does nothing before there is a view
    const box = marks.extent(range(0, rows.onMap)) ?? marks.extent(range(rows.onMap, rows.n));
    if (box) this.fitBox(box, { animate: false, maxZoom: FIRST_ZOOM });
  }

  /** What is free of the card, which stands at the right or, on a phone, at the bottom; pixels on each side. */
  free(card) {
    const size = this.app.map.getSize();
    const narrow = matchMedia('(max-width: 800px)').matches;
    const pad = size.x < 700 ? 24 : 56;
    return {
      paddingTopLeft: [pad, pad],
      paddingBottomRight: [card && !narrow ? Math.min(CARD_PX, size.x / 2) : pad, card && narrow ? Math.max(pad, size.y * 0.45) : pad],
    };
  }

  /**
   * Fit a box: west, north, east, south, 0 to 1.
   * @param {number[]} box
   * @param {any} [options] of Leaflet's fitBounds, and `card`: whether the card takes some of the map
   */
  fitBox(box, { card = false, ...options } = {}) {
    this.app.map.fitBounds(boundsOf(box), { ...this.free(card), maxZoom: CLOSE_ZOOM, ...options });
  }

  /** @returns {(i: number) => boolean} whether a row stands in what the map shows now */
  inView() {
    const { map, rows } = this.app;
    const bounds = map.getBounds();
    const west = mercatorX(bounds.getWest()) * WORLD;
    const wide = mercatorX(bounds.getEast()) * WORLD - west;
    const [north, south] = [mercatorY(bounds.getNorth()) * WORLD, mercatorY(bounds.getSouth()) * WORLD];
    return (i) => {
      if (i >= rows.onMap || rows.y[i] < north || rows.y[i] > south) return false;
      return (((rows.x[i] - west) % WORLD) + WORLD) % WORLD <= wide;
    };
  }

  /** Bring incidents into view, beside the card. */
  fit(list) {
    const box = this.app.marks.extent(list);
    if (box) this.fitBox(box, { card: true });
  }

  /** Bring the selected incident into view together with further places. */
  fitWithSelected(places) {
    const { selected, rows } = this.app;
    const points = places.map(({ lon, lat }) => [lon, lat]);
    if (selected !== null && selected < rows.onMap) points.push(position(rows, selected));
    this.fitBox(boxOfPoints(points.map(([lon, lat]) => [mercatorX(lon), mercatorY(lat)])), { card: true });
  }

  /** Bring an incident into view, moving as little as will do. */
  bring(i) {
    const { map, marks, rows } = this.app;
    const box = marks.extent([i]);
    if (!box) return;
    if (!map.getBounds().contains(boundsOf(box))) { this.fitBox(box, { card: true }); return; }
    if (i < rows.onMap) map.panInside(position(rows, i).reverse(), this.free(true));
  }
}

/** @param {number[]} box west, north, east, south */
function boundsOf([west, north, east, south]) {
  return L.latLngBounds([[latitude(south), longitude(west)], [latitude(north), longitude(east)]]);
}

/** Points of the world, 0 to 1, of some rows. */
export function pointsOf({ x, y }, list) {
  return list.map((i) => [x[i] / WORLD, y[i] / WORLD]);
}

/** The box round points: west, north, east, south. */
export function boxOfPoints(points) {
  const out = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [u, v] of points) {
    out[0] = Math.min(out[0], u); out[1] = Math.min(out[1], v);
    out[2] = Math.max(out[2], u); out[3] = Math.max(out[3], v);
  }
  return out;
}

function* range(from, to) {
  for (let i = from; i < to; i++) yield i;
}
