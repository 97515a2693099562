/** The drawn thing that stays in mind: a thread's line, with its ring and dot. For the eye only; words say the same. */

import type { Thread } from "../protocol";
import { hueOf, type Rail } from "../rails";

export interface RailsProps {
  rails: readonly Rail[];
  /** The mark appeared just now: it may draw itself. */
  fresh?: boolean;
}

/** The rails of one row; the row is positioned and the rails fill its height. */
export function Rails({ rails, fresh = false }: RailsProps) {
  return (
    <div class="tb-rails" aria-hidden="true">
      {rails.map((rail) => (
        <span
          key={rail.lane}
          class="tb-rail"
          data-lane={rail.lane}
          data-hue={rail.hue}
          data-style={rail.style}
          data-top={rail.top}
          data-bottom={rail.bottom}
          data-marked={rail.mark === null ? undefined : ""}
          data-own={rail.own ? "" : undefined}
        >
          {rail.mark && <i class="tb-mark" data-mark={rail.mark} data-fresh={fresh ? "" : undefined} />}
        </span>
      ))}
    </div>
  );
}

/** A thread's small sign beside its topic: a ring while it is open, a dot once it has ended. */
export function ThreadGlyph({ thread }: { thread: Pick<Thread, "id" | "state"> }) {
  return (
    <i
      class="tb-glyph"
      aria-hidden="true"
      data-hue={hueOf(thread.id)}
      data-mark={thread.state === "open" ? "ring" : "dot"}
    />
  );
}
