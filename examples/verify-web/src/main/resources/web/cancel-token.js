// The right to cancel belongs to the tab that started the session, hence session storage.

const key = (sessionId) => `handoff.cancel.${sessionId}`;

export function keepCancelToken(sessionId, token) {
  sessionStorage.setItem(key(sessionId), token);
}

export function cancelToken(sessionId) {
  return sessionStorage.getItem(key(sessionId));
}

export function dropCancelToken(sessionId) {
  sessionStorage.removeItem(key(sessionId));
}
