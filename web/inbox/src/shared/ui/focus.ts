/** Where the focus goes: from row to row in the list by the keyboard, and along with what is shown. */

export type RowStep = "next" | "previous" | "first" | "last";

/** Puts the focus on another row, seen from the one that has it, else from the one that is open. */
export function focusRow(step: RowStep): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>(".list-rows .row")];
  const focused = rows.indexOf(document.activeElement as HTMLElement);
  const open = rows.findIndex((row) => row.ariaCurrent === "page");
  const to = placeOf(step, focused >= 0 ? focused : open, rows.length - 1);
  rows[to]?.focus();
  return rows.length > 0;
}

/**
 * The focus goes along with what is shown: where it is lost, or on the row of another conversation,
 * it moves to the name of this one. Whoever has just come to the page has it nowhere yet.
 */
export class Arrival {
  #isFirst = true;

  shown(): void {
    const focused = document.activeElement;
    const isLost = focused === null || focused === document.body;
    const isElsewhere = focused?.matches(".list-rows .row:not([aria-current])");
    if (!this.#isFirst && (isLost || isElsewhere)) focusName();
    this.#isFirst = false;
  }
}

/** Puts the focus on the name of the conversation that is shown. */
export function focusName(): void {
  document.querySelector<HTMLElement>(".conversation-name")?.focus();
}

/** `from` is negative where one has not been anywhere yet. */
function placeOf(step: RowStep, from: number, last: number): number {
  if (step === "first" || from < 0) return 0;
  if (step === "last") return last;
  return Math.max(0, Math.min(last, from + (step === "next" ? 1 : -1)));
}
