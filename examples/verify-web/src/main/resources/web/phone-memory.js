// The data that this phone stores, so that it can go on after a reload or a crash: its device id, and for every session a
// record {stage, payload, told, touchedAt}.
//
// stage is the phone's progress in the session:
//   fresh      has a code, sent nothing yet
//   asked      sent hello and received no answer: the code may be consumed or not
//   connected  was accepted; can resume
//   retry      failed, and has the payload of the next attempt
//   spent      the code is consumed or too old; the phone needs a new code
//   succeeded, failed, over, declined   the payload is deleted; after a decline, told is 'yes', 'no', or 'over' (was over already)

import { ofBrowser, ofTab } from './storage.js';

const DEVICE = 'handoff.device';
const LAST_SESSION = 'handoff.last-session';
const SESSION = 'handoff.session.';
const DAY_MILLIS = 24 * 60 * 60 * 1000;
const whileOpen = new Map(); // copies, in case the browser deletes the stored data while the page is open
let device = null; // a copy of the device id
const FORGOTTEN = ['succeeded', 'failed', 'over', 'declined'];

/** A random secret of this browser, not a hardware id. Browsers offer getRandomValues on plain http too, but not randomUUID. */
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
 * Changes a session's record; returns whether the browser stored it. Another tab may have changed the record in the meantime: without a
 * new payload, the stages succeeded and failed are final, and after over or declined the session does not continue.
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
 * Stores the payload of a code, and the device id; returns whether the browser stored both. A connected phone may resume with any code of
 * its session.
 */
export function keepPayload(payload) {
  const { stage, payload: known } = recall(payload.session_id) ?? {};
  if (stage === 'succeeded' || stage === 'failed' || payload.attempt_id === known?.attempt_id) {
    return update(payload.session_id, {}) && keepsDeviceId();
  }
  const goesOn = ['asked', 'connected', 'retry'].includes(stage);
  return update(payload.session_id, { stage: goesOn ? stage : 'fresh', payload }) && keepsDeviceId();
}

/** Makes this session the tab's session, also after a reload. */
export function keepInTab(sessionId) {
  ofTab.set(LAST_SESSION, sessionId);
}

/** Returns this tab's session; in a new tab, the phone's latest session; null if there is no session. */
export function lastSession() {
  const sessionId = ofTab.get(LAST_SESSION) ?? ofBrowser.get(LAST_SESSION);
  return sessionId !== null && recall(sessionId) !== null ? sessionId : null;
}

/** Deletes the records that did not change for a day. */
export function prune() {
  for (const key of ofBrowser.keys().filter((each) => each.startsWith(SESSION))) {
    const record = recall(key.slice(SESSION.length));
    if (record === null || record.touchedAt < Date.now() - DAY_MILLIS) {
      ofBrowser.remove(key);
    }
  }
}
