// The text for each refusal, with what to do next.

const START_AGAIN = 'Start a new session on your computer and scan its code.';
const SCAN_AGAIN = 'Scan the code that your computer shows now.';

const WORDS = {
  MALFORMED_CODE: `This isn't a code of this demo. ${SCAN_AGAIN}`,
  INCOMPLETE_CODE: 'This link is incomplete: its end is missing. Open the whole link, or scan the code that your computer shows now.',
  CODE_IN_PATH: 'Another program changed this link: the code is in a part of the address that servers write to their logs, so this page '
    + 'does not use it. Open the link unchanged, with its #, or scan the code that your computer shows now.',
  UNKNOWN_CODE_VERSION: 'This code is newer than this page. Reload the page, then scan the code again.',
  STORAGE_UNAVAILABLE: "This browser doesn't store data for this page, so the phone couldn't reconnect after a lost connection. "
    + 'Allow site data for this page and reload it, or open this link in another browser.',
  KEY_UNAVAILABLE: "This server requires a signature of this phone, but this browser doesn't store the key. The reason may be a private "
    + 'window. Use an ordinary window or another browser, and scan the code again.',
  SIGNING_UNAVAILABLE: 'This server requires a signature of this phone, but browsers allow that only over https or on localhost. Open '
    + 'this demo at an https address.',
  POSSESSION_REQUIRED: `The server didn't accept this phone's signature. ${SCAN_AGAIN}`,
  TOO_MANY_REQUESTS: 'Too many wrong codes came from this network. Wait a minute, and scan the code again.',
  HELLO_REQUIRED: `This phone took too long to send its first message. ${SCAN_AGAIN}`,
  HELLO_AUTH_REQUIRED: `This phone's message wasn't complete. ${SCAN_AGAIN}`,
  BAD_REQUEST: "The server didn't understand this phone. Reload the page and try again.",
  SESSION_NOT_FOUND: `The server doesn't know this session. ${START_AGAIN}`,
  SESSION_EXPIRED: `This session is over. ${START_AGAIN}`,
  HANDOFF_TOKEN_INVALID: `This code isn't valid for this session. ${SCAN_AGAIN}`,
  HANDOFF_TOKEN_EXPIRED: `This code is too old. ${SCAN_AGAIN}`,
  HANDOFF_TOKEN_CONSUMED: `This code has been used already. ${SCAN_AGAIN}`,
  HANDOFF_NOT_CONSUMED: `This phone isn't connected to the session yet. ${SCAN_AGAIN}`,
  HANDOFF_ATTEMPT_OVER: `This code was for an earlier try. ${SCAN_AGAIN}`,
  HANDOFF_DEVICE_MISMATCH: 'Another phone is already connected to this session. Only that phone can continue. '
    + "If that wasn't you, cancel on the computer and start again.",
};

const WORDS_ABOUT_OVER = {
  succeeded: 'This session has already been completed. There is nothing left to do.',
  failed: `This session has failed. ${START_AGAIN}`,
  cancelled: `This session was cancelled on the computer. ${START_AGAIN}`,
  expired: `This session has run out of time. ${START_AGAIN}`,
};

/** sessionStatus is the final status of a session that is over, or undefined. */
export function refusalWords(code, sessionStatus) {
  return WORDS_ABOUT_OVER[sessionStatus] ?? WORDS[code] ?? `The server refused this phone for an unknown reason. ${SCAN_AGAIN}`;
}
