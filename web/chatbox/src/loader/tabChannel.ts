/** Tabs of one browser telling each other what a person just did. Without it each tab is on its own. */

import type { TabChannel } from "../bridge/services";

/** The channel of one website. */
export function createTabChannel(website: string): TabChannel {
  let line: BroadcastChannel | null = null;
  try {
    line = new BroadcastChannel(`threadbox/${website}`);
  } catch {
    // An opaque origin has no channels.
  }
  return {
    say: (told) => line?.postMessage(told),
    hear(listener) {
      const take = ({ data }: MessageEvent) => listener(data);
      line?.addEventListener("message", take);
      return () => line?.removeEventListener("message", take);
    },
  };
}
