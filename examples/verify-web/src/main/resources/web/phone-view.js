// Puts the phone's state on the page: words, and the buttons that make sense.

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
  telling: 'This phone has forgotten the code. Telling the other screen… Please keep this page open.',
  yes: 'This phone has forgotten the code, and the other screen was told: its session is cancelled. You can close this page.',
  over: 'This phone has forgotten the code, and the session is over already. You can close this page.',
  no: "This phone has forgotten the code, but the other screen couldn't be told. Is it yours? Then cancel the session there.",
};

function words(state, { canTryAgain, matchCode, outcome, sending, told, trouble, unapproved }) {
  const cantReach = trouble ? troubleWords(trouble) : '';
  switch (state) {
    case 'no-payload':
      return {
        headline: 'Nothing to do yet',
        detail: 'Scan the code on your computer with this phone. Did an app open this page in the browser? Then the code stayed in that '
          + "app: scan it again with the camera, or open the link in this phone's browser instead of the app.",
      };
    case 'ready':
      return {
        headline: 'Connect this phone?',
        detail: 'A session on another screen asks for this phone. Connect only if you started it yourself, just now, on a screen '
          + 'in front of you. Did somebody send you this code or link? Then decline.',
      };
    case 'declined':
      return { headline: 'Declined', detail: DECLINED[told] ?? DECLINED.no, notice: cantReach };
    case 'connecting':
      return { headline: 'Connecting…', notice: cantReach };
    case 'connected':
      return {
        headline: 'Connected',
        detail: matchCode ? '' : 'A real app would do its work now. Here, you choose how it ends.',
        notice: unapproved ? `Waiting until you have picked ${matchCode} on your computer…` : sending ? 'Sending…' : '',
      };
    case 'reconnecting':
      return { headline: 'Reconnecting…', detail: 'Your session is kept. Nothing is lost.', notice: cantReach };
    case 'replaced':
      return { headline: 'This session goes on in another tab or window of this phone' };
    case 'retry':
      return canTryAgain
        ? { headline: "That didn't work", detail: 'You may try again on this phone.' }
        : { headline: "That didn't work", detail: 'To try again, scan the new code on your computer with this phone.' };
    case 'done':
      return outcome === 'succeeded'
        ? { headline: 'Done. That worked.', detail: 'Go back to your computer. You can close this page.' }
        : { headline: 'That failed for good', detail: 'There is no further try. Start a new session on your computer.' };
    default:
      return { headline: "This phone can't go on" };
  }
}
