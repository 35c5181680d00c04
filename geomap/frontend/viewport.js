// Which part of the world the map shows: fitting incidents, beside the card where it stands.
/* global L */
import { WORLD, latitude, longitude, mercatorX, mercatorY, position } from './rows.js';
import { wideGroups } from './wide.js';

const CARD_PX = 404;
/** How much of a phone's screen the card takes at most. */
const SHEET = 0.58;
/** The key with its margins, and from which width of the map on it is kept clear of. */
const KEY_PX = 300;
const WITH_KEY = 700;
const KEY_HIGH = 410;
const PILLS_PX = 54;
const PILL_PX = 37;
/** Room round incidents at one place, which are spread out. */
const SPREAD_PX = 60;
/** On a phone, what the folded key and the scale take at the foot of the map. */
const FOOT_PX = 84;
const CLOSE_ZOOM = 13;
/** A place by itself, with so much round it that it can be told where that is. */
const ALONE_ZOOM = 9;
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
    const { rows, map, marks, settings } = this.app;
    map.setView([15, 10], 2, { animate: false });
    map.invalidateSize({ animate: false, pan: false }); // which does nothing before there is a view
    const box = settings.payload.extent ?? marks.extent(Array.from(rows.mark, (_, i) => i));
    if (box) this.fitBox(box, { animate: false, maxZoom: FIRST_ZOOM });
  }

  /**
   * What is free of the card, which stands at the right or, on a phone, at the bottom, and of what lies
   * upon the map: the buttons for wide areas at the top and, if `beside`, the key; pixels on each side.
   */
  free(card, beside = false) {
    const { map, rows } = this.app;
    const size = map.getSize();
    const narrow = matchMedia('(max-width: 800px)').matches;
    const pad = size.x < 700 ? 24 : 56;
    const key = beside && size.x >= WITH_KEY && !card ? KEY_PX : pad;
    // On a phone each of them has a line of its own.
    const lines = rows.onMap < rows.n && size.x < 600 ? wideGroups(rows, size.x).length : 1;
    const top = rows.onMap < rows.n ? Math.max(pad, PILLS_PX + (lines - 1) * PILL_PX) : pad;
    // On a map wider than high there is room beside what stands in its corner.
    const below = narrow && size.x < size.y * 1.3 ? FOOT_PX : pad;
    const under = card && narrow ? map.getContainer().getBoundingClientRect().bottom - innerHeight * (1 - SHEET) + pad : 0;
    return {
      paddingTopLeft: [key, top],
      paddingBottomRight: [
        card && !narrow ? Math.min(CARD_PX, size.x / 2) : pad,
        Math.min(Math.max(below, under), size.y * 0.7),
      ],
    };
  }

  /**
   * Fit a box: west, north, east, south, 0 to 1.
   * @param {number[]} box
   * @param {any} [options] of Leaflet's fitBounds, and `card`: whether the card takes some of the map
   */
  fitBox(box, { card = false, ...options } = {}) {
    const { map } = this.app;
    const bounds = boundsOf(box);
    const how = { maxZoom: CLOSE_ZOOM, ...options };
    const plain = this.free(card);
    const { x, y } = map.getSize();
    const [left, , right] = [...plain.paddingTopLeft, ...plain.paddingBottomRight];
    const taken = L.point(plain.paddingTopLeft).add(plain.paddingBottomRight);
    const scale = 256 * 2 ** Math.min(map.getBoundsZoom(bounds, false, taken), how.maxZoom);
    // The key stands at the left, at the foot: beside it only where the box would else lie under it.
    const clear = (x + left - right - (box[2] - box[0]) * scale) / 2 > KEY_PX || (y + (box[3] - box[1]) * scale) / 2 < y - KEY_HIGH;
    map.fitBounds(bounds, { ...this.free(card, !clear), ...how });
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
    this.fitBox(boxOfPoints(points.map(([lon, lat]) => [mercatorX(lon), mercatorY(lat)])), { card: true, maxZoom: points.length > 1 ? CLOSE_ZOOM : ALONE_ZOOM });
  }

  /** Bring an incident into view, moving as little as will do. */
  bring(i) {
    const { map, marks } = this.app;
    const box = marks.extent([i]);
    if (!box) return;
    const bounds = boundsOf(box);
    if (!map.getBounds().intersects(bounds) || !this.pan(bounds, 0)) this.fitBox(box, { card: true });
  }

  /** What was chosen on the map itself stays clear of the card; what was seen whole stays so. */
  keep(list) {
    const { map, marks, rows } = this.app;
    const box = list.length === 1 ? marks.extent(list) : null;
    if (box && map.getBounds().contains(boundsOf(box))) { this.bring(list[0]); return; }
    const points = pointsOf(rows, list.filter((i) => i < rows.onMap));
    if (points.length) this.pan(boundsOf(boxOfPoints(points)), SPREAD_PX);
  }

  /** Move by as little as brings bounds clear of the card, without another scale; false where they are too large. */
  pan(bounds, margin) {
    const { map } = this.app;
    const { paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] } = this.free(true);
    const { x: width, y: height } = map.getSize();
    const [a, b] = [map.latLngToContainerPoint(bounds.getNorthWest()), map.latLngToContainerPoint(bounds.getSouthEast())];
    const by = [shift(a.x, b.x, left, width - right, margin), shift(a.y, b.y, top, height - bottom, margin)];
    if (by.includes(null)) return false;
    // A copy of the world beyond the date line is seen where it is.
    if ((by[0] || by[1]) && Math.abs(by[0]) < width && Math.abs(by[1]) < height) map.panBy(by);
    return true;
  }
}

/** By how many pixels a stretch lies outside another; null where it is longer. */
function shift(from, to, least, most, margin) {
  if (to - from > most - least) return null;
  const room = Math.min(margin, (most - least - (to - from)) / 2);
  return from < least + room ? from - least - room : to > most - room ? to - most + room : 0;
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
