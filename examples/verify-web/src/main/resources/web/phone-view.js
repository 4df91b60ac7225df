// Shows the phone's state on the page: its texts, and the buttons for this state.

import { element, setText, setVisible, showState } from './dom.js';
import { refusalWords } from './refusal-words.js';
import { troubleWords } from './requests.js';

const BUTTONS = {
  ready: ['connect', 'decline'],
  connected: ['finish-success', 'finish-retry', 'finish-fail'],
  replaced: ['use-here'],
};
const ALL_BUTTONS = ['connect', 'decline', 'try-again', 'use-here', 'finish-success', 'finish-retry', 'finish-fail'];

export function show(state, details = {}) {
  const { headline, detail = '', notice = '' } = words(state, details);
  const buttons = state === 'retry' && details.canTryAgain ? ['try-again'] : (BUTTONS[state] ?? []);
  for (const id of ALL_BUTTONS) {
    setVisible(element(id), buttons.includes(id));
    element(id).disabled = details.sending === true;
  }
  setText(element('detail'), detail);
  setVisible(element('detail'), detail !== '');
  showRefusal(state === 'refused' ? details : null);
  showMatchCode(state === 'connected' ? details.matchCode : null);
  setText(element('notice'), notice);
  element('state').dataset.outcome = details.outcome ?? '';
  showState(element('state'), state, headline);
}

function showMatchCode(digits) {
  setVisible(element('match'), Boolean(digits));
  setText(element('match-code'), digits ?? '');
}

function showRefusal(details) {
  const refusal = element('refusal');
  setVisible(refusal, details !== null);
  setText(element('refusal-words'), details === null ? '' : refusalWords(details.code, details.sessionStatus));
  setText(element('refusal-code'), details?.code ?? '');
  if (details === null) {
    delete refusal.dataset.code;
  } else {
    refusal.dataset.code = details.code;
  }
}

const DECLINED = {
  telling: 'This phone deleted the code. Informing the other screen… Please keep this page open.',
  yes: 'This phone deleted the code. The session on the other screen is cancelled. You can close this page.',
  over: 'This phone deleted the code. The session is over already. You can close this page.',
  no: "This phone deleted the code, but it couldn't inform the other screen. If that screen is yours, cancel the session there.",
};

function words(state, { canTryAgain, matchCode, outcome, sending, told, trouble, unapproved }) {
  const cantReach = trouble ? troubleWords(trouble) : '';
  switch (state) {
    case 'no-payload':
      return {
        headline: 'Nothing to do yet',
        detail: 'Scan the code on your computer with this phone. If an app opened this page in the browser, the code stayed in that app: '
          + "scan it again with the camera, or open the link in this phone's browser.",
      };
    case 'ready':
      return {
        headline: 'Connect this phone?',
        detail: 'A session on another screen asks for this phone. Connect only if you started it yourself, just now, on a screen '
          + 'in front of you. If somebody sent you this code or link, decline.',
      };
    case 'declined':
      return { headline: 'Declined', detail: DECLINED[told] ?? DECLINED.no, notice: cantReach };
    case 'connecting':
      return { headline: 'Connecting…', notice: cantReach };
    case 'connected':
      return {
        headline: 'Connected',
        detail: matchCode ? '' : 'A real app would do its work now. In this demo, you choose the outcome.',
        notice: unapproved ? `Waiting until you have picked ${matchCode} on your computer…` : sending ? 'Sending…' : '',
      };
    case 'reconnecting':
      return { headline: 'Reconnecting…', detail: 'Your session is not lost.', notice: cantReach };
    case 'replaced':
      return { headline: 'This session continues in another tab or window of this phone' };
    case 'retry':
      return canTryAgain
        ? { headline: "That didn't work", detail: 'You may try again on this phone.' }
        : { headline: "That didn't work", detail: 'To try again, scan the new code on your computer with this phone.' };
    case 'done':
      return outcome === 'succeeded'
        ? { headline: 'Done. That worked.', detail: 'Go back to your computer. You can close this page.' }
        : { headline: 'That failed', detail: 'You have no further try. Start a new session on your computer.' };
    default:
      return { headline: "This phone can't continue" };
  }
}
