// Puts the phone's state on the page: words, and the buttons that make sense.

import { element, setText, setVisible, showState } from './dom.js';
import { refusalWords } from './refusal-words.js';

const BUTTONS = {
  ready: ['connect'],
  connected: ['finish-success', 'finish-retry', 'finish-fail'],
  replaced: ['use-here'],
};
const ALL_BUTTONS = ['connect', 'try-again', 'use-here', 'finish-success', 'finish-retry', 'finish-fail'];

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
  setText(element('notice'), notice);
  element('state').dataset.outcome = details.outcome ?? '';
  showState(element('state'), state, headline);
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

function words(state, { canTryAgain, outcome, sending, trouble }) {
  const cantReach = trouble ? "Can't reach the server. Trying again…" : '';
  switch (state) {
    case 'no-payload':
      return { headline: 'Nothing to do yet', detail: 'Scan the code on your computer with this phone.' };
    case 'ready':
      return {
        headline: 'Connect this phone?',
        detail: 'A session on another screen asks for this phone. Go on only if you started it yourself.',
      };
    case 'connecting':
      return { headline: 'Connecting…', notice: cantReach };
    case 'connected':
      return {
        headline: 'Connected',
        detail: 'A real app would do its work now. Here, you choose how it ends.',
        notice: sending ? 'Sending…' : '',
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
