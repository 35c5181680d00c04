// Names of countries and towns, placed so that they do not collide; placed once for each view.
import { mercatorX, mercatorY } from './rows.js';
import { FONT } from './theme.js';

const MOST_TOWNS = 90;

/** What stands where, for the view that was drawn last. */
export class Names {
  /**
   * @param {[number, number, string, string, number][]} countries lon, lat, ISO code, English name, size in degrees
   * @param {[number, number, string, number][]} towns lon, lat, name, population, the largest first
   * @param {import('./i18n.js').Speech} speech
   */
  constructor(countries, towns, speech) {
    this.countries = countries.map(([lon, lat, code, name, size]) => ({ u: mercatorX(lon), v: mercatorY(lat), size, code, name }));
    this.towns = towns.map(([lon, lat, name, population]) => ({ u: mercatorX(lon), v: mercatorY(lat), name, population }));
    this.speech = speech;
    this.showCountries = true;
    this.showTowns = true;
    this.placed = new Map();
    /** Widths of texts by font. */
    this.widths = new Map();
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {import('./canvas.js').View} view
   * @param {Record<string, string>} colour
   * @param {number[][]} obstacles west, north, east, south on the canvas of what names must not run under, and 1 for a mark
   */
  draw(context, view, colour, obstacles) {
    const names = this.placeIn(context, view, obstacles);
    context.lineJoin = 'round';
    context.textBaseline = 'middle';
    context.strokeStyle = colour['label-halo'];
    context.lineWidth = 3;
    // All halos first: who selects text on paper does not get each letter twice.
    for (const write of ['strokeText', 'fillText']) {
      let last = '';
      for (const { text, x, y, font, align, dot } of names) {
        if (font !== last) context.font = last = font;
        context.textAlign = align;
        context.letterSpacing = dot ? '0px' : '0.06em';
        context.fillStyle = dot ? colour.label : colour.country;
        context[write](text, x, y);
        if (!dot || write === 'strokeText') continue;
        context.beginPath();
        context.arc(dot[0], dot[1], 1.8, 0, 7);
        context.fill();
      }
    }
    context.letterSpacing = '0px';
  }

  /** The names that a view has room for, and where; kept for the views that were looked at last. */
  placeIn(context, view, obstacles) {
    const sum = obstacles.reduce((total, [x, y, e, s]) => (total * 31 + x * 7 + y * 3 + e * 2 + s) % 1e9, 0);
    const key = [view.scale, view.left, view.top, view.width, view.height, this.showCountries, this.showTowns, sum].join();
    let names = this.placed.get(key);
    if (!names) {
      if (this.placed.size > 3) this.placed.clear();
      names = this.place(context, view, obstacles);
      this.placed.set(key, names);
    }
    return names;
  }

  place(context, view, obstacles) {
    const taken = [...obstacles];
    const names = [];
    context.letterSpacing = '0.06em';
    if (this.showCountries) for (const country of this.countries) this.placeCountry(context, view, country, taken, names);
    context.letterSpacing = '0px';
    if (!this.showTowns) return names;
    const smallest = populationAt(view.zoom);
    const full = names.length + MOST_TOWNS;
    for (const town of this.towns) {
      if (town.population < smallest || names.length === full) break;
      this.placeTown(context, view, town, taken, names, obstacles);
    }
    return names;
  }

  placeCountry(context, view, { u, v, size, code, name }, taken, names) {
    const across = (size / 360) * view.scale;
    const x = u * view.scale - view.left;
    const y = v * view.scale - view.top;
    if (across < 46 || across > 1600 || x < 0 || y < 0 || x > view.width || y > view.height) return;
    const height = Math.min(11 + Math.round(across / 65) / 2, 15);
    const text = this.speech.country(code, name).toLocaleUpperCase();
    const half = this.width(context, text, 600, height) / 2;
    if (half * 2 > across * 1.25 || !unbroken(view, x, y, [x - half, y - height / 2, x + half, y + height / 2])) return;
    if (!free(taken, x - half - 6, y - height, x + half + 6, y + height, view)) return;
    names.push({ text, x, y, font: `600 ${height}px ${FONT}`, align: 'center', dot: null });
  }

  placeTown(context, view, { u, v, name, population }, taken, names, obstacles) {
    const x = u * view.scale - view.left;
    const y = v * view.scale - view.top;
    if (x < 0 || y < 0 || x > view.width || y > view.height) return;
    const weight = population >= 1e6 ? 600 : 400;
    const height = population >= 1e6 ? 12.5 : population >= 1e5 ? 11.5 : 11;
    const width = this.width(context, name, weight, height);
    const put = (at, align, down = 0) => {
      const from = align === 'left' ? at : align === 'right' ? at - width : at - width / 2;
      if (!unbroken(view, x, y, [from, y + down - height / 2, from + width, y + down + height / 2])) return false;
      if (!free(taken, from - 4, y + down - 9, from + width + (down ? 4 : 8), y + down + 9, view)) return false;
      names.push({ text: name, x: at, y: y + down, font: `${weight} ${height}px ${FONT}`, align, dot: [x, y] });
      return true;
    };
    // Beside the town where there is room, to the right first, else below or above it. Only a mark on the town itself
    // pushes its name further out: elsewhere it would no longer be told which dot is meant.
    const upon = obstacles.filter(([w, n, e, s]) => w < x + 4 && e > x - 4 && n < y + 4 && s > y - 4);
    if (upon.some(([, , , , mark]) => !mark)) return; // under a button or words: its name would be beside nothing
    const covered = upon.length > 0;
    for (const away of covered ? [6, 16, 30] : [6]) {
      if (put(x + away, 'left') || put(x - away, 'right')) return;
    }
    if (!covered && !put(x, 'center', 12)) put(x, 'center', -12);
  }

  /** How wide a text is, measured once at one height: measuring is what placing names costs. */
  width(context, text, weight, height) {
    const key = weight + text;
    let ems = this.widths.get(key);
    if (ems === undefined) {
      context.font = `${weight} 12px ${FONT}`;
      ems = context.measureText(text).width / 12;
      this.widths.set(key, ems);
    }
    return ems * height;
  }
}

/** The smallest town worth a name at a zoom. */
function populationAt(zoom) {
  return 3e7 / 2 ** (1.35 * Math.max(0, zoom - 1.5));
}

/** Whether the box of a name lies within the map's edge if its place does, else beyond it: half a name is none. */
function unbroken({ width, height, padX, padY }, x, y, [west, north, east, south]) {
  const [right, foot] = [width - padX, height - padY];
  if (x < padX || x > right || y < padY || y > foot) return east <= padX || west >= right || south <= padY || north >= foot;
  return west >= padX && east <= right && north >= padY && south <= foot;
}

/** Take a box of the screen if nothing has it yet. */
function free(taken, west, north, east, south, view) {
  if (east < 0 || south < 0 || west > view.width || north > view.height) return false;
  for (const [w, n, e, s] of taken) if (west < e && east > w && north < s && south > n) return false;
  taken.push([west, north, east, south]);
  return true;
}
