/** Text for screen readers, where the eye has a sign or a place instead. */

import type { ComponentChildren } from "preact";

export function ScreenReaderText({ children }: { children: ComponentChildren }) {
  return <span class="unseen">{children}</span>;
}
