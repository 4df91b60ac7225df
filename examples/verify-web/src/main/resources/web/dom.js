// The few things that every page does with its elements.

export function element(id) {
  return document.getElementById(id);
}

/** Leaves an unchanged text alone, because screen readers read a replaced one again. */
export function setText(target, text) {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

export function setVisible(target, visible) {
  target.hidden = !visible;
}

/** Shows a page's main state in its heading. Moves the focus there, because what had it before may be gone, except at page load. */
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

/** Tells unsupported.js that this browser ran the page's script to its end. */
export function pageRuns() {
  document.documentElement.dataset.runs = 'yes';
}
