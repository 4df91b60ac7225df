// Functions for a page's elements.

export function element(id) {
  return document.getElementById(id);
}

/** Does not replace an unchanged text, because screen readers would read it again. */
export function setText(target, text) {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

export function setVisible(target, visible) {
  target.hidden = !visible;
}

/** Shows the page's state in its heading. Moves the focus there except at page load, because the focused button may be hidden now. */
export function showState(heading, state, text) {
  const changed = heading.dataset.state !== state || heading.textContent !== text;
  const pageLoads = heading.dataset.state === 'loading';
  heading.dataset.state = state;
  setText(heading, text);
  document.title = `${text} · handoff demo`;
  if (changed && !pageLoads) {
    heading.focus();
  }
}

/** Marks for unsupported.js that this browser ran the page's whole script. */
export function pageRuns() {
  document.documentElement.dataset.runs = 'yes';
}
