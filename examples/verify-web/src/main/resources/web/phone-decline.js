// The person does not know what this is about, or does not want to. The code is forgotten at once, and the server is told, so that the
// other screen learns of it; for as long as the page is open and the server can't be reached, again and again.

import { recall, update } from './phone-memory.js';
import { PhoneSocket } from './phone-socket.js';
import { pauseAfter } from './requests.js';

/** Why the other screen learns nothing from this phone, but has no use for it either. */
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
