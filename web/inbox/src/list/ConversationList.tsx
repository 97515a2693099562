/** The list with its data: which rows, in which order, and what stands still under the pointer. */

import { useComputed, useSignal } from "@preact/signals";
import { Boundary } from "@threadbox/client/ui/Boundary";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Inbox } from "../server/inbox";
import { steady, withOpened } from "../server/orderedList";
import { go, goToConversation, route } from "../shared/routes";
import { BrokenConversation } from "../shared/ui/RenderFailure";
import { ConversationRow, type ConversationRowProps } from "./ConversationRow";
import { ListPane } from "./ListPane";

export interface ConversationListProps {
  inbox: Inbox;
  now: number;
  single: boolean;
  website: ComponentChildren;
  account: ComponentChildren;
}

/** A pointer that rests this long is not about to click. */
const RESTS_MILLISECONDS = 4_000;

export function ConversationList({ inbox, now, single, website, account }: ConversationListProps) {
  const { list, conversation } = route.value;
  const ordered = inbox.lists.list(list);
  const pointer = usePointer();
  const shown = useRef<{ list: string; ids: readonly string[] }>({ list, ids: [] });
  const before = shown.current.list === list ? shown.current.ids : [];
  const actual = withOpened(ordered.ids.value, before, conversation);
  const isHeld = pointer.inside.value && before.length > 0;
  const order = isHeld ? steady(before, actual) : { ids: actual, moved: 0 };
  shown.current = { list, ids: order.ids };
  const { stop, focused } = useTabStop(order.ids);

  const rows = order.ids.flatMap((id) => {
    const row = inbox.lists.conversations.row(id);
    if (row === undefined) return [];
    const { online, typing } = inbox.presence.of(id);
    return [
      <li key={id} class="list-item">
        <GuardedRow
          row={row}
          online={online}
          typing={typing}
          draft={inbox.drafts.newest(id)}
          me={inbox.operator.id}
          selected={id === conversation}
          stop={stop}
          now={now}
          onOpen={goToConversation}
        />
      </li>,
    ];
  });

  return (
    <ListPane
      list={list}
      counts={inbox.lists.counts.value}
      state={ordered.state.value}
      rows={rows}
      moved={order.moved}
      cursor={ordered.cursor.value}
      single={single}
      website={website}
      account={account}
      onList={(name) => go({ list: name })}
      onMore={() => void inbox.lists.more(list)}
      onRetry={() => void inbox.lists.open(list)}
      onSettle={() => pointer.set(false)}
      onPointer={pointer.set}
      onFocus={(id) => {
        focused.value = id;
      }}
      onPalette={() => inbox.openDialog({ what: "palette", topics: false })}
    />
  );
}

/** A conversation that cannot be drawn takes one line of the list; when it changes it is tried again. */
function GuardedRow(props: ConversationRowProps) {
  return (
    <Boundary of={props.row.value} instead={<BrokenConversation />}>
      <ConversationRow {...props} />
    </Boundary>
  );
}

/** Which row the Tab key reaches: the one one was at last, else the one that is open, else the first. */
function useTabStop(ids: readonly string[]) {
  const focused = useSignal<string | null>(null);
  const drawn = useSignal(ids);
  drawn.value = ids;
  // Apart from the list, which is not to be drawn again for every step of the focus.
  const stop = useComputed(() => {
    const wished = [focused.value, route.value.conversation];
    return wished.find((id) => id !== null && drawn.value.includes(id)) ?? drawn.value[0] ?? null;
  });
  return { stop, focused };
}

function usePointer() {
  const inside = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const rest = () => {
    inside.value = false;
  };
  return useMemo(
    () => ({
      inside,
      set: (on: boolean) => {
        clearTimeout(timer.current);
        inside.value = on;
        if (on) timer.current = setTimeout(rest, RESTS_MILLISECONDS);
      },
    }),
    [inside],
  );
}
