// What the verify page says about a status.

export function headline(status, wasWrongPick) {
  const failure = status.latest_attempt?.failure_code ? ` (failure code ${status.latest_attempt.failure_code})` : '';
  switch (status.status) {
    case 'created':
      if (!isRetry(status)) {
        return 'Scan this code with your phone';
      }
      return `That didn't work${failure}. Try again${status.same_device_only ? ' with the same phone' : ''}.`;
    case 'in_progress':
      return status.approval === 'required' ? 'A phone is connected. Is it yours?' : 'Your phone is connected. Carry on there.';
    case 'succeeded':
      return 'Done. That worked.';
    case 'failed':
      return `That didn't work${failure}, and there is no further try.`;
    case 'expired':
      return 'This session has run out of time.';
    case 'cancelled':
      return wasWrongPick
        ? "That is not what the phone shows, so it wasn't yours. This session was cancelled, and that phone can do nothing."
        : 'This session was cancelled.';
    case 'invalid':
      return "This address isn't that of a session.";
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
    ? 'Only the phone that was used before can go on: tap Try again there, or scan this code with it. Is it gone? Cancel, and start '
      + 'a new session.'
    : 'Scan this code with the phone of your choice.';
}

function isRetry(status) {
  return status.status === 'created' && status.latest_attempt?.retry_allowed === true;
}
