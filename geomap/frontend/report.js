// What the page shows now, as plain data, and the handles by which tests and embedders move it.

/** @param {any} app */
export function stateOf({ map, filter, rows, kinds, facetKeys, words, marks, selected, selectedId }) {
  const { lat, lng } = map.getCenter();
  const byKind = (values) => Object.fromEntries(kinds.map(({ name }, k) => [name, values[k]]));
  return {
    view: { lat, lon: lng, zoom: map.getZoom() },
    filters: {
      kinds: byKind(Array.from(filter.facet('kind').on, Boolean)),
      off: Object.fromEntries(filter.facets.map(({ name, on }) => [name, facetKeys[name].filter((_, code) => !on[code])])),
      search: words, undated: filter.undated,
    },
    brush: [filter.from, filter.to === Infinity ? null : filter.to],
    selected: selected === null ? null : selectedId,
    counts: {
      all: rows.n, shown: filter.shown, onMap: rows.onMap, drawn: marks.drawn,
      shownOnMap: filter.visible.subarray(0, rows.onMap).reduce((sum, one) => sum + one, 0),
      kinds: byKind(filter.facet('kind').counts),
    },
  };
}

/** @param {any} app @returns {Record<string, Function>} what `window.__geomap` offers */
export function hooksOf(app) {
  return {
    getZoom: () => app.map.getZoom(),
    setZoom: (zoom) => { app.map.setZoom(zoom, { animate: false }); },
    setRange: (from, to) => {
      const last = app.rows.lastDay;
      app.filter.setDays(Math.floor(1 + from * (last - 1)), Math.floor(1 + to * (last - 1)));
    },
    search: (text) => app.search(text),
    select: (id) => app.selectId(id),
    state: () => stateOf(app),
    captions: () => { app.marks.layer.flush(); return app.marks.scenes.flatMap(({ captions }) => captions.map(({ lines }) => lines)); },
  };
}
