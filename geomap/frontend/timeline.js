// The timeline: a histogram with a brush that is dragged, stepped, played, or moved by two sliders.
import { make, roving } from './dom.js';
import { binning, daysOf, histogram, whole } from './timebins.js';
import { drawTimeline, sketchTimeline } from './timedraw.js';
import { Pending } from './pending.js';
import { dateOf } from './rows.js';
import { onThemeChange } from './theme.js';
import { standIn } from './vector.js';

const BAR_PX = 6;
const PLAY_MS = 700;

/** Time under the map; hidden where no incident has a date, or all have one. */
export class Timeline {
  /**
   * @param {HTMLElement} holder
   * @param {any} app rows, filter, speech
   */
  constructor(holder, app) {
    this.app = app;
    this.holder = holder;
    /** Whether the chart is an SVG in place of a canvas. */
    this.vector = false;
    this.pending = new Pending(() => this.render());
    if (app.rows.lastDay < 2) return; // no dates, or one and the same: nothing to choose among
    holder.hidden = false;
    this.build();
    this.chart.addEventListener('pointerdown', (event) => this.press(event));
    this.chart.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.all(); });
    app.filter.listeners.push((timeOnly) => { if (!timeOnly) this.count(); this.draw(); });
    onThemeChange(() => this.draw());
    this.resize();
    new ResizeObserver(() => this.resize()).observe(this.chart);
  }

  build() {
    const { speech } = this.app;
    const button = (key, sign, act) => {
      const made = make('button', { type: 'button', className: 'gm-step', title: speech.say(key), aria: { label: speech.say(key) } }, sign);
      made.addEventListener('click', act);
      return made;
    };
    this.playing = button('play', '', () => this.play()); // drawn by the style: as a sign it is an emoji on phones
    this.playing.classList.add('gm-play');
    this.reset = make('button', { type: 'button', className: 'gm-link', hidden: true }, speech.say('allDates'));
    this.reset.addEventListener('click', () => { this.all(); this.playing.focus(); });
    this.dateless = make('button', { type: 'button', className: 'gm-dateless', aria: { pressed: false } });
    this.dateless.addEventListener('click', () => { this.stop(); this.app.filter.setUndated(!this.app.filter.undated); });
    this.range = make('span', { className: 'gm-span' });
    const tools = make('div', { className: 'gm-time-tools', role: 'toolbar', aria: { label: speech.say('timeTools') } },
      this.playing, button('earlier', '‹', () => this.step(-1)), button('later', '›', () => this.step(1)),
      this.range, this.reset, this.dateless);
    roving(tools, 'button');
    this.canvas = make('canvas', { aria: { hidden: true } });
    this.handles = ['from', 'until'].map((key, side) => this.handle(key, side));
    this.chart = make('div', { className: 'gm-chart' }, this.canvas, ...this.handles);
    this.holder.append(tools, this.chart);
  }

  handle(key, side) {
    const handle = make('div', { className: 'gm-handle', role: 'slider', tabIndex: 0, aria: { label: this.app.speech.say(key) } });
    handle.addEventListener('keydown', (event) => {
      const last = this.bins.edges.length - 2;
      const leap = Math.max(1, Math.round(last / 10));
      const move = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: leap, PageDown: -leap, Home: -Infinity, End: Infinity }[event.key];
      if (move === undefined) return;
      event.preventDefault();
      this.stop();
      const now = this.now();
      const [least, most] = side ? [now[0], last] : [0, now[1]];
      now[side] = Math.max(least, Math.min(most, now[side] + move));
      this.show(...now);
    });
    return handle;
  }

  /** The first and last bin of the brush. */
  now() {
    const { filter, rows } = this.app;
    return filter.from ? whole(this.bins, filter.from, filter.to) : whole(this.bins, 1, rows.lastDay);
  }

  show(first, last) {
    this.app.filter.setDays(...daysOf(this.bins, first, last));
  }

  all() {
    this.stop();
    this.app.filter.setDays(0, Infinity);
  }

  /** Move the brush by its own width; without one, begin with a twelfth of all time. */
  step(direction, by) {
    const last = this.bins.edges.length - 2;
    if (!this.app.filter.from) {
      const wide = Math.max(1, Math.round((last + 1) / 12)) - 1;
      return direction > 0 ? this.show(0, wide) : this.show(last - wide, last);
    }
    const [first, end] = this.now();
    const wide = end - first;
    const to = Math.max(0, Math.min(last - wide, first + direction * (by ?? wide + 1)));
    if (to !== first) return this.show(to, to + wide);
    this.stop();
  }

  play() {
    if (this.timer) return this.stop();
    const { speech, filter } = this.app;
    this.playing.classList.add('gm-playing');
    this.playing.title = speech.say('pause');
    this.playing.setAttribute('aria-label', speech.say('pause'));
    if (filter.from && this.now()[1] === this.bins.edges.length - 2) {
      const [first, last] = this.now();
      this.show(0, last - first);
    } else if (!filter.from) this.step(1);
    const by = Math.max(1, Math.round((this.bins.edges.length - 1) / 60));
    this.timer = setInterval(() => this.step(1, by), PLAY_MS);
  }

  stop() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = 0;
    this.playing.classList.remove('gm-playing');
    this.playing.title = this.app.speech.say('play');
    this.playing.setAttribute('aria-label', this.playing.title);
  }

  /** Drag across the chart for a new brush, inside the brush to move it, at its ends to change it. */
  press(event) {
    if (event.button) return;
    this.stop();
    const start = this.binAt(event);
    const [first, last] = this.now();
    const handle = this.handles.indexOf(event.target);
    const inside = this.app.filter.from && start >= first && start <= last && handle < 0;
    let moved = false;
    const move = (to) => {
      if (handle >= 0) {
        const fixed = handle ? first : last;
        return this.show(Math.min(fixed, to), Math.max(fixed, to));
      }
      if (!inside) return this.show(Math.min(start, to), Math.max(start, to));
      const most = this.bins.edges.length - 2 - (last - first);
      const at = Math.max(0, Math.min(most, first + to - start));
      this.show(at, at + last - first);
    };
    this.chart.setPointerCapture(event.pointerId);
    const drag = (next) => {
      const to = this.binAt(next);
      if (!moved && to === start) return;
      moved = true;
      move(to);
    };
    const end = (next) => {
      this.chart.removeEventListener('pointermove', drag);
      this.chart.removeEventListener('pointerup', end);
      this.chart.removeEventListener('pointercancel', end);
      // A finger on the first or last bar is often taken for one on the handle beside it.
      if (next.type === 'pointerup' && !moved && (handle < 0 || !this.app.filter.from)) this.show(start, start);
    };
    this.chart.addEventListener('pointermove', drag);
    this.chart.addEventListener('pointerup', end);
    this.chart.addEventListener('pointercancel', end);
  }

  binAt(event) {
    const x = event.clientX - this.chart.getBoundingClientRect().left;
    const { lastDay } = this.app.rows;
    const day = 1 + Math.floor((Math.max(0, Math.min(this.width, x)) / this.width) * lastDay);
    return this.bins.of[Math.max(1, Math.min(lastDay, day))];
  }

  resize() {
    const width = this.chart?.clientWidth;
    if (!width || width === this.width) return;
    this.width = width;
    this.bins = binning(this.app.rows, Math.max(12, Math.floor(width / BAR_PX)));
    this.count();
    this.draw();
  }

  count() {
    if (this.bins) this.heights = histogram(this.app.rows, this.app.filter.fails, this.bins);
  }

  draw() {
    if (!this.bins) return;
    const { rows, filter, speech } = this.app;
    this.pending.ask();
    const from = filter.from || 1;
    const to = Math.min(filter.to, rows.lastDay);
    const say = (day) => speech.period('day', dateOf(rows, day));
    [from, to].forEach((day, side) => {
      const handle = this.handles[side];
      handle.style.left = `${((day - 1 + side) / rows.lastDay) * 100}%`;
      const values = { valuemin: 1, valuemax: rows.lastDay, valuenow: day, valuetext: say(day) };
      for (const [name, value] of Object.entries(values)) handle.setAttribute(`aria-${name}`, String(value));
    });
    this.range.textContent = filter.undated ? speech.say('undatedOnly') : speech.period('day', dateOf(rows, from), dateOf(rows, to));
    this.chart.classList.toggle('gm-brushed', filter.from > 0);
    this.reset.hidden = !filter.from && !filter.undated;
    this.dateless.hidden = !this.heights.undated && !filter.undated;
    this.dateless.textContent = speech.say('withoutDate', { n: this.heights.undated });
    this.dateless.setAttribute('aria-pressed', String(filter.undated));
  }

  /** Draw the chart at once, if it is due. */
  flush() {
    this.pending.flush();
  }

  /** Draw the chart; as an SVG in the canvas' place while `vector` is set. */
  render() {
    if (this.vector && this.sketch()) return;
    standIn(this, null);
    drawTimeline(this.canvas, this.content());
  }

  /** Show the chart as an SVG until it is rendered again, as a canvas layer does. @returns {boolean} whether it could be */
  sketch() {
    return Boolean(this.bins) && standIn(this, sketchTimeline(this.canvas, this.content()));
  }

  /** What the chart shows. */
  content() {
    const { rows, filter, speech } = this.app;
    return { ...this, rows, filter, speech };
  }

  /** Draw the chart at once, whether anything has changed or not. */
  redraw() {
    this.draw();
    this.flush();
  }
}
