// Sends requests to the server's JSON interface, and sends failed requests again.

import { ServerClock } from './server-clock.js';

const ANSWER_WITHIN_MILLIS = 10_000;
const FIRST_PAUSE_MILLIS = 1_000;
const LONGEST_PAUSE_MILLIS = 5_000;
const LONGEST_WISH_MILLIS = 24 * 60 * 60_000;

/** Learns the server's time from every answer. */
export const serverClock = new ServerClock();

/** The server refused the request with this code and message. Sending it again does not help. */
export class Refused extends Error {
  constructor({ code, message }) {
    super(message);
    this.code = code;
  }
}

/** A temporary failure. The cause is 'unreachable', 'unavailable' (the server can't reach its store) or 'busy'. */
export class Trouble extends Error {
  constructor(cause, wishedPauseMillis = 0) {
    super(cause);
    this.cause = cause;
    this.wishedPauseMillis = wishedPauseMillis;
  }
}

const CAUSES = {
  unreachable: "The server can't be reached",
  unavailable: "The server can't reach its store",
  busy: 'The server received too many requests and asks for a pause',
};

/** Returns the beginning of a sentence. */
export function causeWords(trouble) {
  return CAUSES[trouble.cause];
}

export function troubleWords(trouble) {
  return `${causeWords(trouble)}. Trying again…`;
}

export function sessionPath(sessionId) {
  return `/v1/verify/session/${encodeURIComponent(sessionId)}`;
}

export function get(path, options) {
  return exchange(path, { method: 'GET' }, options);
}

export function post(path, body, options) {
  const json = body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  return exchange(path, { method: 'POST', ...json }, options);
}

/**
 * Sends again until the server answers. Calls troubled with every Trouble, and throws a Refused. After the signal's abort, the promise
 * stays pending.
 */
export async function insist(send, { signal, troubled = () => {} }) {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const data = await send({ signal, failures });
      if (!signal.aborted) {
        return data;
      }
    } catch (error) {
      if (!signal.aborted && !(error instanceof Trouble)) {
        throw error;
      }
      if (!signal.aborted) {
        troubled(error);
        await pauseAfter(error, failures, signal);
      }
    }
  }
  return new Promise(() => {});
}

const hopefulPauses = new Set();

/** Waits longer after each failure in a row. endPauses() ends the wait, unless the server asked for the pause. */
export function pauseAfter(trouble, failures, signal) {
  if (trouble.wishedPauseMillis > 0) {
    return pause(trouble.wishedPauseMillis, signal);
  }
  return pause(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** failures), signal, hopefulPauses);
}

/** Waits. After the signal's abort, the promise stays pending. */
export function pause(millis, signal, kind = new Set()) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      kind.delete(end);
      signal.removeEventListener('abort', end);
      if (!signal.aborted) {
        resolve();
      }
    };
    const timer = setTimeout(end, millis);
    kind.add(end);
    signal.addEventListener('abort', end);
  });
}

/** Ends all waits of pauseAfter(), because the server may be reachable again. */
export function endPauses() {
  [...hopefulPauses].forEach((end) => end());
}

window.addEventListener('online', endPauses);
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && endPauses());

async function exchange(path, request, { signal, answerWithin = ANSWER_WITHIN_MILLIS } = {}) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, answerWithin);
  signal?.addEventListener('abort', abort);
  try {
    const sentAt = Date.now();
    const began = performance.now();
    const response = await fetch(path, { ...request, cache: 'no-store', signal: controller.signal });
    const receivedAt = Date.now();
    // not if this computer's clock was set during the request
    if (Math.abs(receivedAt - sentAt - (performance.now() - began)) < 1_000) {
      serverClock.observe(response.headers.get('Date'), sentAt, receivedAt);
    }
    return await read(response);
  } catch (error) {
    // any other error means that the answer is not from this server: for example, a hotel's login page answered
    throw error instanceof Refused || error instanceof Trouble ? error : new Trouble('unreachable');
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** Reads the envelope. An answer without the envelope is not from this server, but from a proxy or gateway. */
async function read(response) {
  if (response.status === 429) {
    throw new Trouble('busy', wishOf(response));
  }
  const { data, error } = response.status === 204 ? { data: {}, error: null } : await response.json();
  if (data === null && typeof error?.code === 'string' && typeof error.message === 'string') {
    if (response.status >= 500) {
      throw new Trouble('unavailable');
    }
    endPauses();
    throw new Refused(error);
  }
  if (!response.ok || error !== null || typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new Trouble('unreachable');
  }
  endPauses();
  return data;
}

/** Retry-After contains seconds or a date (RFC 9110, section 10.2.3). */
function wishOf(response) {
  const wish = response.headers.get('Retry-After') ?? '';
  const millis = /^\d+$/.test(wish) ? Number(wish) * 1000 : Date.parse(wish) - serverClock.now();
  return millis > 0 ? Math.min(millis, LONGEST_WISH_MILLIS) : FIRST_PAUSE_MILLIS;
}
