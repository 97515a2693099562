/**
 * Asking for the e-mail address: once, when nobody is there, somebody has written, and no address is
 * known. Whoever passes is not asked again in this browser.
 */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { sideOf } from "@threadbox/client/connection/replay";
import type { Bridge } from "../../bridge/bridge";
import type { LiveConversation } from "../conversation/liveConversation";

export interface EmailPrompt {
  isShown: ReadonlySignal<boolean>;
  /** The address that was given here just now. */
  given: ReadonlySignal<string | null>;
  give(email: string): void;
  skip(): void;
}

export function createEmailPrompt(live: LiveConversation, { store, session }: Bridge): EmailPrompt {
  const given = signal<string | null>(null);
  const isSkipped = signal(store.of("email-skipped", session.id) === true);
  const isNeeded = computed(() => {
    const conversation = live.conversation.value;
    if (!conversation || live.available.value || !live.isWelcome.value || isSkipped.value) return false;
    const isOnItsWay = live.outbox.entries.value.some(
      ({ command }) => command.type === "profile" && Boolean(command.email),
    );
    if (conversation.profile.email || isOnItsWay) return false;
    return conversation.items.some((item) => item.kind === "message" && sideOf(item.by) === "visitor");
  });
  return {
    isShown: computed(() => given.value !== null || isNeeded.value),
    given,
    give(email) {
      given.value = email;
      live.post({ type: "profile", email });
    },
    skip() {
      isSkipped.value = true;
      store.write("email-skipped", { session: session.id, value: true });
    },
  };
}
