// The numbers of which the person picks the one that the phone shows.

import { get, post, sessionPath } from './api.js';
import { element, setText, setVisible } from './dom.js';

export class MatchPanel {
  #path;
  #shown = false;
  #whenWrong;
  wasWrong = false;

  constructor(sessionId, whenWrong) {
    this.#path = `${sessionPath(sessionId)}/match`;
    this.#whenWrong = whenWrong;
  }

  async show(isNeeded) {
    const isNew = isNeeded && !this.#shown;
    this.#shown = isNeeded;
    if (!isNeeded) {
      setVisible(element('match'), false);
    }
    if (isNew) {
      await this.#offer();
    }
  }

  async #offer() {
    try {
      const { choices } = await get(this.#path);
      element('choices').replaceChildren(...choices.map((choice) => this.#button(choice)));
      setVisible(element('match'), this.#shown);
    } catch {
      this.#shown = false; // the next status tries again
      setText(element('notice'), "Can't load the numbers to pick from. Please reload this page.");
    }
  }

  #button(choice) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'choice';
    button.dataset.testid = `choice-${choice}`;
    button.textContent = choice;
    button.addEventListener('click', () => this.#pick(choice));
    return button;
  }

  async #pick(choice) {
    for (const button of element('choices').children) {
      button.disabled = true;
    }
    try {
      await post(this.#path, { choice });
    } catch (error) {
      // a wrong pick ends the session, and the status will say so; anything else can be tried again
      this.wasWrong = error.code === 'MATCH_CODE_WRONG';
      if (this.wasWrong) {
        this.#whenWrong(); // the status may have come first
      }
      for (const button of element('choices').children) {
        button.disabled = false;
      }
    }
  }
}
