// What this phone remembers, so that it can go on after a reload or after being killed: its device id, and for every session a
// record {stage, payload, told, touchedAt}.
//
// stage is how far this phone got:
//   fresh      has a code, said nothing yet
//   asked      said hello and got no answer: the code may or may not be used up
//   connected  was accepted; a resume brings it back
//   retry      failed, and holds the payload of the next attempt
//   spent      the code is used up or too old; only a new code helps
//   succeeded, failed, over, declined   the payload is forgotten; told is what became of a decline

import { ofBrowser } from './storage.js';

const DEVICE = 'handoff.device';
const LAST_SESSION = 'handoff.last-session';
const SESSION = 'handoff.session.';
const DAY_MILLIS = 24 * 60 * 60 * 1000;
const whileOpen = new Map(); // for when the browser forgets while the page is open
const FORGOTTEN = ['succeeded', 'failed', 'over', 'declined'];

/** A secret of this browser, not a name of the hardware. getRandomValues, as randomUUID is missing on plain http in a LAN. */
export function deviceId() {
  const known = ofBrowser.get(DEVICE);
  if (known !== null) {
    return known;
  }
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  ofBrowser.set(DEVICE, id);
  return id;
}

function keepsDeviceId() {
  deviceId();
  return ofBrowser.keeps(DEVICE);
}

export function recall(sessionId) {
  const record = parsed(ofBrowser.get(SESSION + sessionId)) ?? whileOpen.get(sessionId) ?? null;
  whileOpen.set(sessionId, record);
  return record;
}

function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** Answers whether it is kept, and not only known until this page is closed. */
export function update(sessionId, changes) {
  const record = { ...recall(sessionId), ...changes, touchedAt: Date.now() };
  if (FORGOTTEN.includes(record.stage)) {
    delete record.payload;
  }
  whileOpen.set(sessionId, record);
  const isKept = ofBrowser.set(SESSION + sessionId, JSON.stringify(record));
  return ofBrowser.set(LAST_SESSION, sessionId) && isKept;
}

/**
 * Keeps a payload that came by a code, and the device id that it will be used with; answers whether both are kept. A phone that is
 * connected may resume by any code of its session.
 */
export function keepPayload(payload) {
  const { stage, payload: known } = recall(payload.session_id) ?? {};
  if (stage === 'succeeded' || stage === 'failed' || payload.attempt_id === known?.attempt_id) {
    return update(payload.session_id, {}) && keepsDeviceId();
  }
  const goesOn = ['asked', 'connected', 'retry'].includes(stage);
  return update(payload.session_id, { stage: goesOn ? stage : 'fresh', payload }) && keepsDeviceId();
}

/** The session that this phone had to do with last, or null. */
export function lastSession() {
  const sessionId = ofBrowser.get(LAST_SESSION);
  return sessionId !== null && recall(sessionId) !== null ? sessionId : null;
}

/** Forgets sessions of which this phone's last step is older than a day. */
export function prune() {
  for (const key of ofBrowser.keys().filter((each) => each.startsWith(SESSION))) {
    const record = recall(key.slice(SESSION.length));
    if (record === null || record.touchedAt < Date.now() - DAY_MILLIS) {
      ofBrowser.remove(key);
    }
  }
}
