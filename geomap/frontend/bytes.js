// Reads what geomap/page/columns.py packs: base64, gzip, shuffled columns of whole numbers.

/** @typedef {[string, 'delta'|'plain', 0|1|2|4, number]} Column name, coding, bytes a value, values */

/**
 * Bytes of an inert script element's base64 text.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function fromBase64(text) {
  if (typeof Uint8Array.fromBase64 === 'function') return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes gzip
 * @returns {Response} to be read as an ArrayBuffer or as text
 */
export function inflate(bytes) {
  // Written straight into the stream: a Blob would go through the browser's own process, at 100 ms and more.
  const stream = new DecompressionStream('gzip');
  const writer = stream.writable.getWriter();
  writer.write(bytes).catch(() => {}); // a broken stream is reported by the reading side
  writer.close().catch(() => {});
  return new Response(stream.readable);
}

/**
 * Inflate the gzip block of an element; the element's text is let go of afterwards.
 * @param {string} id
 * @returns {Promise<Uint8Array>}
 */
export async function block(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page lacks its part ${id}`);
  const bytes = fromBase64(element.textContent.trim());
  element.textContent = '';
  return bytes.length ? new Uint8Array(await inflate(bytes).arrayBuffer()) : bytes;
}

/**
 * Cut a block into its columns.
 * @param {Column[]} header
 * @param {Uint8Array} bytes inflated
 * @returns {Record<string, Int32Array|Uint8Array|Uint16Array|Uint32Array>} deltas as Int32Array
 */
export function unpack(header, bytes) {
  /** @type {Record<string, any>} */
  const columns = Object.create(null); // a column may be called "__proto__"
  let at = 0;
  for (const [name, coding, width, length] of header) {
    const values = unshuffle(bytes, at, width, length);
    columns[name] = coding === 'delta' ? accumulate(values) : values;
    at += width * length;
  }
  return columns;
}

/** Undo the byte shuffle: plane k holds byte k of every value. */
function unshuffle(bytes, at, width, n) {
  if (width === 0) return new Uint8Array(n);
  if (width === 1) return bytes.slice(at, at + n);
  const out = width === 2 ? new Uint16Array(n) : new Uint32Array(n);
  const second = at + n;
  if (width === 2) {
    for (let i = 0; i < n; i++) out[i] = bytes[at + i] | (bytes[second + i] << 8);
    return out;
  }
  const third = second + n;
  const fourth = third + n;
  for (let i = 0; i < n; i++) {
    out[i] = bytes[at + i] | (bytes[second + i] << 8) | (bytes[third + i] << 16) | (bytes[fourth + i] << 24);
  }
  return out;
}

/** Undo zigzag differences. */
function accumulate(values) {
  const out = new Int32Array(values.length);
  let last = 0;
  for (let i = 0; i < values.length; i++) {
    const u = values[i];
    last = (last + ((u >>> 1) ^ -(u & 1))) | 0;
    out[i] = last;
  }
  return out;
}
