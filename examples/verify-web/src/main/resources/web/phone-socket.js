// One conversation over a WebSocket, from the first message to the end. Exactly one of the callbacks refused, dropped, finished and
// declined ends it. It detects automatically whether this server requires signatures.

import { NoKey, forgetThatSignatureIsWanted, publicKey, rememberThatSignatureIsWanted, sign, wantsSignature } from './phone-key.js';
import { deviceId } from './phone-memory.js';
import { Trouble, sessionPath } from './requests.js';

const PING_MILLIS = 20_000;
const ANSWER_WITHIN_MILLIS = 10_000;

export class PhoneSocket {
  #socket;
  #payload;
  #credentials;
  #greeting;
  #listener;
  #signs = wantsSignature();
  #mayChange = true; // #signs changes at most once, so that two answers can't cause a loop
  #pingTimer;
  #answerTimer;
  #ended = false;

  /**
   * greeting is 'hello', 'resume' or 'decline'; listener is {accepted(ack), pong(ack), unapproved(), refused(code), dropped(trouble),
   * finished(ack), declined()}. A decline needs only refused, dropped and declined.
   */
  constructor(payload, greeting, listener) {
    this.#payload = payload;
    this.#greeting = greeting;
    this.#listener = listener;
    this.#open();
  }

  finish(outcome) {
    this.#send({ type: 'finish', ...outcome });
    this.#expectAnswer();
  }

  /** Checks the connection: after a change of network, a socket may look open although it is dead. */
  probe() {
    if (this.#pingTimer !== undefined && this.#socket?.readyState === WebSocket.OPEN) {
      this.#send({ type: 'ping' });
      this.#expectAnswer();
    }
  }

  pingEvery(millis = PING_MILLIS) {
    clearInterval(this.#pingTimer);
    this.#pingTimer = setInterval(() => this.probe(), millis);
  }

  abandon() {
    this.#end(() => {});
  }

  #open() {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    try {
      this.#socket = new WebSocket(`${scheme}://${location.host}${sessionPath(this.#payload.session_id)}`);
    } catch {
      setTimeout(() => this.#drop('unreachable')); // this browser has no WebSockets, or forbids them
      return;
    }
    this.#socket.onopen = () => this.#greet();
    this.#socket.onmessage = ({ data }) => this.#received(JSON.parse(data));
    this.#socket.onclose = () => this.#drop('unreachable');
    this.#expectAnswer();
  }

  #greet() {
    const { attempt_id, mobile_write_token } = this.#payload;
    this.#withKey(async () => {
      this.#credentials = { attempt_id, mobile_write_token, device_id: this.#signs ? await publicKey() : deviceId() };
      this.#send({ type: this.#signs ? 'challenge' : this.#greeting, ...this.#credentials });
      this.#expectAnswer();
    });
  }

  #sign(challenge) {
    this.#withKey(async () => {
      this.#send({ type: this.#greeting, ...this.#credentials, proof: await sign(challenge) });
      this.#expectAnswer();
    });
  }

  async #withKey(action) {
    clearTimeout(this.#answerTimer); // now the page waits for the browser, not for the server
    try {
      await action();
    } catch (error) {
      this.#end(() => this.#listener.refused(error instanceof NoKey ? error.message : 'KEY_UNAVAILABLE'));
    }
  }

  #send(message) {
    if (!this.#ended && this.#socket !== undefined) {
      this.#socket.send(JSON.stringify(message));
    }
  }

  #expectAnswer() {
    clearTimeout(this.#answerTimer);
    this.#answerTimer = setTimeout(() => this.#drop('unreachable'), ANSWER_WITHIN_MILLIS);
  }

  #received(answer) {
    clearTimeout(this.#answerTimer);
    if (answer.type === 'challenge') {
      this.#sign(answer.value);
    } else if (answer.code === 'APPROVAL_REQUIRED') {
      this.#listener.unapproved();
    } else if (answer.type === 'error') {
      this.#refused(answer.code);
    } else if (answer.message === 'finish_ok') {
      this.#end(() => this.#listener.finished(answer));
    } else if (answer.message === 'declined') {
      this.#end(() => this.#listener.declined());
    } else if (answer.message === 'pong') {
      this.#listener.pong(answer);
    } else if (answer.message === 'hello_ok' || answer.message === 'resume_ok') {
      this.pingEvery();
      this.#listener.accepted(answer);
    }
  }

  #refused(code) {
    if (code === 'STORE_UNAVAILABLE') {
      this.#drop('unavailable');
    } else if (this.#mayChange && code === (this.#signs ? 'HELLO_REQUIRED' : 'POSSESSION_REQUIRED')) {
      this.#mayChange = false;
      this.#signs = !this.#signs;
      (this.#signs ? rememberThatSignatureIsWanted : forgetThatSignatureIsWanted)();
      this.#socket.onclose = null;
      this.#socket.close();
      this.#open();
    } else {
      this.#end(() => this.#listener.refused(code));
    }
  }

  #drop(cause) {
    this.#end(() => this.#listener.dropped(new Trouble(cause)));
  }

  #end(tell) {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    clearTimeout(this.#answerTimer);
    clearInterval(this.#pingTimer);
    this.#socket?.close();
    tell();
  }
}
