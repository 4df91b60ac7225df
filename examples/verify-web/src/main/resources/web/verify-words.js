// The texts of the verify page about the status and about failures.

import { Refused, causeWords, troubleWords } from './requests.js';

/** view is {status, isForeign, wasWrongPick, isCancelling}. */
export function headline({ status, isForeign, wasWrongPick, isCancelling }) {
  const failure = status.latest_attempt?.failure_code ? ` (failure code ${status.latest_attempt.failure_code})` : '';
  if (isCancelling && !status.is_terminal) {
    return 'Cancelling this session…';
  }
  switch (status.status) {
    case 'created':
      if (isForeign) {
        return 'This session waits for a phone';
      }
      if (!isRetry(status)) {
        return 'Scan this code with your phone';
      }
      return `That didn't work${failure}. Try again${status.same_device_only ? ' with the same phone' : ''}.`;
    case 'in_progress':
      if (isForeign) {
        return 'A phone is connected to this session';
      }
      return status.approval === 'required' ? 'A phone is connected. Is it yours?' : 'Your phone is connected. Continue on the phone.';
    case 'succeeded':
      return 'Done. That worked.';
    case 'failed':
      return `That didn't work${failure}. You have no further try.`;
    case 'expired':
      return 'This session has run out of time.';
    case 'cancelled':
      return wasWrongPick
        ? "That phone wasn't yours, so this session was cancelled. That phone can't use it any more."
        : 'This session was cancelled.';
    case 'invalid':
      return "This address isn't the address of a session.";
    case 'unknown':
      return "The server doesn't know this session.";
    default:
      return `This session is in a state that this page doesn't know (${status.status}).`;
  }
}

export function retryNote(status) {
  if (!isRetry(status)) {
    return '';
  }
  return status.same_device_only
    ? 'Only the phone that was used before can continue: tap Try again on it, or scan this code with it. If you no longer have this '
      + 'phone, cancel, and start a new session.'
    : 'Scan this code with any phone.';
}

export function foreignNote() {
  return navigator.cookieEnabled
    ? 'Another browser started this session. Only that browser shows the code and can cancel the session.'
    : "This browser stores no cookies, so it can't prove that it started this session. Allow cookies for this page, or use the browser "
      + 'that started the session.';
}

/** Returns the text about a failure, or '' if nothing is wrong. trouble is the last Trouble of reading the status, or null. */
export function codeNotice({ problem, hasCode }, trouble) {
  if (problem instanceof Refused) {
    return problem.code === 'SESSION_IN_PROGRESS' ? '' : `The server refused to give a code: ${problem.message}`;
  }
  const current = problem ?? trouble;
  if (current === null) {
    return '';
  }
  if (hasCode) {
    return `${causeWords(current)}, but the code on the screen still works.`;
  }
  return problem === null ? troubleWords(current) : `${causeWords(current)}, so there is no valid code right now. Trying again…`;
}

function isRetry(status) {
  return status.status === 'created' && status.latest_attempt?.retry_allowed === true;
}
