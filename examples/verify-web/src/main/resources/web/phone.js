// The page that plays the phone: takes the payload out of the address, and connects the buttons to the session.

import { element } from './dom.js';
import { UnreadablePayload, readPayload } from './payload.js';
import { keepPayload, lastSession, prune } from './phone-memory.js';
import { PhoneSession } from './phone-session.js';
import { show } from './phone-view.js';

const session = openSession(takeFragment());

if (session !== null) {
  onTap('connect', () => session.connect());
  onTap('decline', () => session.decline());
  onTap('try-again', () => session.connect());
  onTap('use-here', () => session.begin());
  onTap('finish-success', () => session.finish({ outcome: 'succeeded' }));
  onTap('finish-retry', () => session.finish({ outcome: 'failed', failure_code: 'demo_retry', retryable: true }));
  onTap('finish-fail', () => session.finish({ outcome: 'failed', failure_code: 'demo_final', retryable: false }));
  window.addEventListener('online', () => session.wake());
  window.addEventListener('offline', () => session.wake());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && session.wake());
  session.begin();
}

// A code that is scanned while this page is open changes only the fragment, and the browser keeps the page.
window.addEventListener('hashchange', () => location.reload());

/** The address holds a secret: it must not stay in the address bar or the history, nor be shared from there. */
function takeFragment() {
  const fragment = location.hash.slice(1);
  if (fragment !== '') {
    history.replaceState(null, '', location.pathname);
  }
  return fragment;
}

function openSession(fragment) {
  try {
    prune();
    if (fragment !== '') {
      const payload = readPayload(fragment);
      keepPayload(payload);
      return new PhoneSession(payload.session_id, show);
    }
    const sessionId = lastSession();
    if (sessionId !== null) {
      return new PhoneSession(sessionId, show);
    }
    show('no-payload');
  } catch (error) {
    if (error instanceof UnreadablePayload) {
      show('refused', { code: error.message });
    } else if (error instanceof DOMException) {
      show('refused', { code: 'STORAGE_UNAVAILABLE' });
    } else {
      throw error;
    }
  }
  return null;
}

function onTap(id, action) {
  element(id).addEventListener('click', action);
}
