// Building the page's elements: text as text, never as markup.

/**
 * @param {string} tag
 * @param {Record<string, any>} [properties] set by property; `data` and `aria` objects by attribute
 * @param {...(Node|string|null|undefined)} children
 * @returns {any} the element
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === 'aria') for (const [key, state] of Object.entries(value)) element.setAttribute(`aria-${key}`, String(state));
    else if (name === 'role') element.setAttribute('role', value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * One tab stop for a group: the arrow keys, Home and End go from one item to the next.
 * @param {HTMLElement} group
 * @param {string} selector of its items
 */
export function roving(group, selector) {
  /** @returns {any[]} */
  const all = () => [...group.querySelectorAll(selector)];
  const items = () => all().filter((item) => !item.disabled && !item.closest('[hidden]'));
  const settle = (one) => { for (const item of all()) item.tabIndex = item === one ? 0 : -1; };
  settle(items()[0]);
  if (group.dataset.roving) return;
  group.dataset.roving = 'on';
  // Should the one that Tab comes to be hidden or switched off, another takes its place.
  const watch = new MutationObserver(() => { if (!items().some((item) => item.tabIndex === 0)) settle(items()[0]); });
  watch.observe(group, { subtree: true, attributeFilter: ['hidden', 'disabled'] });
  group.addEventListener('focusin', ({ target }) => { if (all().includes(target)) settle(target); });
  group.addEventListener('keydown', (event) => {
    const them = items();
    const at = them.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const forward = getComputedStyle(group).direction === 'rtl' ? -1 : 1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, ArrowRight: at + forward, ArrowLeft: at - forward, Home: 0, End: them.length - 1 }[event.key];
    if (at < 0 || to === undefined || !them[to]) return;
    event.preventDefault();
    them[to].focus();
  });
}

/**
 * When the whole file has been read.
 * @returns {Promise<void>}
 */
export function loaded() {
  return new Promise((resolve) => {
    if (document.readyState !== 'loading') resolve();
    else document.addEventListener('DOMContentLoaded', () => resolve(), { once: true });
  });
}

/** Call `act` once the browser has nothing else to do, or soon. @param {() => void} act */
export function whenIdle(act) {
  if ('requestIdleCallback' in window) requestIdleCallback(act, { timeout: 500 });
  else setTimeout(act, 50);
}
