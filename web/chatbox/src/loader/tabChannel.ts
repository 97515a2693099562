/** Tabs of one browser telling each other what a person just did. Without it each tab is on its own. */

/**
 * What tabs say. A message that a tab does not understand is ignored. What is of one session is not
 * for tabs with another one: their pages may have another `CRISP_TOKEN_ID`.
 */
export type Told =
  | { kind: "panel"; session: string; open: boolean }
  | { kind: "active"; session: string }
  | { kind: "draft"; session: string; line: string; text: string }
  | { kind: "reset"; session?: never };

/** A line to the other tabs. */
export interface Channel {
  say(told: Told): void;
  /** Adds a listener; answers how to remove it. */
  hear(listener: (told: Told) => void): () => void;
}

/** The channel of one website. */
export function createChannel(website: string): Channel {
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
