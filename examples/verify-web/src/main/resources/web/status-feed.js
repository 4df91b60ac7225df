// Follows a session's status by long polling until it is over. Only while the page is visible: browsers have few connections to one
// server, and a hidden page needs none.

import { Refused, Trouble, get, insist, pause, sessionPath } from './requests.js';

const WAIT = 'PT20S';
const ANSWER_WITHIN_MILLIS = 30_000;
const SHORTEST_WAIT_MILLIS = 1_000;
const BETWEEN_PLAIN_LOOKS_MILLIS = 3_000;
const NO_SUCH_SESSION = ['INVALID_SESSION_ID', 'SESSION_NOT_FOUND'];

/**
 * Calls changed(status) with every new status, troubled(trouble) at every failure, reached() at every answer, and noSuchSession(code)
 * at last if the server doesn't know the session.
 */
export function followStatus(sessionId, { changed, reached, troubled, noSuchSession }) {
  const path = `${sessionPath(sessionId)}/status`;
  let looking = new AbortController();
  let seen = null;
  let isOver = false;

  async function look(signal) {
    let version = null;
    while (!isOver) {
      const askedAt = performance.now();
      // after a failure the version may mean nothing to the server any more; a plain request always does
      const status = await insist(({ failures }) => get(failures === 0 ? waitingPath(version) : path, { signal,
        answerWithin: ANSWER_WITHIN_MILLIS }), { signal, troubled });
      reached();
      version = status.version ?? null;
      isOver = status.is_terminal;
      // without a version, which a page that did not start the session is not told, the text is what may change
      const current = version ?? JSON.stringify(status);
      if (current !== seen) {
        seen = current;
        changed(status);
      }
      if (version === null || performance.now() - askedAt < SHORTEST_WAIT_MILLIS) {
        await pause(version === null ? BETWEEN_PLAIN_LOOKS_MILLIS : SHORTEST_WAIT_MILLIS, signal);
      }
    }
  }

  function waitingPath(version) {
    return version === null ? path : `${path}?wait=${WAIT}&version=${encodeURIComponent(version)}`;
  }

  async function lookAgain() {
    looking.abort();
    looking = new AbortController();
    const { signal } = looking;
    if (isOver || document.visibilityState === 'hidden') {
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
