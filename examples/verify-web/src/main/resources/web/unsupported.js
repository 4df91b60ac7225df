// Runs after the page's module, in any browser: an old one could not read the module, and would show its first words for ever.

(function () {
  'use strict';
  if (document.documentElement.getAttribute('data-runs') === null) {
    var state = document.getElementById('state');
    if (state !== null) {
      state.textContent = "This page doesn't run here";
      state.setAttribute('data-state', 'refused');
    }
    document.getElementById('notice').textContent = "This page's script didn't run. Reload the page. If that doesn't help, this "
      + 'browser is too old for it: update the browser, or use another one.';
  }
}());
