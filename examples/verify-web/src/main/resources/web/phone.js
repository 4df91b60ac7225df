// The page that acts as the phone's app: reads the payload in the address, and connects the buttons to the session.

import { element, pageRuns } from './dom.js';
import { UnreadablePayload, readPayload } from './payload.js';
import { keepInTab, keepPayload, lastSession, prune } from './phone-memory.js';
import { PhoneSession } from './phone-session.js';
import { show } from './phone-view.js';

const PAGE = '/phone';
const CODE_IN_REQUEST = /[0-9A-Za-z_-]{107}vs_|mobile_write_token/;

const session = openSession(location.hash.slice(1));

if (session !== null) {
  onTap('connect', () => session.connect());
  onTap('decline', () => session.decline());
  onTap('try-again', () => session.connect());
  onTap('use-here', () => session.begin());
  onTap('finish-success', () => session.finish({ outcome: 'succeeded' }));
  onTap('finish-retry', () => session.finish({ outcome: 'failed', failure_code: 'demo_retry', retryable: true }));
  onTap('finish-fail', () => session.finish({ outcome: 'failed', failure_code: 'demo_final', retryable: false }));
  window.addEventListener('storage', ({ key }) => key?.endsWith(session.id) && session.lookAgain());
  window.addEventListener('online', () => session.wake());
  window.addEventListener('offline', () => session.wake());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && session.wake());
  session.begin();
}

// If a code is scanned while this page is open, only the fragment changes, and the browser does not load the page again.
window.addEventListener('hashchange', () => location.reload());

pageRuns();

function openSession(fragment) {
  prune();
  if (CODE_IN_REQUEST.test(location.pathname + location.search) || (location.pathname !== PAGE && fragment === '')) {
    cleanAddress();
    return refuse('CODE_IN_PATH');
  }
  if (fragment === '') {
    const sessionId = lastSession();
    if (sessionId === null) {
      show('no-payload');
      return null;
    }
    keepInTab(sessionId);
    return new PhoneSession(sessionId, show);
  }
  try {
    const payload = readPayload(fragment);
    if (!keepPayload(payload)) {
      return refuse('STORAGE_UNAVAILABLE');
    }
    cleanAddress();
    keepInTab(payload.session_id);
    return new PhoneSession(payload.session_id, show);
  } catch (error) {
    if (!(error instanceof UnreadablePayload)) {
      throw error;
    }
    cleanAddress();
    return refuse(error.message);
  }
}

/** Removes the code, which is a secret, from the address bar and from the page's history. */
function cleanAddress() {
  history.replaceState(null, '', PAGE);
}

function refuse(code) {
  show('refused', { code });
  return null;
}

function onTap(id, action) {
  element(id).addEventListener('click', action);
}
