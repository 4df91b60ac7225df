// The panel with the code: gets a code, renews it before it expires, shows the countdown, and removes the code.

import { drawCode, fitCode } from './code-picture.js';
import { element, setText, setVisible } from './dom.js';
import { Refused, endPauses, insist, pause, post, serverClock, sessionPath } from './requests.js';

const LONGEST_REFRESH_MILLIS = 60_000;
const SHORTEST_REFRESH_MILLIS = 1_000;
const TICK_MILLIS = 250;

export class CodePanel {
  /** Why there is no new code: a Trouble (temporary) or a Refused (final); null if nothing is wrong. */
  problem = null;
  #path;
  #changed;
  #work = null; // aborts the work that start() began; null while stopped
  #link = null;
  #expiresAt = 0;
  #askFrom = 0; // the end of the pause that the server asked for; stop() and start() keep it
  #ticker;

  constructor(sessionId, changed) {
    this.#path = `${sessionPath(sessionId)}/code`;
    this.#changed = changed;
    element('new-code').addEventListener('click', () => {
      element('state').focus(); // the button will disappear
      endPauses();
    });
    window.addEventListener('resize', () => fitCode(element('qr')));
    document.addEventListener('visibilitychange', () => this.#work !== null && this.#workWhileVisible());
  }

  get hasCode() {
    return this.#link !== null;
  }

  start() {
    this.stop();
    setVisible(element('code'), true);
    this.#workWhileVisible();
  }

  stop() {
    this.#rest();
    this.#work = null;
    this.problem = null;
    this.#removeCode();
    setVisible(element('code'), false);
  }

  #rest() {
    this.#work?.abort();
    clearInterval(this.#ticker);
  }

  /** Works only while the page is visible; a page that opens hidden gets one code. */
  #workWhileVisible() {
    this.#rest();
    this.#work = new AbortController();
    if (document.visibilityState === 'visible' || this.#expiresAt === 0) {
      this.#ticker = setInterval(() => this.#tickAndRenew(), TICK_MILLIS);
      this.#tick();
      this.#renew(this.#work.signal);
    }
  }

  async #renew(signal) {
    for (;;) {
      this.#showPlaceholder();
      await pause(Math.max(0, this.#askFrom - Date.now()), signal);
      try {
        const send = () => post(this.#path, undefined, { signal });
        this.#show(await insist(send, { signal, troubled: (trouble) => this.#failed(trouble) }));
      } catch (refused) {
        if (!(refused instanceof Refused)) {
          throw refused;
        }
        this.#removeCode();
        this.#failed(refused);
        return;
      }
      if (document.visibilityState === 'hidden') {
        return;
      }
      const remaining = this.#expiresAt - serverClock.now();
      await pause(Math.max(SHORTEST_REFRESH_MILLIS, Math.min(LONGEST_REFRESH_MILLIS, remaining / 2)), signal);
    }
  }

  #show({ link, svg, expires_at }) {
    this.problem = null;
    this.#expiresAt = Date.parse(expires_at);
    if (link !== this.#link) {
      this.#link = link;
      setVisible(element('no-code'), false);
      setVisible(element('code-details'), true);
      setVisible(element('local-only'), ['localhost', '127.0.0.1', '[::1]'].includes(new URL(link).hostname));
      element('same-device-link').href = link;
      drawCode(element('qr'), svg);
    }
    this.#tick();
    this.#changed();
  }

  #failed(problem) {
    this.problem = problem;
    this.#askFrom = Date.now() + (problem.wishedPauseMillis ?? 0);
    this.#showPlaceholder();
    this.#changed();
  }

  #tick() {
    const remaining = this.#expiresAt - serverClock.now();
    if (this.hasCode && remaining > 0) {
      setText(element('countdown'), `This code works for another ${minutesAndSeconds(remaining)}`);
    } else if (this.hasCode) {
      this.#removeCode();
      this.#showPlaceholder();
      this.#changed();
    }
  }

  /** Also renews a code that expires on the screen: the computer may have slept, or its clock may have been set. */
  #tickAndRenew() {
    const hadCode = this.hasCode;
    this.#tick();
    if (hadCode && !this.hasCode) {
      this.#workWhileVisible();
    }
  }

  #removeCode() {
    this.#link = null;
    element('qr').replaceChildren();
    element('same-device-link').removeAttribute('href');
    setText(element('countdown'), '');
    setVisible(element('code-details'), false);
  }

  #showPlaceholder() {
    setText(element('no-code-text'), this.problem === null ? 'Getting a code…' : 'No valid code');
    setVisible(element('new-code'), this.problem?.cause === 'unreachable' || this.problem?.cause === 'unavailable');
    setVisible(element('no-code'), !this.hasCode);
  }
}

function minutesAndSeconds(millis) {
  const seconds = Math.ceil(millis / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
