// One WebSocket, from greeting to end. Exactly one of refused, dropped and finished ends it; after that it says nothing more.

import { sessionPath } from './api.js';
import { publicKey, sign, wantsSignature } from './phone-key.js';
import { deviceId } from './phone-memory.js';

const PING_MILLIS = 20_000;
const ANSWER_WITHIN_MILLIS = 10_000;

export class PhoneSocket {
  #socket;
  #credentials;
  #greeting;
  #listener;
  #pingTimer;
  #answerTimer;
  #ended = false;

  /** greeting is 'hello' or 'resume'; listener is {accepted(ack), unapproved(), refused(code), dropped(), finished(ack)}. */
  constructor(payload, greeting, listener) {
    this.#greeting = greeting;
    this.#listener = listener;
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    this.#socket = new WebSocket(`${scheme}://${location.host}${sessionPath(payload.session_id)}`);
    this.#socket.onopen = () => this.#greet(payload);
    this.#socket.onmessage = ({ data }) => this.#received(JSON.parse(data));
    this.#socket.onclose = () => this.#end(() => listener.dropped());
    this.#expectAnswer();
  }

  finish(outcome) {
    this.#send({ type: 'finish', ...outcome });
    this.#expectAnswer();
  }

  /** A phone that changed its network often has a socket that looks open and is dead. */
  probe() {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#send({ type: 'ping' });
      this.#expectAnswer();
    }
  }

  abandon() {
    this.#end(() => {});
  }

  #greet({ attempt_id, mobile_write_token }) {
    const signs = wantsSignature();
    this.#withKey(async () => {
      this.#credentials = { attempt_id, mobile_write_token, device_id: signs ? await publicKey() : deviceId() };
      this.#send({ type: signs ? 'challenge' : this.#greeting, ...this.#credentials });
    });
  }

  #sign(challenge) {
    this.#withKey(async () => {
      this.#send({ type: this.#greeting, ...this.#credentials, proof: await sign(challenge) });
      this.#expectAnswer();
    });
  }

  /** Some browsers keep no keys in private windows. */
  async #withKey(action) {
    try {
      await action();
    } catch {
      this.#end(() => this.#listener.refused('SIGNING_UNAVAILABLE'));
    }
  }

  #send(message) {
    if (!this.#ended) {
      this.#socket.send(JSON.stringify(message));
    }
  }

  #expectAnswer() {
    clearTimeout(this.#answerTimer);
    this.#answerTimer = setTimeout(() => this.#end(() => this.#listener.dropped()), ANSWER_WITHIN_MILLIS);
  }

  #received(answer) {
    clearTimeout(this.#answerTimer);
    if (answer.type === 'challenge') {
      this.#sign(answer.value);
    } else if (answer.code === 'APPROVAL_REQUIRED') {
      this.#listener.unapproved();
    } else if (answer.type === 'error') {
      this.#end(() => this.#listener.refused(answer.code));
    } else if (answer.message === 'finish_ok') {
      this.#end(() => this.#listener.finished(answer));
    } else if (answer.message === 'hello_ok' || answer.message === 'resume_ok') {
      this.#pingTimer = setInterval(() => this.probe(), PING_MILLIS);
      this.#listener.accepted(answer);
    }
  }

  #end(tell) {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    clearTimeout(this.#answerTimer);
    clearInterval(this.#pingTimer);
    this.#socket.close();
    tell();
  }
}
