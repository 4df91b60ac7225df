// Draws the QR code so that cameras can read it: every module the same whole number of screen pixels.

export function drawCode(container, svg) {
  const picture = document.adoptNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement);
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', 'QR code that opens this session on your phone');
  picture.setAttribute('shape-rendering', 'crispEdges');
  container.replaceChildren(picture);
  fitCode(container);
}

/** Again when the window changed. */
export function fitCode(container) {
  const picture = container.firstElementChild;
  if (picture !== null) {
    const size = sizeInWholePixels(picture.viewBox.baseVal.width, container.clientWidth);
    picture.setAttribute('width', size);
    picture.setAttribute('height', size);
  }
}

/** modules counts the quiet zone too: one module is one unit of the picture's view box. */
function sizeInWholePixels(modules, room) {
  const pixelsPerModule = Math.floor((room * devicePixelRatio) / modules);
  return pixelsPerModule >= 1 ? (modules * pixelsPerModule) / devicePixelRatio : room;
}
