/** Files as the chat knows them: addresses from the server, progress from the uploads. */

import { webAddress } from "@threadbox/client/contents";
import type { Live } from "../live";
import { mayArrive, type Uploads } from "../uploads";
import type { Media } from "./media";

export function mediaOf(origin: string, live: Live, uploads: Uploads): Media {
  // A new key would be a new address, and every picture would be fetched again.
  const addresses = new Map<string, string>();
  return {
    origin,
    address({ url, file }) {
      if (!file) return webAddress(url);
      const address = addresses.get(url) ?? live.fileAddress(url);
      if (address) addresses.set(url, address);
      return address;
    },
    picture: (id) => uploads.picture(id),
    progress(id) {
      const going = uploads.find(id);
      return going?.problem === null ? going.progress.value : null;
    },
    mayRetry(id) {
      const upload = uploads.find(id);
      return !upload || mayArrive(upload);
    },
  };
}
