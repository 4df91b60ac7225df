// Requests to the server's JSON interface. Every answer also teaches the clock what time it is over there.

import { ServerClock } from './server-clock.js';

export const serverClock = new ServerClock();

/** The server understood and said no. Everything else that goes wrong (no network, a 503) is some other Error. */
export class Refused extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

export async function get(path, timeoutMillis = 10_000) {
  return exchange(path, { method: 'GET' }, timeoutMillis);
}

export async function post(path, body) {
  const json = body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  return exchange(path, { method: 'POST', ...json }, 10_000);
}

export function sessionPath(sessionId) {
  return `/v1/verify/session/${encodeURIComponent(sessionId)}`;
}

async function exchange(path, request, timeoutMillis) {
  const sentAt = Date.now();
  const response = await fetch(path, { ...request, cache: 'no-store', signal: AbortSignal.timeout(timeoutMillis) });
  serverClock.observe(response.headers.get('Date'), sentAt, Date.now());
  if (response.status === 204) {
    return null;
  }
  if (response.status >= 500) {
    throw new Error(`The server answered ${response.status}`);
  }
  const { data, error } = await response.json();
  if (error) {
    throw new Refused(error.code);
  }
  return data;
}
