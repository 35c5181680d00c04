// Reads what geomap/page/texts.py writes: the texts of some rows, as numbers of words and of values.
import { unpack } from './bytes.js';

/** Numbers below this take one byte, as in geomap/page/words.py. */
const ONE_BYTE = 128;

/**
 * What all chunks share.
 * @typedef {object} Common
 * @property {string[]} words the vocabulary: number 1 is the first
 * @property {Record<string, string[]>} values whole values by column: number 1 is the first
 */

/**
 * A column of a chunk that is carried as words, as it comes.
 * @typedef {object} Packed
 * @property {Uint8Array} bytes
 * @property {ArrayLike<number>} counts words of each row
 * @property {number} beside number of its first rare word
 */

/**
 * The same, cut into rows.
 * @typedef {object} Words
 * @property {Uint32Array} first of each row, and one past the last
 * @property {Uint32Array} numbers in the vocabulary from 1; beyond it, those of the chunk's rare words from 0
 */

/** The texts of some rows; nothing is spelled out until it is asked for. */
export class Chunk {
  /**
   * @param {Uint8Array} bytes
   * @param {Common} common
   * @param {string[]} rare words of this chunk that are not in the vocabulary
   */
  constructor(bytes, common, rare) {
    const line = bytes.indexOf(10);
    const { rows, columns, numbers } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, line)));
    this.rows = rows;
    this.common = common;
    this.rare = rare;
    /** @type {Record<string, any[]>} how each column is carried */
    this.columns = columns;
    this.numbers = unpack(numbers, bytes.subarray(line + 1));
    /** @type {Map<string, Packed>} */
    this.packed = new Map();
    /** @type {Map<string, Words>} */
    this.words = new Map();
    let at = line + 1;
    for (const [, , width, length] of numbers) at += width * length;
    let beside = common.words.length + 1;
    for (const [name, [how, size, count]] of Object.entries(columns)) {
      if (how !== 'words') continue;
      this.packed.set(name, { bytes: bytes.subarray(at, at + size), counts: this.numbers[name], beside });
      at += size;
      beside += count;
    }
  }

  get names() {
    return Object.keys(this.columns);
  }

  /** What row k of the chunk has in a column; null for nothing. */
  value(name, k) {
    if (!Object.hasOwn(this.columns, name)) return null;
    const [how, what] = this.columns[name];
    switch (how) {
      case 'one': return what;
      case 'list': return what[k];
      case 'value': return this.common.values[name][this.numbers[name][k] - 1] ?? null;
      default:
        if (!this.words.has(name)) this.words.set(name, readWords(this.packed.get(name)));
        return this.text(this.words.get(name), k);
    }
  }

  /** To each row's bits add, for each of its words in a column, those of `bits`, where rare words have none or their own. */
  gather(name, bits, rows, withRare) {
    const { bytes, counts, beside } = this.packed.get(name);
    let rare = beside;
    for (let at = 0, k = 0; k < rows.length; k++) {
      let mask = rows[k];
      for (let left = counts[k]; left > 0; left--) {
        const byte = bytes[at++];
        if (byte >= ONE_BYTE) mask |= bits[(((byte & 127) << 8) | bytes[at++]) + ONE_BYTE];
        else if (byte) mask |= bits[byte];
        else if (withRare) mask |= bits[rare++];
      }
      rows[k] = mask;
    }
  }

  text({ first, numbers }, k) {
    if (first[k] === first[k + 1]) return null;
    const { words } = this.common;
    let out = '';
    for (let at = first[k]; at < first[k + 1]; at++) {
      const number = numbers[at];
      if (at > first[k]) out += ' ';
      out += number <= words.length ? words[number - 1] : this.rare[number - words.length - 1];
    }
    return out;
  }

  /** Everything that a row has, by column. */
  row(k) {
    return Object.fromEntries(this.names.map((name) => [name, this.value(name, k)]));
  }
}

/** Rare words are numbered on from `beside`, in the order in which they occur. */
function readWords({ bytes, counts, beside }) {
  const first = new Uint32Array(counts.length + 1);
  for (let k = 0; k < counts.length; k++) first[k + 1] = first[k] + counts[k];
  const numbers = new Uint32Array(first[counts.length]);
  let rare = beside;
  for (let at = 0, n = 0; n < numbers.length; n++) {
    const byte = bytes[at++];
    if (byte === 0) numbers[n] = rare++;
    else numbers[n] = byte < ONE_BYTE ? byte : (((byte & 127) << 8) | bytes[at++]) + ONE_BYTE;
  }
  return { first, numbers };
}
