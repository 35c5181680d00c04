// Putting text on the clipboard, also where the browser keeps it from pages of files and frames.
import { make } from './dom.js';

/** @param {string} text @returns {Promise<boolean>} whether it is there */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

function copySelected(text) {
  const field = make('textarea', { value: text, className: 'gm-unseen', readOnly: true });
  const before = /** @type {HTMLElement|null} */ (document.activeElement);
  document.body.append(field);
  field.select();
  let done = false;
  try { done = document.execCommand('copy'); } catch { /* not allowed */ }
  field.remove();
  before?.focus();
  return done;
}
