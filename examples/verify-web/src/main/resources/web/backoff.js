// Pauses between tries that failed: 1 s, growing to 10 s.

const FIRST_MILLIS = 1_000;
const LONGEST_MILLIS = 10_000;

export class Backoff {
  #failures = 0;
  #endPause = () => {};

  constructor() {
    window.addEventListener('online', () => this.endPause());
  }

  reset() {
    this.#failures = 0;
  }

  pause() {
    const millis = Math.min(LONGEST_MILLIS, FIRST_MILLIS * 2 ** this.#failures);
    this.#failures += 1;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, millis);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** There is reason to hope: try now. */
  endPause() {
    this.#endPause();
  }
}
