// Follows a session's status until the session is over, while the page is visible. It uses long polling, or plain polling if enough other
// tabs of this browser use long polling.

import { mayHoldConnection } from './connections.js';
import { Refused, Trouble, get, insist, pause, sessionPath } from './requests.js';

const WAIT = 'PT20S';
const ANSWER_WITHIN_MILLIS = 30_000;
const SHORTEST_WAIT_MILLIS = 1_000;
const BETWEEN_PLAIN_LOOKS_MILLIS = 3_000;
const NO_SUCH_SESSION = ['INVALID_SESSION_ID', 'SESSION_NOT_FOUND'];

/**
 * Calls changed(status) for every new status, troubled(trouble) for every failure, reached() for every answer, and noSuchSession(code) if
 * the server does not know the session. Returns a function that reads the status at once.
 */
export function followStatus(sessionId, { changed, reached, troubled, noSuchSession }) {
  const path = `${sessionPath(sessionId)}/status`;
  let looking = new AbortController();
  let seen = null;
  let isOver = false;

  async function look(signal) {
    let version = null;
    let mayWait = false;
    while (!isOver) {
      mayWait = mayWait || await mayHoldConnection(signal);
      const askedAt = performance.now();
      // after a failure, sends a plain request, because a restarted server may not know the version
      const status = await insist(({ failures }) => get(failures === 0 && mayWait ? waitingPath(version) : path, {
        signal,
        answerWithin: ANSWER_WITHIN_MILLIS,
      }), { signal, troubled });
      reached();
      version = status.version ?? null;
      isOver = status.is_terminal;
      // only the page that started the session gets a version; other pages compare the whole status
      const current = version ?? JSON.stringify(status);
      if (current !== seen) {
        seen = current;
        changed(status);
      }
      if (document.visibilityState === 'hidden') {
        looking.abort(); // the browsers inside some apps are always 'hidden': they read the status once
        return;
      }
      if (version === null || !mayWait) {
        await pause(BETWEEN_PLAIN_LOOKS_MILLIS, signal);
      } else if (performance.now() - askedAt < SHORTEST_WAIT_MILLIS) {
        await pause(SHORTEST_WAIT_MILLIS, signal);
      }
    }
    looking.abort(); // releases the connection
  }

  function waitingPath(version) {
    return version === null ? path : `${path}?wait=${WAIT}&version=${encodeURIComponent(version)}`;
  }

  async function lookAgain() {
    looking.abort();
    looking = new AbortController();
    const { signal } = looking;
    if (isOver || (document.visibilityState === 'hidden' && seen !== null)) {
      return;
    }
    try {
      await look(signal);
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      if (NO_SUCH_SESSION.includes(error.code)) {
        isOver = true;
        noSuchSession(error.code);
      } else {
        troubled(new Trouble('unavailable'));
        await pause(BETWEEN_PLAIN_LOOKS_MILLIS, signal);
        lookAgain();
      }
    }
  }

  document.addEventListener('visibilitychange', lookAgain);
  lookAgain();
  return lookAgain;
}
