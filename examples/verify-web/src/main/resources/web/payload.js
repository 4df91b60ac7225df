// Reads what the code says, behind the # of this page's address: the compact form, or the payload as JSON.

const LONGEST = 4096;
const COMPACT = /^(?<attempt>[0-9A-Za-z]{64})(?<token>[0-9A-Za-z_-]{42}[AEIMQUYcgkosw048])(?<session>vs_[0-9A-Za-z]{64})$/;
const SESSION_ID = /^vs_[0-9A-Za-z]{64}$/;
const ATTEMPT_ID = /^va_[0-9A-Za-z]{64}$/;
const TOKEN = /^[0-9a-f]{64}$/;

/** The message is the reason, one of the codes of refusal-words.js. */
export class UnreadablePayload extends Error {}

export function readPayload(fragment) {
  const text = decode(fragment);
  const compact = COMPACT.exec(text)?.groups;
  if (compact) {
    return { session_id: compact.session, attempt_id: `va_${compact.attempt}`, mobile_write_token: hex(compact.token) };
  }
  const { v, session_id, attempt_id, mobile_write_token } = parse(text);
  if (typeof v === 'number' && v !== 1) {
    throw new UnreadablePayload('UNKNOWN_CODE_VERSION');
  }
  if (v !== 1 || !matches(SESSION_ID, session_id) || !matches(ATTEMPT_ID, attempt_id) || !matches(TOKEN, mobile_write_token)) {
    throw new UnreadablePayload('MALFORMED_CODE');
  }
  return { session_id, attempt_id, mobile_write_token };
}

function decode(fragment) {
  try {
    if (fragment.length <= LONGEST) {
      return decodeURIComponent(fragment);
    }
  } catch {
    // a broken escape: answered below
  }
  throw new UnreadablePayload('MALFORMED_CODE');
}

function parse(json) {
  try {
    return JSON.parse(json) ?? {};
  } catch {
    throw new UnreadablePayload('MALFORMED_CODE');
  }
}

function hex(base64url) {
  const bytes = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

function matches(pattern, value) {
  return typeof value === 'string' && pattern.test(value);
}
