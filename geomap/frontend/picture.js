// The map as it is seen, as a picture for a report: one SVG with title, counts, scale, credits and legend, all of it vectors and text.
import { facetLabels } from './facets.js';
import { drawDisc, drawMark } from './glyphs.js';
import { MARK, dateOf } from './rows.js';
import { FONT, colours } from './theme.js';
import { drawing, vectorNode } from './vector.js';

const MARGIN = 20;
/** How wide and high a place of the legends is at least: of kinds, and of marks. */
const KINDS = { wide: 190, high: 22 };
const MARKS = { wide: 300, high: 29 };
const STYLES = {
  title: { font: `700 22px ${FONT}`, line: 27, most: 4, tone: 'ink' },
  text: { font: `400 13px ${FONT}`, line: 18, most: 6, tone: 'soft' },
  small: { font: `400 11px ${FONT}`, line: 15, most: 3, tone: 'soft' },
  head: { font: `600 13px ${FONT}`, line: 18, most: 1, tone: 'soft' },
  item: { font: `400 12.5px ${FONT}`, line: 16, most: 3, tone: 'ink' },
};
/** Longer texts are cut before they are measured. */
const MOST_SIGNS = 1200;
/** The forms of marks as the page's legend calls them. */
const FORMS = { site: MARK.SITE, near: MARK.NEAR, centre: MARK.NEAR, area: MARK.AREA, point: MARK.POINT };
/** Density in the legend, from few to many. */
const RAMP_SHOWN = ['#fed976', '#f0783c', '#cd2d3e', '#780f46'];
/** @returns {any} */
const element = (id) => document.getElementById(id);

/** @param {any} app @returns {string} the file */
export function pictureOf(app) {
  const colour = colours();
  const size = app.map.getSize();
  const title = document.querySelector('h1').textContent;
  const told = whatIsShown(app);
  const sheet = { app, colour, width: size.x + 2 * MARGIN, y: MARGIN, seen: null, head: null };
  const picture = drawing(sheet.width, 0, (context) => {
    write(context, sheet, title, STYLES.title);
    sheet.y += 4;
    for (const text of [document.querySelector('.gm-head p')?.textContent ?? '', ...told]) write(context, sheet, text, STYLES.text);
    sheet.head = context.into.lastChild;
    sheet.seen = { x: MARGIN, y: Math.round(sheet.y + 10), width: size.x, height: size.y };
    sheet.y = sheet.seen.y + size.y;
    foot(context, sheet);
    kindsOf(context, sheet);
    marksOf(context, sheet);
  }, app.marks.layer.context());
  picture.insertBefore(mapOf(sheet), sheet.head?.nextSibling ?? picture.firstChild);
  picture.prepend(vectorNode('title', {}, title), vectorNode('desc', {}, told.join('. ')), ...ground(sheet));
  const height = Math.ceil(sheet.y + MARGIN / 2);
  for (const [name, value] of [['height', height], ['viewBox', `0 0 ${sheet.width} ${height}`], ['role', 'img'], ['lang', app.speech.language]]) {
    picture.setAttribute(name, String(value));
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture)}\n`;
}

/** How many, of how many, by what filters, when, and what no point stands for. @returns {string[]} lines */
function whatIsShown(app) {
  const { filter, speech, marks } = app;
  const seen = marks.onScreen().reduce((sum, { count }) => sum + count, 0);
  const dates = filter.undated ? speech.say('undatedOnly') : span(app);
  // Without a filter the page's own line under the title has said how many there are.
  const many = filter.active || !element('gm-sum') ? app.shownWords() : '';
  const lines = [[many, seen < filter.shown ? speech.say('inView', { n: seen }) : '', dates].filter(Boolean).join(' · ')];
  const labels = facetLabels(app);
  for (const { name, on, counts } of filter.facets) {
    if (!labels[name] || !on.includes(0)) continue; // kinds are told by the legend
    const kept = labels[name].filter((_, code) => on[code] && counts[code]);
    lines.push(`${speech.say(`facet.${name}`)}: ${kept.join(', ') || '–'}`);
  }
  const wide = [...element('gm-wide').querySelectorAll('button')].filter((one) => !one.hidden);
  if (wide.length) lines.push(wide.map((one) => one.textContent).join(' · '));
  return lines;
}

/** From the first day of what is shown to the last, or the days that were chosen. */
function span({ rows, filter, speech }) {
  let [first, last] = [filter.from || Infinity, filter.from ? filter.to : 0];
  for (let i = 0; i < rows.n && !filter.from; i++) {
    if (!filter.visible[i] || !rows.day[i]) continue;
    first = Math.min(first, rows.day[i]);
    last = Math.max(last, rows.day[i] + rows.span[i]);
  }
  return last ? speech.period('day', dateOf(rows, first), dateOf(rows, Math.min(last, rows.lastDay))) : '';
}

/** What lies under everything, and the map's water. */
function ground({ colour, width, seen, y }) {
  return [
    vectorNode('rect', { width, height: Math.ceil(y + MARGIN / 2), fill: colour.paper }),
    vectorNode('clipPath', { id: 'edge' }, vectorNode('rect', seen)),
    vectorNode('rect', { ...seen, fill: colour.water }),
  ];
}

/** What the map shows inside its edge; the drawn land, even where the page shows tiles. */
function mapOf({ app, colour, seen }) {
  const { base, marks, map } = app;
  const before = [base.land, marks.names.showCountries];
  base.land = marks.names.showCountries = true;
  const added = [...map.getPane('overlayPane').querySelectorAll('canvas')].map((canvas) => vectorNode('g', { id: 'added' }, pixels(canvas, map)));
  const [land, incidents] = [layerOf('base', base, map), layerOf('incidents', marks.layer, map)];
  [base.land, marks.names.showCountries] = before;
  const inside = vectorNode('g', { transform: `translate(${seen.x} ${seen.y})` }, land, ...added, incidents);
  return vectorNode('g', { id: 'map' },
    vectorNode('g', { 'clip-path': 'url(#edge)' }, inside), vectorNode('rect', { ...seen, fill: 'none', stroke: colour.rule }));
}

/** A layer as a group, nothing of it beyond the map's edge; as pixels, where it would be too large. */
function layerOf(id, layer, map) {
  layer.flush();
  const { width, height, padX, padY } = layer.view;
  const picture = layer.picture([padX, padY, width - padX, height - padY]);
  return picture ? vectorNode('g', { id, transform: `translate(${-padX} ${-padY})` }, ...picture.childNodes)
    : vectorNode('g', { id }, pixels(layer.canvas, map));
}

/** What a canvas on the map shows inside the map's edge. */
function pixels(canvas, map) {
  const [holder, box] = [map.getContainer(), canvas].map((one) => one.getBoundingClientRect());
  const { x, y } = map.getSize();
  const ratio = canvas.width / box.width;
  const cut = Object.assign(document.createElement('canvas'), { width: x * ratio, height: y * ratio });
  cut.getContext('2d').drawImage(canvas, (box.left - holder.left) * ratio, (box.top - holder.top) * ratio);
  return vectorNode('image', { width: x, height: y, 'xlink:href': cut.toDataURL() });
}

/** Under the map: its scale, and whom the base map and the names are from. */
function foot(context, sheet) {
  const { app, colour } = sheet;
  const y = sheet.y + 18;
  let x = MARGIN + 0.5;
  context.font = STYLES.small.font;
  context.textAlign = 'left';
  for (const bar of app.map.getContainer().querySelectorAll('.leaflet-control-scale-line')) {
    const wide = Number.parseFloat(bar.style.width);
    context.beginPath();
    [[x, y - 4.5], [x, y + 0.5], [x + wide, y + 0.5], [x + wide, y - 4.5]].forEach(([a, b], at) => (at ? context.lineTo(a, b) : context.moveTo(a, b)));
    context.strokeStyle = colour.ink;
    context.lineWidth = 1.2;
    context.stroke();
    context.fillStyle = colour.soft;
    context.fillText(bar.textContent, x + wide + 6, y);
    x += wide + 24 + context.measureText(bar.textContent).width;
  }
  const credit = app.settings.attribution;
  const room = sheet.width - MARGIN - x;
  sheet.y += 8;
  if (context.measureText(credit).width > room) { sheet.y += 16; write(context, sheet, credit, STYLES.small); return; }
  context.textAlign = 'right';
  context.fillText(credit, sheet.width - MARGIN, y);
  sheet.y += 14;
}

/** The kinds that are shown, each with its colour and how many there are; those without a colour of their own are one. */
function kindsOf(context, sheet) {
  const { app: { filter, kinds, speech, settings }, colour } = sheet;
  const { on, counts } = filter.facet('kind');
  const shown = kinds.map(({ label: text, colour: fill }, code) => ({ fill, text, n: on[code] && counts[code] })).filter(({ n }) => n);
  const others = shown.filter(({ fill }) => fill === settings.rest);
  const sum = { fill: settings.rest, text: speech.say('others', { n: others.length }), n: others.reduce((all, { n }) => all + n, 0) };
  const items = others.length > 1 ? [...shown.filter((one) => !others.includes(one)), sum] : shown;
  heading(context, sheet, element('gm-layers-head').textContent, items);
  columns(context, sheet, items, KINDS, ({ fill, n, text }, x, y, wide) => {
    dot(context, x + 8, y, fill, colour);
    return labelled(context, { x: x + 22, y, wide: wide - 22 }, text, speech.figures(n), colour);
  });
}

/** How to read the marks: what the page's own legend says of those that are shown. */
function marksOf(context, sheet) {
  const { app: { marks }, colour } = sheet;
  const grouped = !marks.heat && marks.onScreen().some(({ count }) => count > 1);
  const items = [...element('gm-legend').children].map((line) => {
    const [sign, name, count] = line.children;
    const form = sign.classList[1].slice(3);
    return { form, text: name.textContent, count: count?.textContent ?? '', hidden: line.hidden || count?.textContent === '0' || (form === 'disc' && !grouped) };
  }).filter(({ hidden }) => !hidden);
  heading(context, sheet, element('gm-key').querySelector('summary').textContent, items);
  columns(context, sheet, items, MARKS, ({ form, text, count }, x, y, wide) => {
    drawSample(context, form, x + 13, y, colour);
    return labelled(context, { x: x + 36, y, wide: wide - 36 }, text, count, colour);
  });
}

/** A mark for the legend, as it stands on the map. */
function drawSample(context, form, x, y, colour) {
  const fill = colour.soft;
  if (form in FORMS) drawMark(context, x, y, { mark: FORMS[form], fill, centre: form === 'centre' }, colour);
  else if (form === 'disc') drawDisc(context, x, y, { count: 5, parts: Uint32Array.of(5), kinds: [{ colour: fill }], text: '5' }, colour);
  else if (form === 'ramp') {
    RAMP_SHOWN.forEach((one, at) => { context.fillStyle = one; context.fillRect(x - 11 + at * 5.5, y - 6, 5.5, 12); });
  } else {
    context.beginPath();
    if (form === 'country') context.roundRect(x - 10, y - 7, 20, 14, 5);
    else context.rect(x - 6, y - 0.5, 12, 1); // not placed
    context.setLineDash(form === 'country' ? [3, 2] : []);
    context.strokeStyle = fill;
    context.lineWidth = 1.5;
    context.stroke();
    context.setLineDash([]);
  }
}

function dot(context, x, y, fill, colour) {
  context.beginPath();
  context.arc(x, y, 5.5, 0, 7);
  context.fillStyle = fill;
  context.strokeStyle = colour.soft;
  context.lineWidth = 0.75;
  context.fill();
  context.stroke();
}

function heading(context, sheet, text, items) {
  if (!items.length) return;
  sheet.y += 14;
  write(context, sheet, text, STYLES.head);
  sheet.y += 4;
}

/** Items side by side as there is room, line by line; `draw` gives how far each reaches below its first line. */
function columns(context, sheet, items, least, draw) {
  const across = Math.max(1, Math.floor((sheet.width - 2 * MARGIN) / least.wide));
  const wide = (sheet.width - 2 * MARGIN) / across;
  for (let from = 0; from < items.length; from += across) {
    const heights = items.slice(from, from + across).map((item, at) => draw(item, MARGIN + at * wide, sheet.y + least.high / 2, wide - 16));
    sheet.y += least.high + Math.max(...heights);
  }
}

/** Words with a number at their end; how far they reach below their first line. */
function labelled(context, { x, y, wide }, text, count, colour) {
  context.font = STYLES.item.font;
  const room = wide - (count ? context.measureText(count).width + 8 : 0);
  const lines = inLines(context, text, room, STYLES.item.most);
  const long = lines.map((line) => context.measureText(line).width);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = colour.ink;
  lines.forEach((line, at) => context.fillText(line, x, y + at * STYLES.item.line));
  context.fillStyle = colour.soft;
  if (count) context.fillText(count, x + long[long.length - 1] + 8, y + (lines.length - 1) * STYLES.item.line);
  context.textBaseline = 'alphabetic';
  return (lines.length - 1) * STYLES.item.line;
}

/** A text over the whole width, in lines; the next stands under it. */
function write(context, sheet, text, { font, line, most, tone }) {
  context.font = font;
  context.textAlign = 'left';
  context.fillStyle = sheet.colour[tone];
  for (const words of inLines(context, text, sheet.width - 2 * MARGIN, most)) {
    context.fillText(words, MARGIN, sheet.y + line * 0.75);
    sheet.y += line;
  }
}

/**
 * A text in lines of a width, cut after so many; words without a space break where they must.
 * @returns {string[]}
 */
export function inLines(context, text, width, most) {
  let rest = [...text.replace(/\s+/g, ' ').trim()].slice(0, MOST_SIGNS);
  const lines = [];
  while (rest.length) {
    const fits = longest(context, rest, width);
    if (fits === rest.length) return [...lines, rest.join('')];
    if (lines.length === most - 1) return [...lines, `${rest.slice(0, Math.max(1, fits - 1)).join('').trimEnd()}…`];
    const space = rest.lastIndexOf(' ', fits);
    const end = space > 0 ? space : fits;
    lines.push(rest.slice(0, end).join(''));
    rest = rest.slice(rest[end] === ' ' ? end + 1 : end);
  }
  return lines;
}

/** How many of the first signs a width holds: one at least. */
function longest(context, signs, width) {
  let [low, high] = [1, signs.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (context.measureText(signs.slice(0, middle).join('')).width <= width) low = middle;
    else high = middle - 1;
  }
  return low;
}
