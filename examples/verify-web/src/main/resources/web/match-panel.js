// The panel of the match code: the person picks the number that the phone shows, or "None of these".

import { element, setText, setVisible } from './dom.js';
import { Refused, get, insist, pause, post, sessionPath, troubleWords } from './requests.js';

const AFTER_REFUSAL_MILLIS = 3_000;

export class MatchPanel {
  wasWrong = false;
  /** The error text, or '' if nothing is wrong. */
  problem = '';
  #path;
  #changed;
  #cameAt = null;
  #work = null; // aborts the running request

  constructor(sessionId, changed) {
    this.#path = `${sessionPath(sessionId)}/match`;
    this.#changed = changed;
  }

  /** Shows the numbers for the phone that connected at this instant; null hides the panel. */
  show(cameAt) {
    if (cameAt === this.#cameAt) {
      return;
    }
    this.#cameAt = cameAt;
    this.#work?.abort();
    setVisible(element('match'), false);
    this.#say('');
    if (cameAt !== null) {
      this.#work = new AbortController();
      this.#offer(this.#work.signal);
    }
  }

  async #offer(signal) {
    let answer = null;
    while (answer === null) {
      answer = await this.#insist(() => get(this.#path, { signal }), signal);
      await pause(answer === null ? AFTER_REFUSAL_MILLIS : 0, signal);
    }
    const buttons = answer.choices.map((choice) => this.#button(choice, choice));
    buttons.push(this.#button('None of these', noneOf(answer.choices)));
    element('choices').replaceChildren(...buttons);
    setVisible(element('match'), true);
  }

  #button(text, choice) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'choice';
    button.dataset.testid = text === choice ? `choice-${choice}` : 'choice-none';
    button.textContent = text;
    button.addEventListener('click', async () => {
      // a new status must not abort this request, because its answer says whether the pick was wrong
      const { signal } = new AbortController();
      setDisabled(true);
      await this.#insist(() => post(this.#path, { choice }, { signal }), signal);
      // after a right or wrong pick the status changes; after another refusal the person may try again
      setDisabled(this.problem === '');
    });
    return button;
  }

  /** Returns the server's answer, or null if the request was refused. */
  async #insist(send, signal) {
    try {
      const data = await insist(send, { signal, troubled: (trouble) => this.#say(troubleWords(trouble)) });
      this.#say('');
      return data;
    } catch (refused) {
      if (!(refused instanceof Refused)) {
        throw refused;
      }
      this.wasWrong = this.wasWrong || refused.code === 'MATCH_CODE_WRONG';
      this.#say(this.wasWrong ? '' : `The server refused this: ${refused.message}`);
      return null;
    }
  }

  #say(problem) {
    this.problem = problem;
    this.#changed();
  }
}

/** Returns a number that is not among the choices. Picking it ends the session, also from a tab without a cancel token. */
function noneOf(choices) {
  let number = 10;
  while (choices.includes(String(number))) {
    number += 1;
  }
  return String(number);
}

function setDisabled(areDisabled) {
  for (const button of element('choices').children) {
    button.disabled = areDisabled;
  }
}
