// Where the words of a search stand in a text that has case and accents, and marking them.
import { make } from './dom.js';

/** A text without case, accents and width: what search compares. */
export function fold(text) {
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The words of a search, folded; "what stands in quotes" is one. */
export function termsOf(words) {
  const found = fold(words).matchAll(/["“”«»]([^"“”«»]+)["“”«»]|[^\s"“”«»]+/g);
  return [...found].map(([plain, quoted]) => (quoted ?? plain).trim()).filter(Boolean);
}

/**
 * Parts of a text that hold one of the terms: first and one past the last character, in order, apart.
 * @param {string} text
 * @param {string[]} terms folded
 * @returns {[number, number][]}
 */
export function hitsIn(text, terms) {
  if (!terms.length) return [];
  let folded = '';
  const from = [];
  let at = 0;
  for (const sign of text) {
    const plain = fold(sign);
    for (let k = 0; k < plain.length; k++) from.push(at);
    folded += plain;
    at += sign.length;
  }
  from.push(at);
  const found = [];
  for (const term of terms) {
    for (let k = folded.indexOf(term); k >= 0 && found.length < 500; k = folded.indexOf(term, k + term.length)) {
      found.push([from[k], Math.max(from[k + term.length], from[k] + 1)]);
    }
  }
  return apart(found);
}

/** Ranges in order, those that meet joined. */
export function apart(ranges) {
  const out = [];
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}

/**
 * A text as nodes, some of its parts inside an element.
 * @param {string} text
 * @param {[number, number][]} ranges in order, apart
 * @param {string} tag
 * @returns {Node[]}
 */
export function wrapped(text, ranges, tag) {
  const out = [];
  let at = 0;
  for (const [from, to] of ranges) {
    if (from > at) out.push(document.createTextNode(text.slice(at, from)));
    out.push(make(tag, {}, text.slice(from, to)));
    at = to;
  }
  if (at < text.length || !out.length) out.push(document.createTextNode(text.slice(at)));
  return out;
}

/** A text with the words of the search marked. */
export function marked(text, terms) {
  return wrapped(text, hitsIn(text, terms), 'mark');
}

/**
 * Where a quote names the place: the place's wording itself, and the longest runs of words that both share,
 * if they are three words and more, or have a name in them.
 * (`quote_spans` are offsets into the report that the quote was taken from, not into the quote.)
 * @param {string} quote
 * @param {string|null|undefined} place
 * @returns {[number, number][]}
 */
export function placeWords(quote, place) {
  const whole = place?.trim() ?? '';
  const wanted = wordsIn(whole).slice(0, 60);
  const words = wordsIn(quote).slice(0, 2000);
  const found = whole.length > 2 || /^\p{Lo}{2}$/u.test(whole) ? hitsIn(quote, [fold(whole)]) : [];
  const shared = (at, from) => {
    let k = 0;
    while (at + k < words.length && from + k < wanted.length && words[at + k].plain === wanted[from + k].plain) k++;
    return k;
  };
  for (let at = 0; at < words.length;) {
    let [most, start] = [0, 0];
    for (let from = 0; from < wanted.length; from++) {
      const k = shared(at, from);
      if (k > most) [most, start] = [k, from];
    }
    const run = words.slice(at, at + most);
    const named = run.some(({ text }, k) => NAME.test(text) && NAME.test(wanted[start + k].text));
    if (most > 2 || named) found.push([run[0].from, run[most - 1].to]);
    at += Math.max(most, 1);
  }
  return apart(found);
}

/** What reads as a name: a capital and three letters more. */
const NAME = /^\p{Lu}\p{L}{3}/u;

/** The words of a text: as they stand, folded, and from where to where. */
function wordsIn(text) {
  const found = text.slice(0, 20000).matchAll(/[\p{L}\p{M}\p{N}]+/gu);
  return [...found].map(({ 0: word, index }) => ({ text: word, plain: fold(word), from: index, to: index + word.length }));
}
