// The phone's part in one session: when it says hello, when it resumes, and what it makes of the answers. Knows nothing of the page
// but show(state, details).

import { Refused, get, sessionPath } from './api.js';
import { Backoff } from './backoff.js';
import { canSign, forgetThatSignatureIsWanted, rememberThatSignatureIsWanted, wantsSignature } from './phone-key.js';
import { recall, update } from './phone-memory.js';
import { PhoneSocket } from './phone-socket.js';

const NEEDS_NEW_CODE = ['HANDOFF_ATTEMPT_OVER', 'HANDOFF_TOKEN_EXPIRED', 'HANDOFF_TOKEN_INVALID'];
const BETWEEN_FINISHES_MILLIS = 1_500;

export class PhoneSession {
  #id;
  #show;
  #backoff = new Backoff();
  #socket = null;
  #turn = 0; // what an earlier turn waited for comes too late
  #finishing = null; // the outcome that was chosen
  #matchCode = null;

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
      case 'over':
        this.#refuse('SESSION_EXPIRED');
        break;
      case 'declined':
        this.#show('declined');
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
    this.#show('connecting');
    this.#greet('hello');
  }

  /** The person does not know what this is about, or does not want to. Nothing was sent, and the code is forgotten. */
  decline() {
    update(this.#id, { stage: 'declined' });
    this.#show('declined');
  }

  finish(outcome) {
    this.#finishing = outcome;
    this.#showConnected({ sending: true });
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

  #showConnected(details = {}) {
    this.#show('connected', { matchCode: this.#matchCode, ...details });
  }

  #greet(greeting) {
    this.#turn += 1;
    this.#socket?.abandon();
    if (greeting === 'hello') {
      update(this.#id, { stage: 'asked' });
    }
    this.#socket = new PhoneSocket(this.#record().payload, greeting, {
      accepted: ({ match_code }) => {
        this.#backoff.reset();
        this.#finishing = null;
        this.#matchCode = match_code ?? null;
        update(this.#id, { stage: 'connected' });
        this.#showConnected();
      },
      unapproved: () => this.#unapproved(),
      refused: (code) => this.#refused(greeting, code),
      dropped: () => this.#dropped(greeting),
      finished: (answer) => this.#finished(answer),
    });
  }

  /** The person has not picked the digits yet: the outcome waits for that. */
  #unapproved() {
    this.#showConnected({ sending: true, unapproved: true });
    const turn = this.#turn;
    setTimeout(() => turn === this.#turn && this.#socket?.finish(this.#finishing), BETWEEN_FINISHES_MILLIS);
  }

  #refused(greeting, code) {
    this.#socket = null;
    const { stage } = this.#record();
    if (code === 'STORE_UNAVAILABLE') {
      this.#dropped(greeting);
    } else if (code === 'CONNECTION_REPLACED') {
      this.#finishing = null;
      this.#show('replaced');
    } else if (code === 'POSSESSION_REQUIRED' && !wantsSignature()) {
      this.#startToSign(greeting);
    } else if (code === 'HELLO_REQUIRED' && wantsSignature()) {
      // this server asks for no signature any more
      forgetThatSignatureIsWanted();
      this.#greet(greeting);
    } else if (code === 'HANDOFF_TOKEN_CONSUMED' && greeting === 'hello') {
      // Only the bound device gets this: an earlier hello of ours was accepted and its answer got lost.
      this.#greet('resume');
    } else if (code === 'HANDOFF_NOT_CONSUMED') {
      update(this.#id, { stage: 'fresh' });
      this.#show('ready');
    } else if (code === 'SESSION_EXPIRED' || (code === 'HANDOFF_ATTEMPT_OVER' && stage === 'connected')) {
      this.#readTruth(code);
    } else {
      this.#refuse(code);
    }
  }

  /** From now on this phone is known by its key. */
  #startToSign(greeting) {
    if (canSign()) {
      rememberThatSignatureIsWanted();
      this.#greet(greeting);
    } else {
      this.#refuse('SIGNING_UNAVAILABLE');
    }
  }

  #refuse(code, sessionStatus) {
    this.#finishing = null;
    if (code === 'SESSION_EXPIRED') {
      update(this.#id, { stage: 'over' });
    } else if (NEEDS_NEW_CODE.includes(code)) {
      update(this.#id, { stage: 'spent' });
    } else if (this.#record().stage === 'asked') {
      update(this.#id, { stage: 'fresh' });
    }
    this.#show('refused', { code, sessionStatus });
  }

  async #dropped(greeting) {
    this.#socket = null;
    if (this.#finishing !== null) {
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
      this.#finishing = null;
      update(this.#id, { stage: 'retry', payload: handoff });
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
      this.#show('reconnecting', { trouble: this.#finishing !== null });
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
      this.#finishing = null;
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
    this.#finishing = null;
    update(this.#id, { stage: outcome });
    this.#show('done', { outcome });
  }

  #needNewCode() {
    this.#finishing = null;
    update(this.#id, { stage: 'spent' });
    this.#show('retry', { canTryAgain: false });
  }
}
