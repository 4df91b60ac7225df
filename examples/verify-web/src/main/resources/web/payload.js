// Reads what the code says: the percent-encoded payload JSON behind the # of this page's address.

const LONGEST = 4096;
const SESSION_ID = /^vs_[0-9A-Za-z]{64}$/;
const ATTEMPT_ID = /^va_[0-9A-Za-z]{64}$/;
const TOKEN = /^[0-9a-f]{64}$/;

/** The message is the reason, one of the codes of refusal-words.js. */
export class UnreadablePayload extends Error {}

export function readPayload(fragment) {
  const payload = decode(fragment);
  if (typeof payload !== 'object' || payload === null) {
    throw new UnreadablePayload('MALFORMED_CODE');
  }
  const { v, session_id, attempt_id, mobile_write_token, expires_at } = payload;
  if (typeof v === 'number' && v !== 1) {
    throw new UnreadablePayload('UNKNOWN_CODE_VERSION');
  }
  const wellFormed = v === 1
    && matches(SESSION_ID, session_id)
    && matches(ATTEMPT_ID, attempt_id)
    && matches(TOKEN, mobile_write_token)
    && typeof expires_at === 'string'
    && !Number.isNaN(Date.parse(expires_at));
  if (!wellFormed) {
    throw new UnreadablePayload('MALFORMED_CODE');
  }
  return { v, session_id, attempt_id, mobile_write_token, expires_at };
}

function decode(fragment) {
  if (fragment.length > LONGEST) {
    throw new UnreadablePayload('MALFORMED_CODE');
  }
  try {
    return JSON.parse(decodeURIComponent(fragment));
  } catch {
    throw new UnreadablePayload('MALFORMED_CODE');
  }
}

function matches(pattern, value) {
  return typeof value === 'string' && pattern.test(value);
}
