// Reads the code behind the # of this page's address: the compact form, or the payload as JSON. Mail and chat programs add characters
// before, inside and after a link: characters that can't belong to a code are dropped.

const LONGEST = 4096;
const INVISIBLE = '[\\s\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff]';
const ANYWHERE = new RegExp(INVISIBLE, 'g');
const COMPACT = /^(?<attempt>[0-9A-Za-z]{64})(?<token>[0-9A-Za-z_-]{42}[AEIMQUYcgkosw048])(?<session>vs_[0-9A-Za-z]{64})(?![0-9A-Za-z])/;
const COMPACT_LENGTH = 64 + 43 + 67;
const BEGINNING = /^[0-9A-Za-z_-]*/;
const SESSION_ID = /^vs_[0-9A-Za-z]{64}$/;
const ATTEMPT_ID = /^va_[0-9A-Za-z]{64}$/;
const TOKEN = /^[0-9a-f]{64}$/;

/** The message is a code of refusal-words.js. */
export class UnreadablePayload extends Error {}

export function readPayload(fragment) {
  if (fragment.length > LONGEST) {
    throw new UnreadablePayload('MALFORMED_CODE');
  }
  const decoded = decode(fragment);
  const text = decoded.replace(ANYWHERE, '');
  // first with blanks: a blank separates the code from words behind it
  const compact = (COMPACT.exec(decoded.trimStart()) ?? COMPACT.exec(text))?.groups;
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

/** Decodes each escaped character separately: a broken escape, for example at the end of a cut link, stays unchanged. */
function decode(fragment) {
  return fragment.replace(/%[0-7][0-9a-f]|%[c-f][0-9a-f](%[89ab][0-9a-f])+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped;
    }
  });
}

/** Parses the JSON object at the beginning of the text. */
function parse(text) {
  for (let end = text.indexOf('}'); text.startsWith('{') && end >= 0; end = text.indexOf('}', end + 1)) {
    try {
      return JSON.parse(text.slice(0, end + 1));
    } catch {
      // this brace does not close the object
    }
  }
  const length = BEGINNING.exec(text)[0].length;
  const isCut = text.startsWith('{') ? !text.includes('}') : length > 0 && length < COMPACT_LENGTH;
  throw new UnreadablePayload(isCut ? 'INCOMPLETE_CODE' : 'MALFORMED_CODE');
}

function hex(base64url) {
  const bytes = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

function matches(pattern, value) {
  return typeof value === 'string' && pattern.test(value);
}
