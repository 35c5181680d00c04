// When what has changed is drawn.

/** Draws however often it is asked for: at once, and at most once more with the browser's next frame. */
export class Pending {
  /** @param {() => void} draw */
  constructor(draw) {
    this.draw = draw;
    this.due = false;
    this.framed = false;
    /** Whether something has been drawn already; the page says when to begin, by `flush()`. */
    this.begun = false;
  }

  /**
   * Draw when what is going on has ended: whoever draws with the frame first waits for it. What is asked for after
   * that is drawn with the frame.
   */
  ask() {
    this.due = true;
    if (this.framed || !this.begun) return;
    this.framed = true;
    requestAnimationFrame(() => { this.framed = false; this.flush(); });
    queueMicrotask(() => this.flush());
  }

  /** Draw at once what is due. */
  flush() {
    if (!this.due) return;
    this.due = false;
    this.begun = true;
    this.draw();
  }
}
