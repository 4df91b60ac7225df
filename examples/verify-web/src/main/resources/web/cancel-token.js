// Keeps the cancel token in the tab that started the session: only this tab can cancel.

import { ofTab } from './storage.js';

const key = (sessionId) => `handoff.cancel.${sessionId}`;

export function keepCancelToken(sessionId, token) {
  ofTab.set(key(sessionId), token);
}

export function cancelToken(sessionId) {
  return ofTab.get(key(sessionId));
}

export function dropCancelToken(sessionId) {
  ofTab.remove(key(sessionId));
}

/** Returns why this tab can't cancel the session. */
export function whyNoCancel() {
  return ofTab.works()
    ? 'Only the tab that started this session can cancel it.'
    : "This tab can't cancel the session, because this browser stores no data for this page.";
}
