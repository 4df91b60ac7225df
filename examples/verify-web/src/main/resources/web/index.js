// Starts a session at the press of the button, and goes to its page.

import { post } from './api.js';
import { keepCancelToken } from './cancel-token.js';
import { element, setText } from './dom.js';

const button = element('start');
const notice = element('notice');

button.addEventListener('click', async () => {
  button.disabled = true;
  setText(notice, 'Starting…');
  try {
    const session = await post('/v1/sessions', {});
    keepCancelToken(session.id, session.cancel_token);
    location.assign(`/verify/${session.id}`);
  } catch {
    setText(notice, "That didn't work: the server can't be reached. Please try again.");
    button.disabled = false;
  }
});

// A page that comes back by the browser's Back button comes back as it was left.
window.addEventListener('pageshow', () => {
  button.disabled = false;
  setText(notice, '');
});
