// What the verify page says about a status.

export function headline(status) {
  const failure = status.latest_attempt?.failure_code ? ` (failure code ${status.latest_attempt.failure_code})` : '';
  switch (status.status) {
    case 'created':
      if (!isRetry(status)) {
        return 'Scan this code with your phone';
      }
      return `That didn't work${failure}. Try again${status.same_device_only ? ' with the same phone' : ''}.`;
    case 'in_progress':
      return 'Your phone is connected. Carry on there.';
    case 'succeeded':
      return 'Done. That worked.';
    case 'failed':
      return `That didn't work${failure}, and there is no further try.`;
    case 'expired':
      return 'This session has run out of time.';
    case 'cancelled':
      return 'This session was cancelled.';
    default:
      return `This session is in a state that this page doesn't know (${status.status}).`;
  }
}

export function retryNote(status) {
  if (!isRetry(status)) {
    return '';
  }
  return status.same_device_only
    ? "Tap Try again on that phone, or scan this code with it. Any other phone is refused. If you don't have that phone any more, "
      + 'cancel and start a new session.'
    : 'Scan this code with the phone of your choice.';
}

function isRetry(status) {
  return status.status === 'created' && status.latest_attempt?.retry_allowed === true;
}
