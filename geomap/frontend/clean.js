// Markup that others wrote, made harmless. The page itself sets text only as text.

const TAGS = new Set(['A', 'ABBR', 'B', 'BR', 'CODE', 'DIV', 'EM', 'H1', 'H2', 'H3', 'H4', 'HR', 'I', 'LI', 'OL',
  'P', 'PRE', 'S', 'SMALL', 'SPAN', 'STRONG', 'SUB', 'SUP', 'TABLE', 'TBODY', 'TD', 'TH', 'THEAD', 'TR', 'U', 'UL']);
const ATTRIBUTES = new Set(['aria-hidden', 'class', 'colspan', 'dir', 'lang', 'rowspan', 'title']);

/**
 * The address if it is one that a reader may follow, else null.
 * @param {unknown} address
 * @returns {string|null}
 */
export function safeLink(address) {
  if (typeof address !== 'string') return null;
  const text = address.trim();
  return /^(?:https?:\/\/|mailto:)[^\s<>"'`\\\u0000-\u001f]+$/i.test(text) ? text : null;
}

/**
 * Build nodes from markup, keeping plain formatting and safe links, dropping all else.
 * @param {string} markup
 * @returns {DocumentFragment}
 */
export function clean(markup) {
  // A document made by DOMParser runs no script and loads nothing.
  return copy(new DOMParser().parseFromString(String(markup), 'text/html').body);
}

function copy(from) {
  const out = document.createDocumentFragment();
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) out.append(node.data);
    else if (node.nodeType === Node.ELEMENT_NODE && TAGS.has(node.tagName)) out.append(copyElement(node));
    else if (node.nodeType === Node.ELEMENT_NODE && !/^(?:SCRIPT|STYLE|TEMPLATE|IFRAME)$/.test(node.tagName)) {
      out.append(copy(node));
    }
  }
  return out;
}

function copyElement(node) {
  const element = document.createElement(node.tagName);
  for (const { name, value } of node.attributes) if (ATTRIBUTES.has(name)) element.setAttribute(name, value);
  const link = node.tagName === 'A' && safeLink(node.getAttribute('href'));
  if (link) linkTo(element, link);
  element.append(copy(node));
  return element;
}

/** Make an anchor open an address without telling it, or letting it reach back, where it was opened from. */
export function linkTo(anchor, address) {
  anchor.href = address;
  anchor.rel = 'noopener noreferrer';
  anchor.target = '_blank';
}

/** From here on, whatever writes markup into the page (Leaflet's own controls do) is cleaned. */
export function guard() {
  Object.defineProperty(Element.prototype, 'innerHTML', {
    configurable: false,
    get() { return new XMLSerializer().serializeToString(this); },
    set(markup) { this.replaceChildren(clean(markup)); },
  });
  Element.prototype.insertAdjacentHTML = () => { throw new Error('markup is not written into this page'); };
}
