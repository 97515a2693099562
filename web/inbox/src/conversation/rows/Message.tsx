/** A message or note: face and name at the head of a run, then the words as they were written. */

import type { MessageRow } from "@threadbox/client/timeline/rows";
import { authorName } from "../../shared/names";
import { addressOf } from "../../shared/routes";
import { TopicChip } from "../../shared/threads/TopicChip";
import { clockTime, exactTime, machineTime } from "../../shared/timeFormat";
import { Avatar } from "../../shared/ui/Avatar";
import { Icon } from "../../shared/ui/Icon";
import { Content } from "./content/Content";
import { type RowContext, speaker } from "./context";
import { FollowsHint } from "./FollowsHint";
import { SendState } from "./SendState";

/** What never changes, and may be translated by the browser as the rest of the inbox is not. */
const WORDS: ReadonlySet<string> = new Set(["text", "note"]);

export function Message({ row, context }: { row: MessageRow; context: RowContext }) {
  const { item, by, sending } = row;
  const kind = row.note ? "note" : row.side === "operator" ? "own" : "theirs";
  const waiting = sending !== null && sending.state !== "done" ? ` message-${sending.state}` : "";
  return (
    <div class={`message message-${kind}${waiting}`}>
      {row.first && <Face row={row} context={context} />}
      <div class="message-body">
        {row.first ? (
          <p class="message-head">
            <bdi class="message-name">{speaker(by, context)}</bdi> <MessageTime row={row} context={context} />
            {row.note && <span class="message-note-label"> · note, only operators</span>}
          </p>
        ) : (
          // Who sees the screen knows by the place.
          <p class="hidden-text">
            {speaker(by, context)} {clockTime(row.at)}
            {row.note && ", note"}
          </p>
        )}
        {row.chip !== null && (
          <p class="message-chip">
            {row.chip.thread === null ? (
              <span class="topic-chip">
                <span class="main-line-sign" /> Main line
              </span>
            ) : (
              <TopicChip thread={row.chip.thread} topic={row.chip.topic ?? ""} state="open" />
            )}
          </p>
        )}
        <div
          class={`bubble bubble-${row.content.type}`}
          dir="auto"
          title={exactTime(row.at)}
          translate={WORDS.has(row.content.type)}
        >
          {row.note && <Icon name="note" size={14} />}
          <Content
            content={row.content}
            upload={sending === null ? undefined : context.upload(sending.id)}
            onCancel={context.onDrop}
            onView={context.onView}
          />
        </div>
        {sending === null && item !== null && <Receipt row={row} context={context} />}
        {sending !== null && <SendState sending={sending} context={context} />}
        {row.follows !== null && <FollowsHint follows={row.follows} context={context} />}
      </div>
    </div>
  );
}

function Face({ row, context }: { row: MessageRow; context: RowContext }) {
  const { by } = row;
  if (by.kind === "visitor") return <Avatar id={by.id} name={context.face} picture={null} size="small" />;
  const name = authorName(by, context.visitor).replace(/^(the|key) /, "");
  return <Avatar id={by.id} name={name} picture={by.avatar} size="small" />;
}

function MessageTime({ row, context }: { row: MessageRow; context: RowContext }) {
  const time = <time dateTime={machineTime(row.at)}>{clockTime(row.at)}</time>;
  if (row.item === null) return <span class="message-time">{time}</span>;
  const address = addressOf(context.conversation, { seq: row.item.seq });
  return (
    <a class="message-time" href={address} title={`${exactTime(row.at)}\nLink to this message`}>
      {time}
    </a>
  );
}

/** Under the newest message of ours: how far it has come to the visitor. */
function Receipt({ row, context }: { row: MessageRow; context: RowContext }) {
  if (row.side !== "operator" || row.note || row.item === null) return null;
  if (context.newestOwn.value !== row.item.seq) return null;
  const { seq } = row.item;
  const read = context.readByVisitor.value >= seq;
  const word = read ? "Read" : context.deliveredToVisitor.value >= seq ? "Delivered" : "Sent";
  return (
    <p class={`receipt receipt-${word.toLowerCase()}`}>
      <Icon name={word === "Sent" ? "check" : "checks"} size={14} /> {word}
    </p>
  );
}
