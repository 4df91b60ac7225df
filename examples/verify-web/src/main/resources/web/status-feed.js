// Follows a session's status by long polling until it is over.

import { Refused, get, sessionPath } from './api.js';
import { Backoff } from './backoff.js';

const WAIT = 'PT20S';
const ANSWER_WITHIN_MILLIS = 30_000;
const SHORTEST_WAIT_MILLIS = 1_000;
const NO_SUCH_SESSION = ['INVALID_SESSION_ID', 'SESSION_NOT_FOUND'];

/**
 * Calls changed(status) with every new status, unreachable() at every failure, reached() at every answer, and noSuchSession(code)
 * at last if the server doesn't know the session.
 */
export async function followStatus(sessionId, { changed, reached, unreachable, noSuchSession }) {
  const path = `${sessionPath(sessionId)}/status`;
  const backoff = new Backoff();
  let version = null;
  let seen = null;
  for (;;) {
    try {
      const askedAt = performance.now();
      const status = await get(version === null ? path : waitingPath(path, version), ANSWER_WITHIN_MILLIS);
      backoff.reset();
      reached();
      version = status.version;
      // without a version, which a page that did not start the session is not told, the text is what may change
      const current = version ?? JSON.stringify(status);
      if (current !== seen) {
        seen = current;
        changed(status);
      }
      if (status.is_terminal) {
        return;
      }
      if (version === null || performance.now() - askedAt < SHORTEST_WAIT_MILLIS) {
        await backoff.pause();
      }
    } catch (error) {
      if (error instanceof Refused && NO_SUCH_SESSION.includes(error.code)) {
        noSuchSession(error.code);
        return;
      }
      // After a failure the version may mean nothing to the server any more; a plain request always does.
      version = null;
      unreachable();
      await backoff.pause();
    }
  }
}

function waitingPath(path, version) {
  return `${path}?wait=${WAIT}&version=${encodeURIComponent(version)}`;
}
