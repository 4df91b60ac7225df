// The phone's part in one session: when it says hello, when it resumes, and what it makes of the answers. Knows nothing of the page
// but show(state, details).

import { Refused, get, sessionPath } from './api.js';
import { Backoff } from './backoff.js';
import { recall, update } from './phone-memory.js';
import { PhoneSocket } from './phone-socket.js';

// Refusals of an older payload that say nothing about a newer one.
const NEXT_MAY_WORK = ['HANDOFF_ATTEMPT_OVER', 'HANDOFF_NOT_CONSUMED', 'HANDOFF_TOKEN_EXPIRED', 'HANDOFF_TOKEN_INVALID',
  'HANDOFF_DEVICE_MISMATCH'];
const NEEDS_NEW_CODE = ['HANDOFF_ATTEMPT_OVER', 'HANDOFF_TOKEN_EXPIRED', 'HANDOFF_TOKEN_INVALID'];

export class PhoneSession {
  #id;
  #show;
  #backoff = new Backoff();
  #socket = null;
  #turn = 0; // what an earlier turn waited for comes too late
  #tapped = false;
  #finishing = false;

  constructor(sessionId, show) {
    this.#id = sessionId;
    this.#show = show;
  }

  /** Takes up the session where this phone left it. Never says hello: that takes a tap, as link previews open pages too. */
  begin() {
    const { stage } = this.#record();
    switch (stage) {
      case 'connected':
        this.#show('reconnecting');
        this.#greet('resume');
        break;
      case 'retry':
        this.#show('retry', { canTryAgain: true });
        break;
      case 'spent':
        this.#show('no-payload');
        break;
      case 'succeeded':
      case 'failed':
        this.#show('done', { outcome: stage });
        break;
      default:
        this.#show('ready');
    }
  }

  /** The person tapped. */
  connect() {
    this.#tapped = true;
    this.#show('connecting');
    // An unanswered hello may have been accepted, and then only its own payload resumes. The newer one comes next.
    const { stage, next } = this.#record();
    this.#greet(stage === 'asked' && next ? 'resume' : 'hello');
  }

  finish(outcome) {
    this.#finishing = true;
    this.#show('connected', { sending: true });
    this.#socket.finish(outcome);
  }

  /** The network is back, or the page is looked at again. */
  wake() {
    this.#backoff.endPause();
    this.#socket?.probe();
  }

  #record() {
    return recall(this.#id);
  }

  #greet(greeting) {
    this.#turn += 1;
    this.#socket?.abandon();
    if (greeting === 'hello') {
      update(this.#id, { stage: 'asked' });
    }
    this.#socket = new PhoneSocket(this.#record().payload, greeting, {
      accepted: () => {
        this.#backoff.reset();
        this.#tapped = false;
        update(this.#id, { stage: 'connected', next: undefined });
        this.#show('connected');
      },
      refused: (code) => this.#refused(greeting, code),
      dropped: () => this.#dropped(greeting),
      finished: (answer) => this.#finished(answer),
    });
  }

  #refused(greeting, code) {
    this.#socket = null;
    const { stage, next } = this.#record();
    if (code === 'STORE_UNAVAILABLE') {
      this.#dropped(greeting);
    } else if (code === 'CONNECTION_REPLACED') {
      this.#finishing = false;
      this.#show('replaced');
    } else if (code === 'HANDOFF_TOKEN_CONSUMED' && greeting === 'hello') {
      // Only the bound device hears this: an earlier hello of ours was accepted and its answer got lost.
      this.#greet('resume');
    } else if (next && NEXT_MAY_WORK.includes(code)) {
      update(this.#id, { stage: 'fresh', payload: next, next: undefined });
      if (this.#tapped) {
        this.#greet('hello');
      } else {
        this.#show('ready');
      }
    } else if (code === 'HANDOFF_NOT_CONSUMED') {
      update(this.#id, { stage: 'fresh' });
      this.#show('ready');
    } else if (code === 'SESSION_EXPIRED' || (code === 'HANDOFF_ATTEMPT_OVER' && stage === 'connected')) {
      this.#readTruth(code);
    } else {
      this.#refuse(code);
    }
  }

  #refuse(code, sessionStatus) {
    this.#finishing = false;
    if (NEEDS_NEW_CODE.includes(code)) {
      update(this.#id, { stage: 'spent' });
    } else if (this.#record().stage === 'asked') {
      update(this.#id, { stage: 'fresh' });
    }
    this.#show('refused', { code, sessionStatus });
  }

  async #dropped(greeting) {
    this.#socket = null;
    if (this.#finishing) {
      this.#readTruth(null);
      return;
    }
    this.#turn += 1;
    const turn = this.#turn;
    const wasConnected = this.#record().stage === 'connected';
    this.#show(wasConnected ? 'reconnecting' : 'connecting', { trouble: true });
    await this.#backoff.pause();
    if (turn === this.#turn) {
      this.#greet(wasConnected ? 'resume' : greeting);
    }
  }

  #finished({ status, handoff }) {
    this.#socket = null;
    if (status !== 'created') {
      this.#conclude(status);
    } else if (handoff) {
      this.#finishing = false;
      update(this.#id, { stage: 'retry', payload: handoff, next: undefined });
      this.#show('retry', { canTryAgain: true });
    } else {
      this.#needNewCode();
    }
  }

  /** After an unanswered finish (code is null), or a refusal that leaves open how the session went on: the status knows. */
  async #readTruth(code) {
    this.#turn += 1;
    const turn = this.#turn;
    const ours = this.#record().stage === 'connected';
    if (ours) {
      this.#show('reconnecting', { trouble: this.#finishing });
    }
    const session = await this.#status(turn);
    if (turn !== this.#turn) {
      return;
    }
    if (session === null) {
      this.#refuse('SESSION_NOT_FOUND');
    } else if (ours && (session.status === 'succeeded' || session.status === 'failed')) {
      this.#conclude(session.status);
    } else if (session.is_terminal) {
      this.#refuse('SESSION_EXPIRED', session.status);
    } else if (code === null && session.status === 'in_progress') {
      this.#finishing = false;
      this.#greet('resume');
    } else if (code !== 'SESSION_EXPIRED' && session.status === 'created') {
      this.#needNewCode();
    } else {
      this.#refuse(code);
    }
  }

  async #status(turn) {
    while (turn === this.#turn) {
      try {
        return await get(`${sessionPath(this.#id)}/status`);
      } catch (error) {
        if (error instanceof Refused) {
          return null;
        }
        await this.#backoff.pause();
      }
    }
    return null;
  }

  #conclude(outcome) {
    this.#finishing = false;
    update(this.#id, { stage: outcome, next: undefined });
    this.#show('done', { outcome });
  }

  #needNewCode() {
    this.#finishing = false;
    update(this.#id, { stage: 'spent', next: undefined });
    this.#show('retry', { canTryAgain: false });
  }
}
