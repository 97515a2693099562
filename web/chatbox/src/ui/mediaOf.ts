/** Files as the chat knows them: addresses from the server, progress from the uploads. */

import { webAddress } from "@threadbox/client/contents";
import type { Live } from "../live";
import type { View } from "../view";
import type { Media } from "./media";

export function mediaOf(origin: string, live: Live, { uploads }: View): Media {
  // A new key would be a new address, and every picture would be fetched again.
  const addresses = new Map<string, string>();
  const upload = (id: string) => uploads.list.value.find((other) => other.id === id);
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
      const going = upload(id);
      return going && going.problem === null ? going.progress : null;
    },
    mayRetry: (id) => upload(id)?.mayArrive ?? true,
  };
}
