/** Files as the chat knows them: addresses from the server, progress from the uploads. */

import type { ReadonlySignal } from "@preact/signals";
import { webAddress } from "@threadbox/client/content/contents";
import type { Viewed } from "@threadbox/client/ui/Viewer";
import type { ComposerFiles } from "../composer/composerFiles";
import type { LiveConversation } from "../conversation/liveConversation";
import type { Media } from "../ui/content/media";

export function mediaOf(
  origin: string,
  live: LiveConversation,
  files: ReadonlySignal<ComposerFiles | null>,
  onView: (picture: Viewed) => void,
): Media {
  // A new key would be a new address, and every picture would be fetched again.
  const addresses = new Map<string, string>();
  return {
    origin,
    address({ url, file }) {
      if (!file) return webAddress(url);
      const address = addresses.get(url) ?? storedAt(url, origin, live.fileKey.value);
      if (address) addresses.set(url, address);
      return address;
    },
    picture: (id) => files.value?.picture(id),
    noPicture() {
      if (files.value) files.value.showsLocal.value = false;
    },
    progress: (id) => files.value?.progress(id) ?? null,
    mayRetry: (id) => files.value?.mayArrive(id) ?? true,
    view: onView,
  };
}

/** The address of a file stored with us. */
function storedAt(path: string, origin: string, key: string): string | null {
  const url = new URL(path, origin);
  if (url.origin !== origin || !key) return null;
  url.searchParams.set("key", key);
  return url.href;
}
