// The texts of the incidents: chunks of rows, inflated when looked at, a few kept.
import { fromBase64, inflate } from './bytes.js';
import { fold } from './highlight.js';

const KEPT = 24;
const REST_MS = 24;
const TELL_MS = 250;

/** Texts by row; `chunkRows` rows stand in each element `geomap-texts-N`. */
export class Texts {
  /**
   * @param {import('./rows.js').Rows} rows
   * @param {number} chunkRows
   */
  constructor(rows, chunkRows) {
    this.rows = rows;
    this.size = chunkRows;
    /** @type {Map<number, Promise<Record<string, any>>>} */
    this.kept = new Map();
  }

  /** @param {number} number @returns {Promise<Record<string, any>>} columns of a chunk */
  chunk(number) {
    let found = this.kept.get(number);
    if (found) this.kept.delete(number);
    else found = this.load(number);
    this.kept.set(number, found);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
    return found;
  }

  async load(number) {
    return JSON.parse(await this.raw(number));
  }

  /** The JSON of a chunk. */
  raw(number) {
    const element = document.getElementById(`geomap-texts-${number}`);
    if (!element) throw new Error('the page is not whole: some of its texts are missing');
    return inflate(fromBase64(element.textContent.trim())).text();
  }

  /** @param {number} i @returns {Promise<Record<string, any>>} the texts of row i; absent ones are null */
  async row(i) {
    const at = this.rows.text[i];
    return pick(await this.chunk(Math.floor(at / this.size)), at % this.size);
  }

  /** @returns {Promise<number|null>} the first row that has this value, as text, in a column */
  async find(name, value) {
    const { n, byDate } = this.rows;
    for (let start = 0; start < n; start += this.size) {
      const chunk = await this.chunk(start / this.size);
      for (let k = 0; k < Math.min(this.size, n - start); k++) if (String(cell(chunk, name, k)) === value) return byDate[start + k];
    }
    return null;
  }

  /**
   * Rows whose texts hold all terms, which must be folded.
   *
   * A chunk is inflated and folded as a whole first: only where that holds every term are
   * its rows looked at one by one. Words that only grow longer look at no chunk again that
   * had no hit.
   * @param {string[]} terms
   * @param {string[]} columns
   * @param {{stop: () => boolean, some: (hits: Uint8Array) => void}} watch asked, and told what is found so far
   * @returns {Promise<Uint8Array|null>} 1 for each hit, or null when stopped
   */
  async search(terms, columns, { stop, some }) {
    const { n } = this.rows;
    const hits = new Uint8Array(n);
    const chunks = this.searched && grown(this.searched.terms, terms) ? this.searched.chunks : Array.from({ length: Math.ceil(n / this.size) }, (_, k) => k);
    const holding = [];
    let rested = performance.now();
    let tell = rested + TELL_MS;
    let fresh = false;
    for (const number of chunks) {
      if (await this.searchChunk(number, terms, columns, hits)) { holding.push(number); fresh = true; }
      const now = performance.now();
      if (now - rested < REST_MS) continue;
      if (fresh && now > tell) {
        some(hits.slice());
        // Showing must not cost more than a part of the search itself.
        tell = performance.now() + Math.max(TELL_MS, 8 * (performance.now() - now));
        fresh = false;
      }
      await new Promise((resume) => { setTimeout(resume); });
      if (stop()) return null;
      rested = performance.now();
    }
    if (stop()) return null;
    this.searched = { terms, chunks: holding };
    return hits;
  }

  /** Mark the rows of a chunk that hold all terms; whether there are any. */
  async searchChunk(number, terms, columns, hits) {
    const { n, byDate } = this.rows;
    const raw = await this.raw(number);
    const all = fold(raw);
    // JSON writes a backslash as two.
    if (!terms.every((term) => term.includes('\\') || all.includes(term))) return false;
    const chunk = JSON.parse(raw);
    const present = columns.filter((name) => name in chunk);
    const start = number * this.size;
    let any = false;
    for (let k = 0; k < Math.min(this.size, n - start); k++) {
      const row = fold(present.map((name) => cell(chunk, name, k) ?? '').join('\n'));
      if (!terms.every((term) => row.includes(term))) continue;
      hits[byDate[start + k]] = 1;
      any = true;
    }
    return any;
  }
}

/** Whether what holds all new terms must hold all old ones. */
function grown(before, now) {
  return before.every((old) => now.some((term) => term.includes(old)));
}

/** A column that has one value throughout stands as that value. */
function cell(chunk, name, k) {
  const values = chunk[name];
  return Array.isArray(values) ? values[k] : values;
}

function pick(chunk, k) {
  /** @type {Record<string, any>} */
  const row = {};
  for (const name of Object.keys(chunk)) row[name] = cell(chunk, name, k);
  return row;
}
