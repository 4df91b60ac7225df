// The page of one session: shows the session's state, the code, and the buttons.

import { cancelToken, dropCancelToken, whyNoCancel } from './cancel-token.js';
import { CodePanel } from './code-panel.js';
import { element, pageRuns, setText, setVisible, showState } from './dom.js';
import { MatchPanel } from './match-panel.js';
import { insist, post, sessionPath, troubleWords } from './requests.js';
import { followStatus } from './status-feed.js';
import { codeNotice, foreignNote, headline, retryNote } from './verify-words.js';

const sessionId = location.pathname.split('/')[2];

let status = null;
let statusTrouble = null;
let isForeign = false; // another browser started the session, so this page gets only the public status
let isCancelling = false; // true after the button was pressed: no code is shown any more
let cancelProblem = '';

const panel = new CodePanel(sessionId, showNotice);
const match = new MatchPanel(sessionId, showStatus);

const lookAgain = followStatus(sessionId, {
  changed(newStatus) {
    // A phone may consume and fail between two reads of the status: then the code on the screen is spent, although the state is the same.
    const sameCode = status?.status === newStatus.status && lastClaim(status) === lastClaim(newStatus);
    const wasForeign = isForeign;
    status = newStatus;
    isForeign = !status.is_terminal && status.version === null;
    if (!sameCode || wasForeign !== isForeign) {
      showCode();
    }
    showStatus();
  },
  reached() {
    statusTrouble = null;
    showNotice();
  },
  troubled(trouble) {
    statusTrouble = trouble;
    showNotice();
  },
  noSuchSession(code) {
    status = { status: code === 'INVALID_SESSION_ID' ? 'invalid' : 'unknown', is_terminal: true };
    panel.stop();
    showStatus();
  },
});

element('cancel').addEventListener('click', async () => {
  isCancelling = true;
  cancelProblem = '';
  showCode();
  showStatus();
  try {
    await insist((options) => post(`${sessionPath(sessionId)}/cancel`, { cancel_token: cancelToken(sessionId) }, options), {
      signal: new AbortController().signal,
      troubled(trouble) {
        cancelProblem = troubleWords(trouble);
        showNotice();
      },
    });
    cancelProblem = '';
    lookAgain();
  } catch (refused) {
    isCancelling = false;
    if (refused.code === 'CANCEL_TOKEN_INVALID') {
      dropCancelToken(sessionId);
    }
    cancelProblem = `The server didn't cancel the session: ${refused.message}`;
    showCode();
    showStatus();
  }
});

function showCode() {
  if (status.status === 'created' && !isForeign && !isCancelling) {
    panel.start();
  } else {
    panel.stop();
  }
}

function lastClaim({ latest_attempt: attempt }) {
  return attempt && `${attempt.status} ${attempt.completed_at}`;
}

function showStatus() {
  if (status.is_terminal) {
    dropCancelToken(sessionId);
  }
  const isAsked = status.status === 'in_progress' && status.approval === 'required' && !isCancelling;
  match.show(isAsked ? status.latest_attempt?.claimed_at ?? 'now' : null);
  showState(element('state'), status.status, headline({ status, isForeign, wasWrongPick: match.wasWrong, isCancelling }));
  const note = isForeign ? foreignNote() : retryNote(status);
  setText(element('retry-note'), note);
  setVisible(element('retry-note'), note !== '');
  const mayCancel = cancelToken(sessionId) !== null;
  setVisible(element('cancel'), mayCancel);
  element('cancel').disabled = isCancelling;
  const isOthersTab = !mayCancel && !isForeign && !status.is_terminal;
  setText(element('no-cancel'), isOthersTab ? whyNoCancel() : '');
  setVisible(element('no-cancel'), isOthersTab);
  showWayOn(status.status === 'succeeded' ? status.redirect_url : null);
  showNotice();
}

/** Shows the link to the redirect address and its host, because the caller who started the session chose the address. */
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

/** Returns the address's host, or null: the server accepts some addresses that browsers do not. */
function hostOf(address) {
  try {
    return /^https:\/\//i.test(address ?? '') ? new URL(address).host : null;
  } catch {
    return null;
  }
}

function showNotice() {
  const isOver = status?.is_terminal === true;
  setText(element('notice'), isOver ? '' : cancelProblem || match.problem || codeNotice(panel, statusTrouble));
  setVisible(element('start-over'), isOver || isForeign);
}

pageRuns();
