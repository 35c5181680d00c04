// What the page's modules find in the browser besides what TypeScript knows: for `tsc -p tests/browser`.
declare const L: any;
interface Window {
  __geomap: any;
}
interface Uint8ArrayConstructor {
  fromBase64(text: string): Uint8Array<ArrayBuffer>;
}
