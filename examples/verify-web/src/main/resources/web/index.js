// Starts a session when the button is pressed, and opens the session's page.

import { keepCancelToken } from './cancel-token.js';
import { element, pageRuns, setText } from './dom.js';
import { insist, post, troubleWords } from './requests.js';

const button = element('start');
const notice = element('notice');
let starting = new AbortController();

button.addEventListener('click', async () => {
  button.disabled = true;
  setText(notice, 'Starting…');
  try {
    const session = await insist((options) => post('/v1/sessions', {}, options), {
      signal: starting.signal,
      troubled: (trouble) => setText(notice, troubleWords(trouble)),
    });
    keepCancelToken(session.id, session.cancel_token);
    location.assign(`/verify/${session.id}`);
  } catch (refused) {
    setText(notice, `The server refused this: ${refused.message}`);
    button.disabled = false;
  }
});

// A user who leaves the page needs no session any more. When the user comes back, the page is in its first state again.
window.addEventListener('pagehide', () => starting.abort());
window.addEventListener('pageshow', () => {
  starting = new AbortController();
  button.disabled = false;
  setText(notice, '');
});

pageRuns();
