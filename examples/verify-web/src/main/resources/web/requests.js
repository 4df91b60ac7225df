// Requests to the server's JSON interface, and the one rule of when a failed one is sent again.

import { ServerClock } from './server-clock.js';

const ANSWER_WITHIN_MILLIS = 10_000;
const FIRST_PAUSE_MILLIS = 1_000;
const LONGEST_PAUSE_MILLIS = 5_000;
const LONGEST_WISH_MILLIS = 24 * 60 * 60_000;

/** Every answer teaches it what time the server has. */
export const serverClock = new ServerClock();

/** The server understood and said no, for good: by this code, in these words. */
export class Refused extends Error {
  constructor({ code, message }) {
    super(message);
    this.code = code;
  }
}

/** Not now, perhaps later. The cause is 'unreachable', 'unavailable' (the server's store is out of reach) or 'busy'. */
export class Trouble extends Error {
  constructor(cause, wishedPauseMillis = 0) {
    super(cause);
    this.cause = cause;
    this.wishedPauseMillis = wishedPauseMillis;
  }
}

const CAUSES = {
  unreachable: "The server can't be reached",
  unavailable: 'The server is there, but its store is out of reach',
  busy: 'Too many requests came, and the server asks for a pause',
};

/** The beginning of a sentence. */
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
 * Sends until the server answers. Hands every trouble to troubled, throws what is Refused, and says nothing more after the signal's
 * abort: whoever stopped it waits for nothing.
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

/** The pause after so many failures in a row. Ends at once when the server is reached, unless the server itself asked for it. */
export function pauseAfter(trouble, failures, signal) {
  if (trouble.wishedPauseMillis > 0) {
    return pause(trouble.wishedPauseMillis, signal);
  }
  return pause(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** failures), signal, hopefulPauses);
}

/** Never ends after the signal's abort. */
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

/** There is reason to hope: what waits because of trouble tries again now. */
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
    // this computer's clock may have been set meanwhile
    if (Math.abs(receivedAt - sentAt - (performance.now() - began)) < 1_000) {
      serverClock.observe(response.headers.get('Date'), sentAt, receivedAt);
    }
    return await read(response);
  } catch (error) {
    // whatever else went wrong, no answer of this server came: also where a hotel's login page answered in its place
    throw error instanceof Refused || error instanceof Trouble ? error : new Trouble('unreachable');
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** Whatever is not this server's envelope is no answer of it, but of something on the way. */
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

/** Retry-After has seconds or a date (RFC 9110, section 10.2.3). */
function wishOf(response) {
  const wish = response.headers.get('Retry-After') ?? '';
  const millis = /^\d+$/.test(wish) ? Number(wish) * 1000 : Date.parse(wish) - serverClock.now();
  return millis > 0 ? Math.min(millis, LONGEST_WISH_MILLIS) : FIRST_PAUSE_MILLIS;
}
