// The texts of the incidents: chunks of rows, inflated when looked at, a few kept.
import { fromBase64, inflate } from './bytes.js';

const KEPT = 24;

/** A text without case, accents and width: what search compares. */
export function fold(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

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
    const element = document.getElementById(`geomap-texts-${number}`);
    if (!element) throw new Error('the page is not whole: some of its texts are missing');
    return JSON.parse(await inflate(fromBase64(element.textContent.trim())).text());
  }

  /** @param {number} i @returns {Promise<Record<string, any>>} the texts of row i; absent ones are null */
  async row(i) {
    const at = this.rows.text[i];
    return pick(await this.chunk(Math.floor(at / this.size)), at % this.size);
  }

  /**
   * Rows whose texts hold `wanted`, which must be folded.
   * @param {string} wanted
   * @param {string[]} columns
   * @param {() => boolean} stop asked between chunks
   * @returns {Promise<Uint8Array|null>} 1 for each hit, or null when stopped
   */
  async search(wanted, columns, stop) {
    const { n, byDate } = this.rows;
    const hits = new Uint8Array(n);
    for (let start = 0; start < n; start += this.size) {
      if (stop()) return null;
      const chunk = await this.chunk(start / this.size);
      const present = columns.filter((name) => name in chunk);
      for (let k = 0; k < Math.min(this.size, n - start); k++) {
        const row = present.map((name) => cell(chunk, name, k) ?? '').join('\n');
        if (fold(row).includes(wanted)) hits[byDate[start + k]] = 1;
      }
    }
    return hits;
  }
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
