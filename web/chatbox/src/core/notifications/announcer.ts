/**
 * Says new messages of the other side to screen readers, once and politely. The timeline itself is
 * silent: it would be read again whenever older messages arrive.
 */

import { setTimer } from "@threadbox/client/browser/builtins";
import { sideOf } from "@threadbox/client/connection/replay";
import { wordsOf } from "@threadbox/client/content/contents";
import type { Message } from "@threadbox/client/protocol";
import { plain } from "@threadbox/client/text/markup";
import { t } from "../texts";

/** Several messages at once become a count. */
const TOGETHER_MILLISECONDS = 400;
/** A region that is never emptied is read again by some readers when it is found by hand. */
const KEPT_MILLISECONDS = 8_000;

/** The voice for screen readers. */
export interface Announcer {
  message(message: Message): void;
}

/** Puts the live region into the root. */
export function announcer(root: ShadowRoot): Announcer {
  const region = document.createElement("div");
  region.className = "unseen";
  region.setAttribute("role", "status");
  region.setAttribute("aria-live", "polite");
  root.append(region);
  let heard: Message[] = [];

  function say(): void {
    const [first] = heard;
    const count = heard.length;
    heard = [];
    if (!first) return;
    const name = first.by.name ?? "";
    const said =
      count > 1 ? t("new", { count }) : t("said.aloud", { name, text: plain(wordsOf(first.content)) });
    region.textContent = said;
    setTimer(() => {
      if (region.textContent === said) region.textContent = "";
    }, KEPT_MILLISECONDS);
  }

  return {
    message(message) {
      if (sideOf(message.by) === "visitor" || document.visibilityState !== "visible") return;
      heard.push(message);
      if (heard.length === 1) setTimer(say, TOGETHER_MILLISECONDS);
    },
  };
}
