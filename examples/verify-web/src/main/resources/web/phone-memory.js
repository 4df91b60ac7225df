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

import { ofBrowser, ofTab } from './storage.js';

const DEVICE = 'handoff.device';
const LAST_SESSION = 'handoff.last-session';
const SESSION = 'handoff.session.';
const DAY_MILLIS = 24 * 60 * 60 * 1000;
const whileOpen = new Map(); // for when the browser forgets while the page is open
let device = null; // likewise
const FORGOTTEN = ['succeeded', 'failed', 'over', 'declined'];

/** A secret of this browser, not a name of the hardware. getRandomValues, as randomUUID is missing on plain http in a LAN. */
export function deviceId() {
  device = ofBrowser.get(DEVICE) ?? device ?? newDeviceId();
  ofBrowser.set(DEVICE, device);
  return device;
}

function newDeviceId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
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

/**
 * Answers whether it is kept, and not only known until this page is closed. Another tab may have come further meanwhile: what is over
 * stays so until a new code comes, and what is done stays done.
 */
export function update(sessionId, changes) {
  const known = recall(sessionId);
  const isBehind = FORGOTTEN.includes(known?.stage) && changes.payload === undefined
    && (['succeeded', 'failed'].includes(known.stage) || !FORGOTTEN.includes(changes.stage ?? known.stage));
  const record = { ...known, ...(isBehind ? {} : changes), touchedAt: Date.now() };
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

/** From now on this tab is about this session, also after a reload. */
export function keepInTab(sessionId) {
  ofTab.set(LAST_SESSION, sessionId);
}

/** The session of this tab; of a new one, the session that this phone had to do with last; or null. */
export function lastSession() {
  const sessionId = ofTab.get(LAST_SESSION) ?? ofBrowser.get(LAST_SESSION);
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
