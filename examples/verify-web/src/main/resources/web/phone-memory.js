// What this phone remembers in local storage, so that it can go on after a reload or after being killed:
// its device id, and for every session a record {stage, payload, touchedAt}.
//
// stage is how far this phone got:
//   fresh      has a code, said nothing yet
//   asked      said hello and got no answer: the code may or may not be used up
//   connected  was accepted; a resume brings it back
//   retry      failed, and holds the payload of the next attempt
//   spent      the code is used up or too old; only a new code helps
//   succeeded, failed, over, declined   the payload is forgotten

const DEVICE = 'handoff.device';
const LAST_SESSION = 'handoff.last-session';
const SESSION = 'handoff.session.';
const DAY_MILLIS = 24 * 60 * 60 * 1000;
const FORGOTTEN = ['succeeded', 'failed', 'over', 'declined'];

/** A secret of this browser, not a name of the hardware. getRandomValues, as randomUUID is missing on plain http in a LAN. */
export function deviceId() {
  let id = localStorage.getItem(DEVICE);
  if (id === null) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    localStorage.setItem(DEVICE, id);
  }
  return id;
}

export function recall(sessionId) {
  try {
    return JSON.parse(localStorage.getItem(SESSION + sessionId));
  } catch {
    return null;
  }
}

export function update(sessionId, changes) {
  const record = { ...recall(sessionId), ...changes, touchedAt: Date.now() };
  if (FORGOTTEN.includes(record.stage)) {
    delete record.payload;
  }
  localStorage.setItem(SESSION + sessionId, JSON.stringify(record));
  localStorage.setItem(LAST_SESSION, sessionId);
}

/** Keeps a payload that came by a code. A phone that is connected may resume by any code of its session. */
export function keepPayload(payload) {
  const { stage, payload: known } = recall(payload.session_id) ?? {};
  if (stage === 'succeeded' || stage === 'failed' || payload.attempt_id === known?.attempt_id) {
    update(payload.session_id, {});
  } else {
    const goesOn = ['asked', 'connected', 'retry'].includes(stage);
    update(payload.session_id, { stage: goesOn ? stage : 'fresh', payload });
  }
}

/** The session that this phone had to do with last, or null. */
export function lastSession() {
  const sessionId = localStorage.getItem(LAST_SESSION);
  return sessionId !== null && recall(sessionId) !== null ? sessionId : null;
}

/** Forgets sessions of which this phone's last step is older than a day. */
export function prune() {
  const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index));
  for (const key of keys.filter((each) => each.startsWith(SESSION))) {
    const record = recall(key.slice(SESSION.length));
    if (record === null || record.touchedAt < Date.now() - DAY_MILLIS) {
      localStorage.removeItem(key);
    }
  }
}
