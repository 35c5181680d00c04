// What lies upon the map and would hide words: buttons, the key, the scale. Asking the browser where they stand takes
// longer than filtering a large table, so it is asked again only after something about them has changed.

const LYING = '.leaflet-control, .gm-key, .gm-pill, .gm-open-list';
const ROOM = 3;

/** Where the things upon a map stand. */
export class Overlays {
  /**
   * @param {any} map
   * @param {() => void} moved called where they stand elsewhere though nothing was done to them
   */
  constructor(map, moved) {
    this.map = map;
    this.moved = moved;
    /** @type {number[][]|null} west, north, east, south in the map; null while not known */
    this.known = null;
    this.size = '';
  }

  /**
   * Boxes of the canvas, with a little room round each.
   * @param {import('./canvas.js').View} view
   */
  boxes(view) {
    const { x, y } = this.map.getSize();
    const changed = this.watch().takeRecords().some(matters);
    if (!this.known || changed || this.size !== `${x} ${y}`) this.known = this.measure();
    this.size = `${x} ${y}`;
    return this.known.map(([west, north, east, south]) => [west + view.padX, north + view.padY, east + view.padX, south + view.padY]);
  }

  measure() {
    const holder = this.map.getContainer();
    const { left, top } = holder.getBoundingClientRect();
    return [...holder.parentElement.querySelectorAll(LYING)].map((one) => one.getBoundingClientRect()).filter(({ width }) => width > 0)
      .map((box) => [box.left - left - ROOM, box.top - top - ROOM, box.right - left + ROOM, box.bottom - top + ROOM]);
  }

  /** What is done to them, and to the layout of the page; begun when it is first asked for, when all are there. */
  watch() {
    if (this.observer) return this.observer;
    const holder = this.map.getContainer();
    const around = holder.parentElement;
    this.observer = new MutationObserver((records) => { if (records.some(matters)) this.known = null; });
    const all = { attributes: true, childList: true, characterData: true, subtree: true };
    // Not the map's own panes, which change with every step.
    const watched = [...around.children].filter((one) => one !== holder && !one.matches('.gm-card, .gm-toast'));
    for (const one of [...watched, holder.querySelector('.leaflet-control-container')]) if (one) this.observer.observe(one, all);
    this.observer.observe(around, { childList: true });
    this.observer.observe(document.documentElement, { attributeFilter: ['class', 'data-theme', 'data-hide', 'dir'] });
    const key = around.querySelector('.gm-key');
    if (key) new ResizeObserver(() => this.check()).observe(key);
    return this.observer;
  }

  /** A count of another length can make the key taller. */
  check() {
    if (!this.known) return;
    const now = this.measure();
    if (JSON.stringify(now) === JSON.stringify(this.known)) return;
    this.known = now;
    this.moved();
  }
}

/** Counts change with every filter, and hardly ever the size of what they stand in. @param {MutationRecord} record */
function matters({ target }) {
  const element = target instanceof Element ? target : target.parentElement;
  return !element?.closest('.gm-count');
}
