/** Listens for keys on the whole page and does what they ask for. */

import { useLayoutEffect } from "preact/hooks";
import { actionOf, isTextField, type KeyAction } from "../shared/keys";
import { singleKeys } from "../shared/settings";
import { focusName, focusRow } from "../shared/ui/focus";
import type { Actions } from "./actions";

export function useKeys(actions: Actions): void {
  // As soon as the page shows: who is fast would otherwise press into the void.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || somethingIsOver()) return;
      const action = actionOf(event, isTextField(event.target), singleKeys.peek());
      if (action !== null && perform(actions, action, event.target)) event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [actions]);
}

/** A dialog or menu has its own keys. */
function somethingIsOver(): boolean {
  return document.querySelector("dialog[open], :popover-open") !== null;
}

function perform(actions: Actions, action: KeyAction, target: EventTarget | null): boolean {
  if (action === "next" || action === "previous") return focusRow(action);
  if (action === "leave" && isTextField(target) && target instanceof HTMLElement) {
    target.blur();
    focusName();
    return true;
  }
  return actions.perform(action);
}
