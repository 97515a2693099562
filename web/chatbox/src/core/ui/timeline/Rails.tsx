/** The line beside a thread's rows, and the mark where it begins and ends. */

import type { Rail } from "@threadbox/client/timeline/rows";

export function Rails({ rails }: { rails: readonly Rail[] }) {
  const [rail] = rails;
  if (!rail) return null;
  return (
    <span class={`rail hue-${rail.hue}`} aria-hidden="true">
      {rail.top !== "none" && <span class={`rail-top is-${rail.top}`} />}
      {rail.bottom !== "none" && <span class={`rail-bottom is-${rail.bottom}`} />}
      {rail.mark && <span class={`rail-mark is-${rail.mark}`} />}
    </span>
  );
}
