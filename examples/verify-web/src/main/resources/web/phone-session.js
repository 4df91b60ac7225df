// The phone's side of one session: decides when to send hello or resume, and handles the answers. It uses the page only through
// show(state, details).

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
  #failures = 0; // failed connections in a row
  #turn = new AbortController(); // aborted when a newer step begins: late results are ignored
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

  /** Continues the session at the stored stage. Never sends hello: that needs a tap, because link previews open pages too. */
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

  connect() {
    if (!this.#isBehind()) {
      this.#show('connecting');
      this.#greet('hello');
    }
  }

  /** Shows what another tab of this phone stored. A connected tab ignores this, because the server notifies it. */
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

  /** Returns whether another tab of this phone is further than this one, and shows that tab's state if so. */
  #isBehind() {
    const { stage, payload } = this.#record();
    const isBehind = stage === 'connected' || stage === 'spent' || payload === undefined
      || (stage === 'retry' && this.#shown !== 'retry');
    if (isBehind) {
      this.#showWhatIs();
    }
    return isBehind;
  }

  /** Like begin, but takes no connection away from another tab. */
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

  /** Called when the network is back, or when the page becomes visible. */
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
        this.#show('no-payload'); // the record is damaged
      } else {
        this.begin(); // another tab ended the session in the meantime
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

  /** The person has not picked the match code yet: sends the outcome again until the phone is approved. */
  #unapproved() {
    this.#showConnected({ sending: true, unapproved: true });
    const { signal } = this.#turn;
    setTimeout(() => !signal.aborted && this.#socket?.finish(this.#finishing), BETWEEN_FINISHES_MILLIS);
  }

  /** The person picked the match code: hides it. */
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
      // Only the bound device gets this refusal: an earlier hello of this phone was accepted, and its answer was lost.
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

  /** Reads the status after an unanswered finish (code is null), or after a refusal that does not say how the session ended. */
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

  /** Returns the status, or null if the server does not know the session. */
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
