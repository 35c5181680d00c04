// Finds words in the texts: first in the vocabulary, then only in chunks that can hold all of them.
import { fold } from './highlight.js';

const REST_MS = 24;
const TELL_MS = 250;
/** Pieces are bits of a whole number. */
const MOST_PIECES = 30;
/** Batches whose rare words are kept, folded. */
const MOST_RARE = 64;
const NUMBER_LIKE = /^[-+.\deinftrualsy]+$/;

/**
 * Who waits for a search.
 * @typedef {object} Watch
 * @property {() => boolean} stop whether nobody waits any longer
 * @property {(hits: Uint8Array) => void} some told what is found so far
 */

/** Searches all texts of the page. */
export class Search {
  /** @param {import('./texts.js').Texts} texts */
  constructor(texts) {
    this.texts = texts;
    /** What the last search found, so that a longer word looks at less. */
    this.last = null;
    /** @type {{words: string[], values: Record<string, string[]>}|null} */
    this.folded = null;
    /** @type {Map<number, string>} rare words of batches, folded */
    this.rare = new Map();
  }

  /**
   * Rows whose texts hold all terms.
   * @param {string[]} terms folded; a term with spaces is looked for as it is
   * @param {string[]} columns
   * @param {Watch} watch
   * @returns {Promise<Uint8Array|null>} 1 for each hit, or null when stopped
   */
  async run(terms, columns, watch) {
    const query = new Query(terms, columns, await this.fold(columns));
    const chunks = this.last && grown(this.last.terms, terms) ? this.last.chunks : upTo(this.texts.count);
    const found = await this.scan(query, chunks, watch);
    if (found) this.last = { terms, chunks: found.chunks };
    return found && found.hits;
  }

  /** @returns {Promise<number|null>} the first row that has just this text in a column */
  async find(name, value) {
    const query = new Query([fold(value)], [name], await this.fold([name]));
    query.plain = false;
    query.exactly = [name, value];
    let found = null;
    await this.scan(query, upTo(this.texts.count), { stop: () => found !== null, some: () => {} }, (i) => { found ??= i; });
    return found;
  }

  /** The vocabulary and the recurring values of some columns, folded once. */
  async fold(columns) {
    const { words, values } = await this.texts.common();
    this.folded ??= { words: words.map(fold), values: Object.create(null) };
    for (const name of columns) if (Object.hasOwn(values, name)) this.folded.values[name] ??= values[name].map(fold);
    return this.folded;
  }

  async rareText(batch) {
    if (!this.rare.has(batch)) {
      if (this.rare.size >= MOST_RARE) this.rare.clear();
      this.rare.set(batch, fold(await this.texts.rareText(batch)));
    }
    return this.rare.get(batch);
  }

  async scan(query, chunks, watch, take = (i) => i) {
    const { texts } = this;
    const { byDate } = texts.rows;
    const hits = new Uint8Array(texts.rows.n);
    const holding = [];
    const pace = new Pace(watch, hits);
    let batch = -1;
    let rare = 0;
    for (const number of chunks) {
      if (Math.floor(number / texts.batch) !== batch) {
        batch = Math.floor(number / texts.batch);
        rare = query.masked(await this.rareText(batch)) | query.escaped;
      }
      if (query.possible(rare)) {
        const before = pace.found;
        const chunk = await (rare || !query.plain ? texts.chunk(number) : texts.bare(number));
        query.scan(chunk, rare !== 0, (k) => {
          const i = byDate[number * texts.size + k];
          hits[i] = 1;
          pace.found++;
          take(i);
        });
        if (pace.found > before) holding.push(number);
      }
      if (await pace.stopped()) return null;
    }
    return { hits, chunks: holding };
  }
}

/** What is looked for, and what of it the vocabulary and the recurring values hold. */
class Query {
  constructor(terms, columns, folded) {
    this.terms = terms;
    this.columns = columns;
    /** @type {[string, string]|null} a column and just what must stand in it */
    this.exactly = null;
    this.pieces = [...new Set(terms.flatMap((term) => term.split(' ')).filter(Boolean))].slice(0, MOST_PIECES);
    this.all = 2 ** this.pieces.length - 1;
    this.plain = terms.length <= MOST_PIECES && terms.every((term) => !term.includes(' '));
    /** Bits of the pieces that each word holds: the vocabulary from 1, then a chunk's rare words. */
    this.words = new Uint32Array(folded.words.length + 1);
    folded.words.forEach((word, at) => { this.words[at + 1] = this.masked(word); });
    this.values = Object.fromEntries(columns.filter((name) => Object.hasOwn(folded.values, name))
      .map((name) => [name, Uint32Array.from([0, ...folded.values[name].map((value) => this.masked(value))])]));
    this.known = [...this.words, ...Object.values(this.values).flatMap((masks) => [...masks])].reduce((sum, mask) => sum | mask, 0);
    // JSON writes a backslash as two: what has one may be anywhere among rare words.
    this.escaped = this.pieces.reduce((sum, piece, at) => sum | (piece.includes('\\') ? 1 << at : 0), 0);
    this.numbers = this.pieces.reduce((sum, piece, at) => sum | (NUMBER_LIKE.test(piece) ? 1 << at : 0), 0);
  }

  /** Bits of the pieces that a folded text holds. */
  masked(text) {
    let mask = 0;
    for (let at = 0; at < this.pieces.length; at++) if (text.includes(this.pieces[at])) mask |= 1 << at;
    return mask;
  }

  /** Whether a chunk whose rare words hold the pieces `rare` can have a hit. */
  possible(rare) {
    return (this.known | this.numbers | rare) === this.all;
  }

  /** Call `hit` for each row of a chunk that holds all terms. */
  scan(chunk, withRare, hit) {
    const columns = this.columns.filter((name) => Object.hasOwn(chunk.columns, name));
    if (!columns.length) return;
    let bits = this.words;
    if (withRare) {
      bits = new Uint32Array(this.words.length + chunk.rare.length);
      bits.set(this.words);
      chunk.rare.forEach((word, at) => { bits[this.words.length + at] = this.masked(fold(word)); });
    }
    const masks = new Uint32Array(chunk.rows);
    for (const name of columns) {
      if (chunk.columns[name][0] === 'words') chunk.gather(name, bits, masks, withRare);
      else this.column(chunk, name, masks);
    }
    for (let k = 0; k < masks.length; k++) if (masks[k] === this.all && this.accepts(chunk, k)) hit(k);
  }

  /** The same for a column that is not carried as words. */
  column(chunk, name, masks) {
    const [how, what] = chunk.columns[name];
    if (how === 'value') {
      const of = this.values[name];
      const codes = chunk.numbers[name];
      for (let k = 0; k < masks.length; k++) masks[k] |= of[codes[k]];
    } else if (how === 'one') {
      const mask = this.masked(fold(String(what ?? '')));
      if (mask) for (let k = 0; k < masks.length; k++) masks[k] |= mask;
    } else if (this.numbers) {
      for (let k = 0; k < masks.length; k++) masks[k] |= this.masked(fold(String(what[k] ?? '')));
    }
  }

  /** Whether a row that holds all pieces holds the terms as they stand. */
  accepts(chunk, k) {
    if (this.exactly) return String(chunk.value(this.exactly[0], k)) === this.exactly[1];
    if (this.plain) return true;
    const text = fold(this.columns.map((name) => chunk.value(name, k) ?? '').join('\n'));
    return this.terms.every((term) => text.includes(term));
  }
}

/** Lets the page breathe while a search goes on, and shows what it has found so far. */
class Pace {
  constructor(watch, hits) {
    this.watch = watch;
    this.hits = hits;
    this.found = 0;
    this.told = 0;
    this.rested = performance.now();
    this.tell = this.rested + TELL_MS;
  }

  /** To be asked after each chunk: whether the search has become idle. */
  async stopped() {
    const now = performance.now();
    if (now - this.rested < REST_MS) return false;
    if (this.found > this.told && now > this.tell) {
      this.watch.some(this.hits.slice());
      this.told = this.found;
      // Showing must not cost more than a part of the search itself.
      this.tell = performance.now() + Math.max(TELL_MS, 8 * (performance.now() - now));
    }
    await new Promise((resume) => { setTimeout(resume); });
    this.rested = performance.now();
    return this.watch.stop();
  }
}

/** Whether what holds all new terms must hold all old ones. */
function grown(before, now) {
  return before.every((old) => now.some((term) => term.includes(old)));
}

function upTo(n) {
  return Array.from({ length: n }, (_, k) => k);
}
