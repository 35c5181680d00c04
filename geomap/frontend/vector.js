// A canvas that keeps vectors: what the draw functions do to it becomes elements of an SVG.
import { FONT } from './theme.js';

const SVG = 'http://www.w3.org/2000/svg';
const SPACES = { xml: 'http://www.w3.org/XML/1998/namespace', xlink: 'http://www.w3.org/1999/xlink' };
/** Beyond so many elements a picture is none that anyone could edit, and on paper takes megabytes: its maker falls back to pixels. */
const MOST_ELEMENTS = 12000;
/** Steps of a pixel that are kept. */
const FINE = 100;
/** From so many such steps on a line is given by where it ends: readers count in 32 bits, and far jumps take their digits. */
const FAR = 2e6;
/** The texts of short steps, which are most of a coast. */
const KNOWN = 1024;
/** @type {string[]} */
const STEP_TEXTS = new Array(2 * KNOWN);
const ROUND = 2 * Math.PI;

/**
 * Draw on vectors.
 * @param {number} width in pixels
 * @param {number} height
 * @param {(context: any) => void} draw what would draw on a canvas
 * @param {CanvasRenderingContext2D} measure a real context, to measure texts by
 * @param {number[]} [frame] west, north, east, south: what lies wholly outside is left out
 * @returns {any} an SVG element of this size; null where the picture would be too large
 */
export function drawing(width, height, draw, measure, frame) {
  const picture = vectorNode('svg', {
    width, height, viewBox: `0 0 ${width} ${height}`, 'font-family': FONT, 'xml:space': 'preserve',
  });
  const recorder = new Recorder(picture, measure, frame);
  draw(recorder);
  return recorder.count > MOST_ELEMENTS ? null : picture;
}

/**
 * Show a drawing in the place of a canvas; null shows the canvas again.
 * @param {any} owner of the `canvas`; keeps the drawing as `sketched`
 * @param {SVGSVGElement|null} picture
 * @returns {boolean} whether there is one
 */
export function standIn(owner, picture) {
  owner.sketched?.remove();
  owner.sketched = picture;
  owner.canvas.hidden = Boolean(picture);
  if (!picture) return false;
  picture.setAttribute('aria-hidden', 'true');
  owner.canvas.after(picture);
  return true;
}

/**
 * An element of an SVG; text becomes text, never markup.
 * @param {string} name
 * @param {Record<string, any>} attributes those that are null or undefined are left out
 * @param {...(Node|string)} children
 * @returns {any}
 */
export function vectorNode(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  assign(element, attributes);
  element.append(...children.map((child) => (typeof child === 'string' ? plainText(child) : child)));
  return element;
}

function assign(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null) continue;
    const space = SPACES[name.split(':')[0]] ?? null;
    element.setAttributeNS(space, name, typeof value === 'number' ? String(fine(value)) : value);
  }
}

/** The part of a canvas' context that the draw functions use. Names and meanings are the canvas' own. */
class Recorder {
  /**
   * @param {Element} into
   * @param {CanvasRenderingContext2D} measure
   * @param {number[]} [frame]
   */
  constructor(into, measure, frame) {
    this.into = into;
    this.measure = measure;
    this.frame = frame;
    this.count = 0;
    /** @type {string|Sweep} */
    this.fillStyle = '#000000';
    this.strokeStyle = '#000000';
    this.lineWidth = 1;
    this.lineJoin = 'miter';
    this.globalAlpha = 1;
    this.font = '10px sans-serif';
    this.textAlign = 'left';
    this.textBaseline = 'alphabetic';
    this.letterSpacing = '0px';
    this.dashes = [];
    /** How far the letters' own line lies under the middle of a text, by font. */
    this.sunk = new Map();
    this.beginPath();
  }

  beginPath() {
    /** The path's commands and numbers, as texts. @type {string[]} */
    this.path = [];
    /** Whether the last command is a step. */
    this.steps = false;
    /** Where the pen is, in hundredths of a pixel. */
    this.x = this.y = 0;
    this.west = this.north = Infinity;
    this.east = this.south = -Infinity;
    /** Middle and radius, where the path is one circle and nothing else. */
    this.circle = null;
    this.changed();
  }

  /** From here on the path is another than the one that was filled or stroked last. */
  changed() {
    this.filled = null;
  }

  moveTo(x, y) {
    this.go(x, y);
    this.order('M');
  }

  /** Called for each vertex of a coast: few calls, and no number's text is made anew. */
  lineTo(x, y) {
    const dx = Math.round(x * FINE) - this.x;
    const dy = Math.round(y * FINE) - this.y;
    if (!this.steps || this.frame || dx <= -KNOWN || dx >= KNOWN || dy <= -KNOWN || dy >= KNOWN) { this.anyLine(x, y, dx, dy); return; }
    this.x += dx;
    this.y += dy;
    this.path.push(STEP_TEXTS[dx + KNOWN] ??= String(dx / FINE), STEP_TEXTS[dy + KNOWN] ??= String(dy / FINE));
  }

  anyLine(x, y, dx, dy) {
    if (!this.path.length) { this.moveTo(x, y); return; }
    this.go(x, y);
    if (Math.abs(dx) + Math.abs(dy) > FAR) { this.order('L'); return; }
    if (!dx && !dy) return;
    if (!this.steps) this.path.push('l');
    this.path.push(String(dx / FINE), String(dy / FINE));
    this.steps = true;
  }

  quadraticCurveTo(throughX, throughY, x, y) {
    this.go(throughX, throughY);
    this.order('Q');
    this.go(x, y);
    this.order('');
  }

  closePath() {
    this.path.push('Z');
    this.steps = false;
  }

  rect(x, y, width, height) {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
  }

  roundRect(x, y, width, height, r) {
    const quarter = Math.PI / 2;
    this.moveTo(x + r, y);
    this.arc(x + width - r, y + r, r, -quarter, 0);
    this.arc(x + width - r, y + height - r, r, 0, quarter);
    this.arc(x + r, y + height - r, r, quarter, 2 * quarter);
    this.arc(x + r, y + r, r, 2 * quarter, 3 * quarter);
    this.closePath();
  }

  /** Clockwise. */
  arc(x, y, r, from, to) {
    const at = (angle) => [x + r * Math.cos(angle), y + r * Math.sin(angle)];
    const whole = to - from >= ROUND;
    const [startX, startY] = at(from);
    const { path: { length, [length - 1]: last } } = this;
    if (length && last !== 'Z') this.lineTo(startX, startY);
    else this.moveTo(startX, startY);
    const round = fine(r);
    const circle = whole && this.path.length === 1 ? { cx: x, cy: y, r } : null;
    const stops = whole ? [from + Math.PI, from + ROUND] : [to];
    for (const stop of stops) {
      const [endX, endY] = at(stop);
      this.go(endX, endY);
      this.order(`A${round} ${round} 0 ${!whole && to - from > Math.PI ? 1 : 0} 1 `);
    }
    this.widen(x - r, y - r);
    this.widen(x + r, y + r);
    this.circle = circle;
  }

  /** A command that ends where the pen is. */
  order(command) {
    this.path.push(`${command}${this.x / FINE} ${this.y / FINE}`);
    this.steps = false;
  }

  /** Where the pen goes next. */
  go(x, y) {
    this.changed();
    this.circle = null;
    this.x = Math.round(x * FINE);
    this.y = Math.round(y * FINE);
    if (this.frame) this.widen(x, y);
  }

  widen(x, y) {
    if (x < this.west) this.west = x;
    if (x > this.east) this.east = x;
    if (y < this.north) this.north = y;
    if (y > this.south) this.south = y;
  }

  setLineDash(dashes) {
    this.dashes = dashes;
  }

  createConicGradient(from, x, y) {
    return new Sweep(from, x, y);
  }

  fill(rule) {
    if (this.fillStyle instanceof Sweep) { this.sweep(this.fillStyle); return; }
    this.filled = this.trail({ ...this.inner(), 'fill-rule': rule }, 0);
  }

  stroke() {
    const how = { ...this.line(), 'stroke-dasharray': this.dashes.join(' ') || null };
    // The same path, just filled: one element does both.
    if (this.filled) assign(this.filled, how);
    else this.trail({ fill: 'none', ...how }, this.lineWidth / 2);
    this.changed();
  }

  /** Fill the circle that is the path with what goes round: each wedge reaches to the end, under the next. */
  sweep({ from, x, y, stops }) {
    const { r } = this.circle;
    stops.forEach(([at, colour], k) => {
      if (k && colour === stops[k - 1][1]) return;
      this.beginPath();
      if (k) {
        this.moveTo(x, y);
        this.arc(x, y, r, from + ((at + stops[k - 1][0]) / 2) * ROUND, from + ROUND);
        this.closePath();
      } else this.arc(x, y, r, 0, ROUND);
      this.fillStyle = colour;
      this.fill();
    });
  }

  fillRect(x, y, width, height) {
    if (!width || !height) return;
    this.put('rect', { x, y, width, height, ...this.inner() }, [x, y, x + width, y + height]);
  }

  drawImage(source, x, y, width, height) {
    const image = { x, y, width, height, preserveAspectRatio: 'none', 'xlink:href': source.toDataURL() };
    this.put('image', image, [x, y, x + width, y + height]);
  }

  fillText(text, x, y) {
    this.write(text, x, y, this.inner());
  }

  strokeText(text, x, y) {
    this.write(text, x, y, { fill: 'none', ...this.line() });
  }

  measureText(text) {
    const { measure } = this;
    measure.font = this.font;
    measure.letterSpacing = this.letterSpacing;
    return measure.measureText(text);
  }

  /** Many programs know no other line for letters than their own: so the text is put on it. */
  write(text, x, y, how) {
    const [, weight, size, family] = /^(?:(\d+) )?([\d.]+)px (.*)$/.exec(this.font);
    const spacing = Number.parseFloat(this.letterSpacing) * (this.letterSpacing.endsWith('em') ? Number(size) : 1);
    this.put('text', {
      x, y: y + (this.textBaseline === 'middle' ? this.sink() : 0), ...how,
      'font-size': size, 'font-weight': weight && weight !== '400' ? weight : null, 'font-family': family === FONT ? null : family,
      'text-anchor': { center: 'middle', right: 'end' }[this.textAlign], 'letter-spacing': spacing || null,
    }, this.frame && this.textBox(text, x, y, Number(size)), text);
  }

  /** How far the letters' own line lies under their middle. */
  sink() {
    const { font, measure, sunk } = this;
    if (!sunk.has(font)) {
      const [low, middle] = ['alphabetic', 'middle'].map((line) => {
        measure.textBaseline = /** @type {CanvasTextBaseline} */ (line);
        return this.measureText('x').actualBoundingBoxAscent;
      });
      sunk.set(font, low - middle);
    }
    return sunk.get(font);
  }

  textBox(text, x, y, size) {
    const { width } = this.measureText(text);
    const west = x - width * ({ center: 0.5, right: 1 }[this.textAlign] ?? 0);
    return [west, y - size, west + width, y + size];
  }

  /** The path as an element; `more` is how far it reaches beyond its line. */
  trail(how, more) {
    if (!this.path.length) return null;
    const box = [this.west - more, this.north - more, this.east + more, this.south + more];
    return this.circle ? this.put('circle', { ...this.circle, ...how }, box) : this.put('path', { d: this.path.join(' '), ...how }, box);
  }

  inner() {
    const [colour, opacity] = paintOf(String(this.fillStyle), this.globalAlpha);
    return { fill: colour, 'fill-opacity': opacity };
  }

  line() {
    const [colour, opacity] = paintOf(this.strokeStyle, this.globalAlpha);
    return { stroke: colour, 'stroke-opacity': opacity, 'stroke-width': this.lineWidth, 'stroke-linejoin': this.lineJoin === 'round' ? 'round' : null };
  }

  /** Keep an element, unless it would not be seen, or they are too many already. */
  put(name, attributes, box, ...children) {
    this.changed();
    if (this.frame && clearOf(this.frame, box)) return null;
    if (++this.count > MOST_ELEMENTS) return null;
    const element = vectorNode(name, attributes, ...children);
    this.into.append(element);
    return element;
  }
}

/** A fill that goes round a point: SVG has none. */
class Sweep {
  constructor(from, x, y) {
    this.from = from;
    this.x = x;
    this.y = y;
    /** @type {[number, string][]} */
    this.stops = [];
  }

  addColorStop(at, colour) {
    this.stops.push([at, colour]);
  }
}

/** A colour as every program reads it, and how much it covers; null for all. @returns {[string, number|null]} */
function paintOf(style, alpha) {
  const [, r, g, b, cover = '1'] = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(style) ?? [];
  const opacity = alpha * Number(cover);
  const colour = r === undefined ? style : `#${[r, g, b].map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;
  return [colour, opacity < 1 ? opacity : null];
}

/** Whether two boxes have nothing in common. @param {number[]} one @param {number[]} other */
function clearOf([w, n, e, s], [west, north, east, south]) {
  return east < w || west > e || south < n || north > s;
}

/** Text without what no XML may hold. */
function plainText(text) {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu, '\ufffd').replace(/[\t\n\r]/g, ' ');
}

function fine(value) {
  return Math.round(value * FINE) / FINE;
}
