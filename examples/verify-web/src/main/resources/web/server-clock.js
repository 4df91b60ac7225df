// Computes the server's time from this computer's clock, which may be wrong by hours.

export class ServerClock {
  // The bounds of (server time - local time). The Date header has whole seconds, and was written between request and answer: each answer
  // gives a range, and further answers make it smaller.
  #least = -Infinity;
  #most = Infinity;

  observe(dateHeader, sentAt, receivedAt) {
    const second = Date.parse(dateHeader ?? '');
    if (Number.isNaN(second)) {
      return;
    }
    const least = second - receivedAt;
    const most = second + 1000 - sentAt;
    const clockWasSet = least > this.#most || most < this.#least;
    this.#least = clockWasSet ? least : Math.max(least, this.#least);
    this.#most = clockWasSet ? most : Math.min(most, this.#most);
  }

  now() {
    return Date.now() + this.#offset();
  }

  #offset() {
    const localClockFits = this.#least <= 0 && this.#most >= 0;
    return localClockFits ? 0 : (this.#least + this.#most) / 2;
  }
}
