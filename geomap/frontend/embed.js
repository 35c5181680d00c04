// In a frame: tells the host how high the page would like to be, so that the frame fits it.

const LEAST_MAP = 360; // on a phone too, the legend and the list's button leave some map between them
const MOST_MAP = 620;
const MOST_PANEL = 900;

/** Height in pixels that suits a width: the map keeps its form, the rest its own height. */
export function heightFor(width, parts) {
  return Math.round(Math.max(LEAST_MAP, Math.min(MOST_MAP, width * 0.62)) + parts.reduce((sum, part) => sum + part, 0));
}

/** Post `{type: "geomap:height", height}` to the host, at the start and on each change. */
export function tellHeight() {
  if (window.parent === window) return;
  const part = (id) => document.querySelector(id);
  let last = 0;
  const tell = () => {
    const open = document.documentElement.classList.contains('gm-list-open');
    const panel = open ? Math.min(MOST_PANEL, part('#gm-panel').scrollHeight) : 0;
    const height = heightFor(window.innerWidth, [part('.gm-head').offsetHeight, part('#gm-time').offsetHeight, panel]);
    if (height === last) return;
    last = height;
    // Any host may know: it is one number, and the page cannot tell who embeds it.
    window.parent.postMessage({ type: 'geomap:height', height }, '*');
  };
  const watch = new ResizeObserver(tell);
  for (const id of ['.gm-head', '#gm-time', '#gm-panel']) watch.observe(part(id));
  addEventListener('resize', tell);
  tell();
}
