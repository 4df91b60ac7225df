// The code on the screen: gets it, renews it before it gets stale, counts down to its expiry, takes it away.

import { Refused, post, serverClock, sessionPath } from './api.js';
import { Backoff } from './backoff.js';
import { element, setText, setVisible } from './dom.js';

const LONGEST_REFRESH_MILLIS = 60_000;
const SHORTEST_REFRESH_MILLIS = 1_000;
const TICK_MILLIS = 250;

export class CodePanel {
  #sessionId;
  #report;
  #backoff = new Backoff();
  #running = 0; // which start() is in force: answers to an earlier one come too late
  #attemptId = null;
  #expiresAt = 0;
  #asking = false;
  #refreshTimer;
  #ticker;

  /** report('shown' | 'stale' | 'none' | 'refused'): stale is a code that still works but couldn't be renewed. */
  constructor(sessionId, report) {
    this.#sessionId = sessionId;
    this.#report = report;
    element('new-code').addEventListener('click', () => {
      element('state').focus(); // the button is about to go
      this.#refresh();
    });
    // Timers sleep in a hidden tab.
    document.addEventListener('visibilitychange', () => this.#tick());
  }

  start() {
    this.stop();
    setVisible(element('code'), true);
    this.#ticker = setInterval(() => this.#tick(), TICK_MILLIS);
    this.#refresh();
  }

  stop() {
    this.#running += 1;
    this.#asking = false;
    clearTimeout(this.#refreshTimer);
    clearInterval(this.#ticker);
    this.#removeCode();
    setVisible(element('code'), false);
  }

  async #refresh() {
    const running = this.#running;
    const inForce = () => running === this.#running;
    clearTimeout(this.#refreshTimer);
    this.#asking = true;
    if (this.#attemptId === null) {
      this.#showPlaceholder('Getting a code…', false);
    }
    try {
      const payload = await post(`${sessionPath(this.#sessionId)}/handoff`);
      const drawing = payload.attempt_id === this.#attemptId ? null : await post('/v1/qr', payload);
      if (inForce()) {
        this.#asking = false;
        this.#show(payload, drawing);
      }
    } catch (error) {
      if (inForce()) {
        this.#asking = false;
        await this.#failed(error, inForce);
      }
    }
  }

  #show(payload, drawing) {
    // The code may have run out, and gone, while the server confirmed it.
    if (drawing === null && this.#attemptId === null) {
      this.#refresh();
      return;
    }
    this.#backoff.reset();
    this.#expiresAt = Date.parse(payload.expires_at);
    if (drawing !== null) {
      this.#attemptId = payload.attempt_id;
      draw(drawing);
    }
    this.#report('shown');
    const halfOfItsLife = (this.#expiresAt - serverClock.now()) / 2;
    const delay = Math.max(SHORTEST_REFRESH_MILLIS, Math.min(LONGEST_REFRESH_MILLIS, halfOfItsLife));
    this.#refreshTimer = setTimeout(() => this.#refresh(), delay);
    this.#tick();
  }

  async #failed(error, inForce) {
    if (error instanceof Refused) {
      this.#removeCode();
      this.#showPlaceholder('', false);
      this.#report('refused');
    } else if (this.#attemptId === null) {
      this.#showPlaceholder('No valid code', true);
      this.#report('none');
    } else {
      this.#report('stale');
      await this.#backoff.pause();
      if (inForce() && this.#attemptId !== null && !this.#asking) {
        this.#refresh();
      }
    }
  }

  #tick() {
    if (this.#attemptId === null) {
      return;
    }
    const remaining = this.#expiresAt - serverClock.now();
    if (remaining > 0) {
      setText(element('countdown'), `This code works for another ${minutesAndSeconds(remaining)}`);
      return;
    }
    this.#removeCode();
    if (this.#asking) {
      this.#showPlaceholder('Getting a code…', false);
    } else {
      this.#refresh();
    }
  }

  #removeCode() {
    this.#attemptId = null;
    element('qr').replaceChildren();
    element('same-device-link').removeAttribute('href');
    setText(element('countdown'), '');
    setVisible(element('code-details'), false);
  }

  #showPlaceholder(text, withButton) {
    setText(element('no-code-text'), text);
    setVisible(element('new-code'), withButton);
    setVisible(element('no-code'), true);
  }
}

function draw({ link, svg }) {
  const picture = document.adoptNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement);
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', 'QR code that opens this session on your phone');
  element('qr').replaceChildren(picture);
  element('same-device-link').href = link;
  setVisible(element('local-only'), ['localhost', '127.0.0.1', '[::1]'].includes(new URL(link).hostname));
  setVisible(element('no-code'), false);
  setVisible(element('code-details'), true);
}

function minutesAndSeconds(millis) {
  const seconds = Math.ceil(millis / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
