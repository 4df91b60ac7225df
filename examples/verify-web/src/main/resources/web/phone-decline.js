// The person declines. The phone deletes the code at once, and sends the decline to the server, which cancels the session. If the server
// can't be reached, the page sends the decline again while it is open.

import { recall, update } from './phone-memory.js';
import { PhoneSocket } from './phone-socket.js';
import { pauseAfter } from './requests.js';

/** Refusals that say that the session is over already. */
const OVER = ['SESSION_EXPIRED', 'SESSION_NOT_FOUND'];

export function decline(sessionId, show) {
  const { payload } = recall(sessionId);
  update(sessionId, { stage: 'declined', told: 'no' });
  show('declined', { told: 'telling' });
  tell(0);

  function tell(failures) {
    new PhoneSocket(payload, 'decline', {
      declined: () => conclude('yes'),
      refused: (code) => conclude(OVER.includes(code) ? 'over' : 'no'),
      async dropped(trouble) {
        show('declined', { told: 'telling', trouble });
        await pauseAfter(trouble, failures, new AbortController().signal);
        tell(failures + 1);
      },
    });
  }

  function conclude(told) {
    update(sessionId, { stage: 'declined', told });
    show('declined', { told });
  }
}
