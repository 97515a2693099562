/** How files and pictures are come by: what the components that show them ask. */

import { webAddress } from "@threadbox/client/content/contents";
import type { Viewed } from "@threadbox/client/ui/Viewer";

export interface Media {
  /** Where Threadbox is. */
  origin: string;
  /** The address of a file: with its key when it is stored with us; `null` when there is none. */
  address(given: { url: string; file: string | null }): string | null;
  /** An own picture as it is in this page, by the client id of its message. */
  picture(id: string): string | undefined;
  /** Such a picture was refused: the next one would be as well. */
  noPicture(): void;
  /** How much of an upload has arrived, from 0 to 1; `null` when nothing is on its way. */
  progress(id: string): number | null;
  /** Stays as it is: failing again would be the same. */
  mayRetry(id: string): boolean;
  /** Shows a picture as large as the screen. */
  view(picture: Viewed): void;
}

const NONE: Media = {
  origin: "",
  address: () => null,
  picture: () => undefined,
  noPicture: () => {},
  progress: () => null,
  mayRetry: () => true,
  view: () => {},
};

let current = NONE;

/** How the chat of this page comes by them. */
export function useMedia(): Media {
  return current;
}

/** Says how; there is one chat in a page. */
export function setMedia(media: Media): void {
  current = media;
}

/**
 * Whether a picture may be loaded unasked: from the page's own site or from ours. Anybody else would
 * learn the visitor's address merely because somebody wrote a message.
 */
export function isNear(url: string, origin: string): boolean {
  const address = webAddress(url);
  return address !== null && [origin, location.origin].includes(new URL(address).origin);
}

/** For links and for what is loaded from elsewhere. */
export const REL = "noopener noreferrer nofollow ugc";
