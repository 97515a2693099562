/** A part of the inbox that takes no other with it when it cannot be drawn. */

import { Boundary } from "@threadbox/client/ui/Boundary";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

export interface PaneProps {
  /** What it is called where it is missing: "The list". */
  what: string;
  /** The class of what it holds, which says where it stands. */
  place: "list-pane" | "conversation" | "timeline-pane" | "details";
  children: ComponentChildren;
}

export function Pane({ what, place, children }: PaneProps) {
  const [attempt, setAttempt] = useState({});
  const instead = (
    <section class={place} aria-label={what}>
      <div class="blank" role="alert">
        <h2>{what} could not be shown</h2>
        <button type="button" class="button" onClick={() => setAttempt({})}>
          Try again
        </button>
      </div>
    </section>
  );
  return (
    <Boundary of={attempt} instead={instead}>
      {children}
    </Boundary>
  );
}
