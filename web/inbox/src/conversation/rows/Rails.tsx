/** The lines beside a row: one per lane, each drawn from what the row itself knows. */

import type { Rail } from "@threadbox/client/timeline/rails";
import "./rails.css";

export function Rails({ rails }: { rails: readonly Rail[] }) {
  if (rails.length === 0) return null;
  return (
    <span class="rails" aria-hidden="true">
      {rails.map((rail) => (
        <span key={rail.lane} class={`lane lane-${rail.lane} hue-${rail.hue}`}>
          {rail.mark === null ? (
            <span class={`line line-whole line-${rail.style} ${edges(rail)}`} />
          ) : (
            <>
              {rail.top !== "none" && <span class={`line line-above line-${rail.style} ${edges(rail)}`} />}
              {rail.bottom !== "none" && <span class={`line line-below line-${rail.style} ${edges(rail)}`} />}
              <span class={`rail-sign rail-sign-${rail.mark}`} />
            </>
          )}
        </span>
      ))}
    </span>
  );
}

/** How many lanes stand beside a row: its content keeps clear of them. */
export function lanesOf(rails: readonly Rail[]): number {
  return rails.reduce((most, rail) => Math.max(most, rail.lane + 1), 0);
}

function edges(rail: Rail): string {
  const top = rail.top === "fade" ? "fade-top" : "";
  return rail.bottom === "fade" ? `${top} fade-bottom` : top;
}
