// The page of one session: what state it is in, and what the person at this screen can do about it.

import { Refused, post, sessionPath } from './api.js';
import { cancelToken, dropCancelToken } from './cancel-token.js';
import { CodePanel } from './code-panel.js';
import { element, setText, setVisible, showState } from './dom.js';
import { followStatus } from './status-feed.js';
import { headline, retryNote } from './verify-words.js';

const sessionId = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const panel = new CodePanel(sessionId, (phase) => {
  codePhase = phase;
  cancelFailed = false;
  showNotice();
});

let status = null;
let codePhase = null;
let serverReached = true;
let cancelFailed = false;

followStatus(sessionId, {
  changed(newStatus) {
    // A phone may claim and fail between two looks at the status: then the code on the screen is spent, although the state is the same.
    const sameCode = status?.status === newStatus.status && lastClaim(status) === lastClaim(newStatus);
    status = newStatus;
    if (status.status !== 'created') {
      codePhase = null;
      panel.stop();
    } else if (!sameCode) {
      panel.start();
    }
    showStatus();
    showNotice();
  },
  reached() {
    serverReached = true;
    showNotice();
  },
  unreachable() {
    serverReached = false;
    showNotice();
  },
  noSuchSession(code) {
    panel.stop();
    dropCancelToken(sessionId);
    showState(
      element('state'),
      'unknown',
      code === 'INVALID_SESSION_ID' ? "This address isn't that of a session." : "The server doesn't know this session.",
    );
    setText(element('notice'), '');
    setVisible(element('retry-note'), false);
    setVisible(element('cancel'), false);
    setVisible(element('start-over'), true);
  },
});

element('cancel').addEventListener('click', async () => {
  element('cancel').disabled = true;
  cancelFailed = false;
  try {
    await post(`${sessionPath(sessionId)}/cancel`, { cancel_token: cancelToken(sessionId) });
  } catch (error) {
    if (error instanceof Refused) {
      dropCancelToken(sessionId);
      setVisible(element('cancel'), false);
    }
    cancelFailed = true;
  }
  element('cancel').disabled = false;
  showNotice();
});

function lastClaim({ latest_attempt: attempt }) {
  return attempt === null ? null : `${attempt.status} ${attempt.completed_at}`;
}

function showStatus() {
  showState(element('state'), status.status, headline(status));
  const note = retryNote(status);
  setText(element('retry-note'), note);
  setVisible(element('retry-note'), note !== '');
  setVisible(element('cancel'), !status.is_terminal && cancelToken(sessionId) !== null);
  setVisible(element('start-over'), status.is_terminal);
  const onward = status.status === 'succeeded' ? status.redirect_url : null;
  const isWebAddress = onward !== null && /^https?:\/\//i.test(onward);
  if (isWebAddress) {
    element('continue').href = onward;
  }
  setVisible(element('continue'), isWebAddress);
}

function showNotice() {
  setText(element('notice'), noticeText());
  if (codePhase === 'refused') {
    setVisible(element('start-over'), true);
  }
}

function noticeText() {
  if (status?.is_terminal) {
    return '';
  }
  if (cancelFailed) {
    return "The session couldn't be cancelled. Please try again.";
  }
  if (codePhase === 'refused') {
    return 'The server gives out no code for this session any more.';
  }
  if (codePhase === 'none') {
    return "Can't reach the server, so there is no valid code right now.";
  }
  if (codePhase === 'stale' || (codePhase === 'shown' && !serverReached)) {
    return "Can't reach the server, but the code on screen still works.";
  }
  return serverReached ? '' : "Can't reach the server. Trying again…";
}
