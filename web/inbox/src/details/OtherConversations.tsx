/** Which other conversations name the same e-mail address: often the same person, at another device. */

import type { Inbox } from "../server/inbox";
import { nameOf } from "../shared/names";
import { addressOf, goToConversation } from "../shared/routes";
import { shortTime } from "../shared/timeFormat";

export interface OtherConversationsProps {
  inbox: Inbox;
  conversation: string;
  email: string | null;
  now: number;
}

/** More are not read. */
const SHOWN = 5;

export function OtherConversations({ inbox, conversation, email, now }: OtherConversationsProps) {
  // Looked up anew when there are more or fewer of them, and not for each message anywhere.
  inbox.lists.counts.value;
  const { rows, isWhole } = inbox.lists.withEmail(email);
  const others = rows.filter(({ id }) => id !== conversation);
  if (others.length === 0) return null;
  const count = `${isWhole ? "" : "at least "}${others.length}`;
  return (
    <div class="other-conversations">
      <span>
        Same address: {count} other {others.length === 1 ? "conversation" : "conversations"}
      </span>
      {others.slice(0, SHOWN).map((row) => (
        <a
          key={row.id}
          href={addressOf(row.id)}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            goToConversation(row.id);
          }}
        >
          <bdi>{nameOf(row)}</bdi>
          <span>
            {shortTime(row.active_at, now)}
            {!row.profile.verified && " · unverified"}
          </span>
        </a>
      ))}
    </div>
  );
}
