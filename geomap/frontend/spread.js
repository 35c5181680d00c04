// Incidents at one place, spread out so that each can be seen and pressed.

const CIRCLE = 9;
const APART_PX = 21;
/** More than this stay together: the card lists them. */
export const MOST_SPREAD = 60;

/**
 * Where n marks stand round their common place: in a circle, or in a spiral where they are many.
 * @param {number} n
 * @returns {[number, number][]} pixels east and south of the place
 */
export function spots(n) {
  if (n <= CIRCLE) {
    const radius = Math.max(30, (n * APART_PX) / (2 * Math.PI));
    return Array.from({ length: n }, (_, k) => polar(radius, (2 * Math.PI * k) / n - Math.PI / 2));
  }
  const out = [];
  let angle = 0;
  for (let k = 0; k < n; k++) {
    const radius = 30 + (APART_PX * angle) / (2 * Math.PI);
    out.push(polar(radius, angle - Math.PI / 2));
    angle += APART_PX / radius;
  }
  return out;
}

function polar(radius, angle) {
  return /** @type {[number, number]} */ ([radius * Math.cos(angle), radius * Math.sin(angle)]);
}

/** Lines from the place to each mark. */
export function drawLegs(context, x, y, places, colour) {
  for (const [width, stroke] of [[3, colour['label-halo']], [1, colour.soft]]) {
    context.beginPath();
    for (const [dx, dy] of places) { context.moveTo(x, y); context.lineTo(x + dx, y + dy); }
    context.lineWidth = width;
    context.strokeStyle = stroke;
    context.stroke();
  }
  context.beginPath();
  context.arc(x, y, 3, 0, 7);
  context.fillStyle = colour.ink;
  context.fill();
}
