/**
 * A picture on somebody else's server, in a frame of its own: a document without an origin, whose
 * policy lets it load pictures and nothing else. The inbox itself loads none from elsewhere.
 *
 * The address stands in the fragment, which no server is told. Outside of a frame nothing is shown:
 * else a link to this page could show anybody's picture under our name.
 */

import type { Loaded } from "./loaded";

const address = decodeURIComponent(location.hash.slice(1));

if (window.top !== window && address.startsWith("https://")) {
  const image = new Image();
  image.referrerPolicy = "no-referrer";
  image.onload = () => tell({ width: image.naturalWidth, height: image.naturalHeight });
  image.onerror = () => tell(null);
  image.src = address;
  document.body.append(image);
}

/** What became of it concerns whoever framed this; who that may be is said by the page's policy. */
function tell(loaded: Loaded): void {
  window.parent.postMessage(loaded, "*");
}
