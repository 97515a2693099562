/** Listens for keys on the whole page and does what they ask for. */

import { useLayoutEffect } from "preact/hooks";
import { actionOf, isTextField, type KeyAction } from "../keys";
import type { Moves } from "../moves";
import { singleKeys } from "../settings";

export function useKeys(moves: Moves): void {
  // As soon as the page shows: who is fast would otherwise press into the void.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || somethingIsOver()) return;
      const action = actionOf(event, isTextField(event.target), singleKeys.peek());
      if (action !== null && perform(moves, action, event.target)) event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [moves]);
}

/** A dialog or menu has its own keys. */
function somethingIsOver(): boolean {
  return document.querySelector("dialog[open], :popover-open") !== null;
}

function perform(moves: Moves, action: KeyAction, target: EventTarget | null): boolean {
  if (action === "next") return focusRow(1);
  if (action === "previous") return focusRow(-1);
  if (action === "leave" && isTextField(target) && target instanceof HTMLElement) {
    target.blur();
    document.querySelector<HTMLElement>(".conversation-name")?.focus();
    return true;
  }
  return moves.perform(action);
}

/** Goes up or down from the row that has the focus, else from the one that is open. */
function focusRow(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>(".list-rows .row")];
  const focused = rows.indexOf(document.activeElement as HTMLElement);
  const open = rows.findIndex((row) => row.ariaCurrent === "page");
  const from = focused >= 0 ? focused : open;
  const to = from < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, from + step));
  rows[to]?.focus();
  return rows.length > 0;
}
