// The texts of the incidents: chunks of rows, inflated when looked at, a few kept.
import { fromBase64, inflate } from './bytes.js';
import { Chunk } from './chunk.js';
import { loaded } from './dom.js';

const KEPT = 24;

/** Texts by row; chunk N stands in the element `geomap-texts-N`, the rare words of some chunks in `geomap-rare-N`. */
export class Texts {
  /**
   * @param {import('./rows.js').Rows} rows
   * @param {{chunkRows: number, batchChunks: number}} header
   */
  constructor(rows, { chunkRows, batchChunks }) {
    this.rows = rows;
    this.size = chunkRows;
    this.batch = batchChunks;
    this.count = Math.ceil(rows.n / chunkRows);
    /** @type {Promise<import('./chunk.js').Common>|null} */
    this.shared = null;
    /** @type {Map<number, Promise<Chunk>>} */
    this.chunks = new Map();
    /** @type {Map<number, Chunk>} those that have been read */
    this.ready = new Map();
    /** @type {Map<number, Promise<string[][]>>} */
    this.rare = new Map();
  }

  /** @returns {Promise<import('./chunk.js').Common>} */
  common() {
    this.shared ??= /** @type {Promise<import('./chunk.js').Common>} */ (contents('geomap-words').then((reply) => reply.json()));
    return this.shared;
  }

  /** @param {number} number @returns {Promise<Chunk>} */
  chunk(number) {
    return kept(this.chunks, number, KEPT, () => this.load(number));
  }

  async load(number) {
    const [bare, rare] = await Promise.all([this.bare(number), this.rareOf(number)]);
    bare.rare = rare;
    this.ready.set(number, bare);
    for (const old of this.ready.keys()) if (!this.chunks.has(old)) this.ready.delete(old);
    return bare;
  }

  /** A chunk without its rare words, which is not kept: enough to look for frequent ones. */
  async bare(number) {
    const [common, bytes] = await Promise.all([
      this.common(), contents(`geomap-texts-${number}`).then((reply) => reply.arrayBuffer()),
    ]);
    return new Chunk(new Uint8Array(bytes), common, []);
  }

  /** The rare words of a chunk. */
  async rareOf(number) {
    const batch = Math.floor(number / this.batch);
    const all = await kept(this.rare, batch, 2, async () => JSON.parse(await this.rareText(batch)));
    return all[number - batch * this.batch];
  }

  /** The rare words of a batch of chunks, as JSON. */
  async rareText(batch) {
    return (await contents(`geomap-rare-${batch}`)).text();
  }

  /** @param {number} i @returns {Promise<Record<string, any>>} the texts of row i; absent ones are null */
  async row(i) {
    const at = this.rows.text[i];
    return (await this.chunk(Math.floor(at / this.size))).row(at % this.size);
  }

  /** The texts of row i if they have been read already. */
  peek(i) {
    const at = this.rows.text[i];
    return this.ready.get(Math.floor(at / this.size))?.row(at % this.size) ?? null;
  }

  /** Whether the file goes on to the last of its texts. */
  get whole() {
    return this.count === 0 || document.getElementById(`geomap-texts-${this.count - 1}`) !== null;
  }
}

/** What stands in an element, inflated; the first chunk stands before the script, others may still come. */
async function contents(id) {
  if (!document.getElementById(id)) await loaded();
  const element = document.getElementById(id);
  if (!element) throw new Error('the page is not whole: some of its texts are missing');
  return inflate(fromBase64(element.textContent));
}

/** What a map keeps for a key, or make it; the least lately used goes first. */
function kept(map, key, most, create) {
  const found = map.get(key) ?? create();
  map.delete(key);
  map.set(key, found);
  if (map.size > most) map.delete(map.keys().next().value);
  return found;
}
