// What the map's maker added in Python through folium: rebuilt here from plain data, never from script.
/* global L */
import { linkTo, safeLink } from './clean.js';

const PATHS = {
  CircleMarker: (spec) => L.circleMarker(spec.at, spec.options),
  Circle: (spec) => L.circle(spec.at, spec.options),
  PolyLine: (spec) => L.polyline(spec.at, spec.options),
  Polygon: (spec) => L.polygon(spec.at, spec.options),
  Rectangle: (spec) => L.rectangle(spec.at, spec.options),
  FeatureGroup: (spec) => L.featureGroup([], spec.options),
  TileLayer: (spec) => L.tileLayer(spec.url, spec.options),
  GeoJson: geoJson,
};

/**
 * Add the elements to the map.
 * @param {any} map
 * @param {any[]} specs parents before children; each has a type, a number and its parent's number
 */
export function addElements(map, specs) {
  const made = new Map([[0, map]]);
  const bases = {};
  const overlays = {};
  for (const spec of specs) {
    if (spec.type === 'FitBounds') { map.fitBounds(spec.at, { animate: false, ...spec.options }); continue; }
    if (spec.type === 'LayerControl') { L.control.layers(bases, overlays, spec.options).addTo(map); continue; }
    const layer = PATHS[spec.type](spec);
    made.set(spec.number, layer);
    bind(layer, spec);
    if (spec.show) layer.addTo(made.get(spec.parent));
    if (spec.name && spec.control) (spec.overlay ? overlays : bases)[escaped(spec.name)] = layer;
  }
}

function bind(layer, spec) {
  if (spec.popup) layer.bindPopup(() => content(spec.popup, null), spec.popup.options);
  if (spec.tooltip) layer.bindTooltip(() => content(spec.tooltip, null), spec.tooltip.options);
}

function geoJson(spec) {
  const styles = spec.styles ?? [];
  return L.geoJSON(spec.data, {
    ...spec.options,
    style: (feature) => styles[feature.gmNumber] ?? {},
    pointToLayer: (feature, at) => L.circleMarker(at, { radius: 5, ...spec.marker, ...styles[feature.gmNumber] }),
    onEachFeature: (feature, layer) => {
      if (spec.featurePopup) layer.bindPopup(() => content(spec.featurePopup, feature), spec.featurePopup.options);
      if (spec.featureTooltip) layer.bindTooltip(() => content(spec.featureTooltip, feature), spec.featureTooltip.options);
    },
  });
}

/** A popup's or tooltip's content: a tree of formatting, or a table of a feature's fields as text. */
function content(spec, feature) {
  const holder = document.createElement('div');
  if (!spec.fields) {
    holder.append(...spec.content.map(build));
    return holder;
  }
  const table = document.createElement('table');
  spec.fields.forEach((field, at) => {
    const line = table.insertRow();
    if (spec.labels) {
      const head = document.createElement('th');
      head.textContent = spec.aliases[at];
      line.append(head);
    }
    const value = feature.properties?.[field];
    line.insertCell().textContent = value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  });
  holder.append(table);
  return holder;
}

/** A node of the tree that geomap/page/markup.py makes: a text, or [tag, attributes, children]. */
function build(node) {
  if (typeof node === 'string') return document.createTextNode(node);
  const [tag, attributes, children] = node;
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    const link = name === 'href' && safeLink(value);
    if (link) linkTo(element, link);
    else if (name !== 'href') element.setAttribute(name, value);
  }
  element.append(...children.map(build));
  return element;
}

/** Leaflet's layer control takes names as markup. */
function escaped(text) {
  const holder = document.createElement('div');
  holder.textContent = text;
  return new XMLSerializer().serializeToString(holder).replace(/^<div[^>]*>|<\/div>$/g, '');
}
