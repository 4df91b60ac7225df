// Draws the QR code so that cameras can read it: every module has the same whole number of screen pixels.

export function drawCode(container, svg) {
  const picture = document.adoptNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement);
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', 'QR code that opens this session on your phone');
  picture.setAttribute('shape-rendering', 'crispEdges');
  container.replaceChildren(picture);
  fitCode(container);
}

/** Sets the picture's size. Call this again when the window's size changes. */
export function fitCode(container) {
  const picture = container.firstElementChild;
  if (picture !== null) {
    const size = sizeInWholePixels(picture.viewBox.baseVal.width, container.clientWidth);
    picture.setAttribute('width', size);
    picture.setAttribute('height', size);
  }
}

/** modules is the picture's width in modules, including the quiet zone. */
function sizeInWholePixels(modules, room) {
  const pixelsPerModule = Math.floor((room * devicePixelRatio) / modules);
  return pixelsPerModule >= 1 ? (modules * pixelsPerModule) / devicePixelRatio : room;
}
