// Runs after the page's module, in any browser. An old browser can't read the module, and would show the page's first text forever.

(function () {
  'use strict';
  if (document.documentElement.getAttribute('data-runs') === null) {
    var state = document.getElementById('state');
    if (state !== null) {
      state.textContent = "This page doesn't run here";
      state.setAttribute('data-state', 'refused');
    }
    document.getElementById('notice').textContent = "This page's script didn't run. Reload the page. If that doesn't help, this "
      + 'browser is too old: update it, or use another browser.';
  }
}());
