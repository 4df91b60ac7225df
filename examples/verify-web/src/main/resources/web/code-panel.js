// The code on the screen: gets it, renews it before it gets stale, counts down to its expiry, takes it away.

import { Refused, post, serverClock, sessionPath } from './api.js';
import { Backoff } from './backoff.js';
import { drawCode } from './code-picture.js';
import { element, setText, setVisible } from './dom.js';

const LONGEST_REFRESH_MILLIS = 60_000;
const SHORTEST_REFRESH_MILLIS = 1_000;
const TICK_MILLIS = 250;
const REFUSALS = { SESSION_IN_PROGRESS: 'claimed', PAGE_PROOF_REQUIRED: 'not ours' };

export class CodePanel {
  #sessionId;
  #report;
  #backoff = new Backoff();
  #running = 0; // which start() is in force: answers to an earlier one come too late
  #link = null;
  #expiresAt = 0;
  #asking = false;
  #refreshTimer;
  #ticker;

  /**
   * Calls report with what is on the screen: 'shown', 'stale' (a code that still works but couldn't be renewed), 'none' (the server
   * can't be reached), 'claimed' (a phone is connected, which the status will say in a moment), 'refused', or 'not ours'.
   */
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
    if (this.#link === null) {
      this.#showPlaceholder('Getting a code…', false);
    }
    try {
      const code = await post(`${sessionPath(this.#sessionId)}/code`);
      if (inForce()) {
        this.#asking = false;
        await this.#show(code, inForce);
      }
    } catch (error) {
      if (inForce()) {
        this.#asking = false;
        await this.#failed(error, inForce);
      }
    }
  }

  async #show({ link, svg, expires_at }, inForce) {
    const expiresAt = Date.parse(expires_at);
    const remaining = expiresAt - serverClock.now();
    if (remaining <= 0) {
      this.#removeCode();
      this.#showPlaceholder('Getting a code…', false);
      await this.#backoff.pause();
      if (inForce()) {
        this.#refresh();
      }
      return;
    }
    this.#backoff.reset();
    this.#expiresAt = expiresAt;
    if (link !== this.#link) {
      this.#link = link;
      this.#put(link, svg);
    }
    this.#report('shown');
    const delay = Math.max(SHORTEST_REFRESH_MILLIS, Math.min(LONGEST_REFRESH_MILLIS, remaining / 2));
    this.#refreshTimer = setTimeout(() => this.#refresh(), delay);
    this.#tick();
  }

  async #failed(error, inForce) {
    if (error instanceof Refused) {
      this.#removeCode();
      this.#showPlaceholder('', false);
      this.#report(REFUSALS[error.code] ?? 'refused');
    } else if (this.#link === null) {
      this.#showPlaceholder('No valid code', true);
      this.#report('none');
    } else {
      this.#report('stale');
      await this.#backoff.pause();
      if (inForce() && this.#link !== null && !this.#asking) {
        this.#refresh();
      }
    }
  }

  #tick() {
    if (this.#link === null) {
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

  #put(link, svg) {
    setVisible(element('no-code'), false);
    setVisible(element('code-details'), true);
    setVisible(element('local-only'), ['localhost', '127.0.0.1', '[::1]'].includes(new URL(link).hostname));
    element('same-device-link').href = link;
    drawCode(element('qr'), svg);
  }

  #removeCode() {
    this.#link = null;
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

function minutesAndSeconds(millis) {
  const seconds = Math.ceil(millis / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
