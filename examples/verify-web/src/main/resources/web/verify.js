// The page of one session: what state it is in, and what the person at this screen can do about it.

import { Refused, post, sessionPath } from './api.js';
import { cancelToken, dropCancelToken } from './cancel-token.js';
import { CodePanel } from './code-panel.js';
import { element, setText, setVisible, showState } from './dom.js';
import { MatchPanel } from './match-panel.js';
import { followStatus } from './status-feed.js';
import { headline, retryNote } from './verify-words.js';

const sessionId = location.pathname.split('/')[2];

let status = null;
let codePhase = null;
let serverReached = true;
let cancelProblem = '';

const panel = new CodePanel(sessionId, (phase) => {
  codePhase = phase;
  showNotice();
});

const match = new MatchPanel(sessionId, showStatus);

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
    match.show(status.status === 'in_progress' && status.approval === 'required');
    showStatus();
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
    match.show(false);
    status = { status: code === 'INVALID_SESSION_ID' ? 'invalid' : 'unknown', is_terminal: true };
    showStatus();
  },
});

element('cancel').addEventListener('click', async () => {
  element('cancel').disabled = true;
  cancelProblem = '';
  try {
    await post(`${sessionPath(sessionId)}/cancel`, { cancel_token: cancelToken(sessionId) });
  } catch (error) {
    if (error instanceof Refused) {
      dropCancelToken(sessionId);
      cancelProblem = "This tab isn't allowed to cancel the session.";
    } else {
      cancelProblem = "The session couldn't be cancelled. Please try again.";
    }
  }
  element('cancel').disabled = false;
  showStatus();
});

function lastClaim({ latest_attempt: attempt }) {
  return attempt && `${attempt.status} ${attempt.completed_at}`;
}

function showStatus() {
  if (status.is_terminal) {
    dropCancelToken(sessionId);
  }
  showState(element('state'), status.status, headline(status, match.wasWrong));
  const note = retryNote(status);
  setText(element('retry-note'), note);
  setVisible(element('retry-note'), note !== '');
  setVisible(element('cancel'), cancelToken(sessionId) !== null);
  showWayOn(status.status === 'succeeded' ? status.redirect_url : null);
  showNotice();
}

/** Whoever started the session chose where it leads: the person is told the host before going there. */
function showWayOn(address) {
  const host = hostOf(address);
  const leadsOn = host !== null;
  if (leadsOn) {
    element('continue').href = address;
    setText(element('continue'), `Continue to ${host}`);
    setText(element('leads-to'), `You will leave this page for ${host}`);
  }
  setVisible(element('continue'), leadsOn);
  setVisible(element('leads-to'), leadsOn);
}

/** The server takes some addresses that browsers do not. */
function hostOf(address) {
  try {
    return /^https:\/\//i.test(address ?? '') ? new URL(address).host : null;
  } catch {
    return null;
  }
}

function showNotice() {
  setText(element('notice'), noticeText());
  setVisible(element('start-over'), status !== null && (status.is_terminal || codePhase === 'refused' || codePhase === 'not ours'));
}

function noticeText() {
  if (status?.is_terminal) {
    return '';
  }
  if (cancelProblem !== '') {
    return cancelProblem;
  }
  if (codePhase === 'not ours') {
    return 'Only the browser that started this session gets codes for it.';
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
