/** A thread in twelve pixels: ring while it is open, dot once it has ended, in its own colour. */

import { hueOf } from "@threadbox/client/timeline/threadHues";

export interface ThreadSignProps {
  thread: string;
  state: "open" | "ended";
}

export function ThreadSign({ thread, state }: ThreadSignProps) {
  return <span class={`thread-sign thread-sign-${state} hue-${hueOf(thread)}`} aria-hidden="true" />;
}
