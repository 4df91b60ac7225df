// The phone's part in one session: when it says hello, when it resumes, and what it makes of the answers. Knows nothing of the page
// but show(state, details).

import { decline } from './phone-decline.js';
import { recall, update } from './phone-memory.js';
import { PhoneSocket } from './phone-socket.js';
import { Refused, endPauses, get, insist, pauseAfter, sessionPath } from './requests.js';

const NEEDS_NEW_CODE = ['HANDOFF_ATTEMPT_OVER', 'HANDOFF_TOKEN_EXPIRED', 'HANDOFF_TOKEN_INVALID'];
const BETWEEN_FINISHES_MILLIS = 1_500;
const BETWEEN_LOOKS_MILLIS = 2_000;

export class PhoneSession {
  #id;
  #show;
  #shown = null;
  #socket = null;
  #failures = 0; // of connections, in a row
  #turn = new AbortController(); // what an earlier turn waited for comes too late
  #finishing = null; // the outcome that was chosen
  #matchCode = null;

  constructor(sessionId, show) {
    this.#id = sessionId;
    this.#show = (state, details) => {
      this.#shown = state;
      show(state, details);
    };
  }

  get id() {
    return this.#id;
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
        this.#show('declined', { told: this.#record().told });
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
    if (!this.#isBehind()) {
      this.#show('connecting');
      this.#greet('hello');
    }
  }

  /** Another tab of this phone wrote; what is connected here hears of that from the server. */
  lookAgain() {
    if (this.#socket === null && this.#finishing === null) {
      this.#nextTurn();
      this.#showWhatIs();
    }
  }

  decline() {
    if (!this.#isBehind()) {
      decline(this.#id, this.#show);
    }
  }

  /** Whether another tab of this phone came further than what is shown here; then shows that instead. */
  #isBehind() {
    const { stage, payload } = this.#record();
    const isBehind = stage === 'connected' || stage === 'spent' || payload === undefined
      || (stage === 'retry' && this.#shown !== 'retry');
    if (isBehind) {
      this.#showWhatIs();
    }
    return isBehind;
  }

  /** As begin does, but takes no connection away from another tab. */
  #showWhatIs() {
    if (this.#record().stage === 'connected') {
      this.#show('replaced');
    } else {
      this.begin();
    }
  }

  finish(outcome) {
    this.#finishing = outcome;
    this.#showConnected({ sending: true });
    this.#socket.finish(outcome);
  }

  /** The network is back, or the page is looked at again. */
  wake() {
    endPauses();
    this.#socket?.probe();
  }

  #record() {
    return recall(this.#id);
  }

  #showConnected(details = {}) {
    this.#show('connected', { matchCode: this.#matchCode, ...details });
  }

  #nextTurn() {
    this.#turn.abort();
    this.#turn = new AbortController();
    return this.#turn.signal;
  }

  #greet(greeting) {
    this.#nextTurn();
    this.#socket?.abandon();
    const { stage, payload } = this.#record();
    if (payload === undefined) {
      this.#socket = null;
      if (stage === 'connected') {
        this.#show('no-payload'); // somebody else cut the record
      } else {
        this.begin(); // another tab ended the session meanwhile
      }
      return;
    }
    if (greeting === 'hello') {
      update(this.#id, { stage: 'asked' });
    }
    this.#socket = new PhoneSocket(payload, greeting, {
      accepted: ({ match_code }) => {
        this.#failures = 0;
        this.#finishing = null;
        this.#matchCode = match_code ?? null;
        update(this.#id, { stage: 'connected' });
        this.#showConnected();
        if (this.#matchCode !== null) {
          this.#socket.pingEvery(BETWEEN_LOOKS_MILLIS);
          this.#socket.probe();
        }
      },
      pong: ({ approval }) => approval === 'given' && this.#approved(),
      unapproved: () => this.#unapproved(),
      refused: (code) => this.#refused(greeting, code),
      dropped: (trouble) => this.#dropped(greeting, trouble),
      finished: (answer) => this.#finished(answer),
    });
  }

  /** The person has not picked the digits yet: the outcome waits for that. */
  #unapproved() {
    this.#showConnected({ sending: true, unapproved: true });
    const { signal } = this.#turn;
    setTimeout(() => !signal.aborted && this.#socket?.finish(this.#finishing), BETWEEN_FINISHES_MILLIS);
  }

  /** The digits were picked, and have done their work. */
  #approved() {
    if (this.#matchCode !== null) {
      this.#matchCode = null;
      this.#socket.pingEvery();
      this.#showConnected({ sending: this.#finishing !== null });
    }
  }

  #refused(greeting, code) {
    this.#socket = null;
    const { stage } = this.#record();
    if (code === 'CONNECTION_REPLACED') {
      this.#finishing = null;
      this.#show('replaced');
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

  async #dropped(greeting, trouble) {
    this.#socket = null;
    if (this.#finishing !== null) {
      this.#readTruth(null, trouble);
      return;
    }
    const signal = this.#nextTurn();
    const wasConnected = this.#record().stage === 'connected';
    this.#show(wasConnected ? 'reconnecting' : 'connecting', { trouble });
    await pauseAfter(trouble, this.#failures, signal);
    this.#failures += 1;
    this.#greet(wasConnected ? 'resume' : greeting);
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
  async #readTruth(code, dropping) {
    const signal = this.#nextTurn();
    const ours = this.#record().stage === 'connected';
    const troubled = (trouble) => ours && this.#show('reconnecting', { trouble });
    troubled(dropping);
    const session = await this.#status(signal, troubled);
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

  /** Null where the server knows no such session. */
  async #status(signal, troubled) {
    try {
      return await insist((options) => get(`${sessionPath(this.#id)}/status`, options), { signal, troubled });
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      return null;
    }
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
