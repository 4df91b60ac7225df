// Starts a session at the press of the button, and goes to its page.

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
    setText(notice, `The server said no: ${refused.message}`);
    button.disabled = false;
  }
});

// Whoever leaves wants no session any more, and finds the page at rest when coming back.
window.addEventListener('pagehide', () => starting.abort());
window.addEventListener('pageshow', () => {
  starting = new AbortController();
  button.disabled = false;
  setText(notice, '');
});

pageRuns();
