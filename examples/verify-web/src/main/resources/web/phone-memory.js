// What this phone remembers in local storage, so that it can go on after a reload or after being killed:
// its device id, and for every session a record {stage, payload, next?, touchedAt}.
//
// stage is how far this phone got:
//   fresh      has a code, said nothing yet
//   asked      said hello and heard no answer: the code may or may not be used up
//   connected  was accepted; a resume brings it back
//   retry      failed, and holds the payload of the next attempt
//   spent      the code is used up or too old; only a new code helps
//   succeeded, failed  over
//
// next is a newer payload that came by a new code, while the older one may still be the one that was accepted.

const DEVICE = 'handoff.device';
const LAST_SESSION = 'handoff.last-session';
const SESSION = 'handoff.session.';
const DAY_MILLIS = 24 * 60 * 60 * 1000;

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
  localStorage.setItem(SESSION + sessionId, JSON.stringify(record));
  localStorage.setItem(LAST_SESSION, sessionId);
}

/** Keeps a payload that came by a code, without losing an older one that may still be needed. */
export function keepPayload(payload) {
  const sessionId = payload.session_id;
  const known = recall(sessionId);
  switch (known?.stage) {
    case 'asked':
    case 'connected':
      update(sessionId, isNewer(payload, known.next ?? known.payload) ? { next: payload } : {});
      break;
    case 'fresh':
    case 'retry':
      update(sessionId, isNewer(payload, known.payload) ? { payload } : {});
      break;
    case 'spent':
      update(sessionId, payload.attempt_id === known.payload.attempt_id ? {} : { stage: 'fresh', payload });
      break;
    case 'succeeded':
    case 'failed':
      update(sessionId, {});
      break;
    default:
      update(sessionId, { stage: 'fresh', payload });
  }
}

/** The session that this phone had to do with last, or null. */
export function lastSession() {
  const sessionId = localStorage.getItem(LAST_SESSION);
  return sessionId !== null && recall(sessionId) !== null ? sessionId : null;
}

/** Forgets sessions of which neither the code nor this phone's last step is younger than a day. */
export function prune() {
  const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index));
  for (const key of keys.filter((each) => each.startsWith(SESSION))) {
    const record = recall(key.slice(SESSION.length));
    const usedUntil = record === null ? 0 : Math.max(record.touchedAt, Date.parse(record.payload.expires_at));
    if (usedUntil < Date.now() - DAY_MILLIS) {
      localStorage.removeItem(key);
    }
  }
}

function isNewer(candidate, known) {
  return candidate.attempt_id !== known.attempt_id && Date.parse(candidate.expires_at) >= Date.parse(known.expires_at);
}
