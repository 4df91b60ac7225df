// One WebSocket, from greeting to end. Exactly one of refused, dropped and finished ends it; after that it says nothing more.

import { sessionPath } from './api.js';
import { deviceId } from './phone-memory.js';

const PING_MILLIS = 20_000;
const ANSWER_WITHIN_MILLIS = 10_000;

export class PhoneSocket {
  #socket;
  #listener;
  #pingTimer;
  #answerTimer;

  /** greeting is 'hello' or 'resume'; listener is {accepted(), refused(code), dropped(), finished(answer)}. */
  constructor(payload, greeting, listener) {
    this.#listener = listener;
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    this.#socket = new WebSocket(`${scheme}://${location.host}${sessionPath(payload.session_id)}`);
    this.#socket.onopen = () => this.#send({
      type: greeting,
      attempt_id: payload.attempt_id,
      mobile_write_token: payload.mobile_write_token,
      device_id: deviceId(),
    });
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

  #send(message) {
    this.#socket.send(JSON.stringify(message));
  }

  #expectAnswer() {
    clearTimeout(this.#answerTimer);
    this.#answerTimer = setTimeout(() => this.#end(() => this.#listener.dropped()), ANSWER_WITHIN_MILLIS);
  }

  #received(answer) {
    clearTimeout(this.#answerTimer);
    if (answer.type === 'error') {
      this.#end(() => this.#listener.refused(answer.code));
    } else if (answer.message === 'finish_ok') {
      this.#end(() => this.#listener.finished(answer));
    } else if (answer.message === 'hello_ok' || answer.message === 'resume_ok') {
      this.#pingTimer = setInterval(() => this.probe(), PING_MILLIS);
      this.#listener.accepted();
    }
  }

  #end(tell) {
    clearTimeout(this.#answerTimer);
    clearInterval(this.#pingTimer);
    this.#socket.onopen = null;
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close();
    tell();
  }
}
