/** The conversation, oldest first. Rows of one thread stand in one group, named by its topic. */

import type { ReadonlySignal } from "@preact/signals";
import { now } from "@threadbox/client/browser/builtins";
import { dayLabel } from "@threadbox/client/text/time";
import type { MessageRow, Row } from "@threadbox/client/timeline/rows";
import { Boundary } from "@threadbox/client/ui/Boundary";
import type { ComponentChildren } from "preact";
import { useId, useMemo, useRef } from "preact/hooks";
import { locale, t } from "../../texts";
import { Icon } from "../shared/Icon";
import { ScreenReaderText } from "../shared/ScreenReaderText";
import { EmptyMark, EndMark, FoldedCard, type MarkActions, StartMark } from "./Marks";
import { Message, type MessageActions, type Receipt } from "./Message";
import { useProgressiveRender } from "./progressiveRender";
import { Rails } from "./Rails";
import { type Chunk, chunkOf, type Run, runsOf } from "./runs";
import { useScrollPosition } from "./scrollPosition";

export interface TimelineProps {
  /** Read where a fault in them is caught. */
  rows: ReadonlySignal<readonly Row[]>;
  website: string;
  /** What stands above the first message. */
  welcome: string | null;
  /** The operators have read up to this `seq`, and their screens have received up to that one. */
  readBySeq: number;
  deliveredToSeq: number;
  hasOlder: boolean;
  isOlderComing: boolean;
  /** What to scroll to: a thread, or with `thread: null` the end. A new object is a new wish. */
  revealed: { thread: string | null } | null;
  actions: MarkActions & MessageActions & { onSeen(seq: number): void };
  onOlder(): void;
  /** What stands below the messages. */
  children?: ComponentChildren;
}

export function Timeline(props: TimelineProps) {
  const rows = props.rows.value;
  const { revealed, hasOlder, isOlderComing, website, actions, onOlder } = props;
  const before = useRef<readonly Run[]>([]);
  const all = useMemo(() => {
    before.current = runsOf(rows, before.current);
    return before.current;
  }, [rows]);
  const { runs, isWhole } = useProgressiveRender(all, rows);
  const isMore = isWhole && hasOlder;
  const onTop = isMore ? onOlder : undefined;
  const scrolling = useScrollPosition({ rows, runs, revealed, onTop, onSeen: actions.onSeen });
  const last = lastOwn(rows);
  const receipt = last && receiptOf(last, props.readBySeq, props.deliveredToSeq);
  const today = new Date(now()).toDateString();
  return (
    <div class="timeline-frame">
      <div class="timeline" ref={scrolling.ref} onScroll={scrolling.onScroll}>
        {isMore && (
          <button type="button" class="older" disabled={isOlderComing} onClick={onOlder}>
            {t(isOlderComing ? "older.coming" : "older")}
          </button>
        )}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys scroll what has the focus */}
        <div class="rows" role="log" aria-live="off" aria-label={t("timeline")} tabIndex={0}>
          {isWhole && !hasOlder && <Welcome text={props.welcome ?? t("welcome")} />}
          {runs.map((run) => (
            <RunOfRows
              key={run.key}
              run={run}
              receipt={receipt ?? null}
              receiptIn={last ? chunkOf(last) : null}
              receiptKey={last?.key ?? null}
              website={website}
              today={today}
              actions={actions}
            />
          ))}
          {props.children}
        </div>
      </div>
      {!scrolling.isAtEnd && (
        <button type="button" class="to-end" title={t("to.newest")} onClick={scrolling.toEnd}>
          <Icon name="end" size={18} />
          {scrolling.fresh > 0 ? (
            <span>{t("new", { count: scrolling.fresh })}</span>
          ) : (
            <ScreenReaderText>{t("to.newest")}</ScreenReaderText>
          )}
        </button>
      )}
    </div>
  );
}

function Welcome({ text }: { text: string }) {
  return (
    <p class="welcome" dir="auto">
      {text}
    </p>
  );
}

/** The same for every row. */
interface Shared {
  website: string;
  /** "Today" is another day tomorrow. */
  today: string;
  actions: MarkActions & MessageActions;
}

interface RunProps extends Shared {
  run: Run;
  receipt: Receipt | null;
  receiptIn: number | null;
  receiptKey: string | null;
}

/** A thread's run is a group with a heading, so that heading jumps are the jump list. */
function RunOfRows({ run, receipt, receiptIn, receiptKey, ...shared }: RunProps) {
  const id = useId();
  const first = run.chunks.flatMap(({ rows }) => rows.find((row) => row.thread !== null) ?? [])[0];
  const drawn = run.chunks.map((chunk) => {
    const isHere = chunk.key === receiptIn;
    return (
      <ChunkOfRows
        key={chunk.key}
        chunk={chunk}
        id={id}
        receipt={isHere ? receipt : null}
        receiptKey={isHere ? receiptKey : null}
        {...shared}
      />
    );
  });
  if (run.thread === null) return <div>{drawn}</div>;
  const name = isMark(first) ? { "aria-labelledby": id } : { "aria-label": topicOf(run) };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section with a name is a landmark, and those are the page's
    <div role="group" {...name}>
      {drawn}
    </div>
  );
}

interface ChunkProps extends Shared {
  chunk: Chunk;
  id: string;
  receipt: Receipt | null;
  receiptKey: string | null;
}

/** Drawn again only when something in it has changed. */
function ChunkOfRows({ chunk, id, receipt, receiptKey, website, today, actions }: ChunkProps) {
  return useMemo(
    () => (
      <div class="chunk">
        {chunk.rows.map((row) => (
          <TimelineRow
            key={row.key}
            row={row}
            id={id}
            receipt={row.key === receiptKey ? receipt : null}
            website={website}
            today={today}
            actions={actions}
          />
        ))}
      </div>
    ),
    [chunk, id, receipt, receiptKey, website, today, actions],
  );
}

interface RowProps extends Shared {
  row: Row;
  id: string;
  receipt: Receipt | null;
}

function TimelineRow(props: RowProps) {
  const { row } = props;
  return (
    <div class={`row row-${row.kind} ${row.rails.length > 0 ? "has-rail" : ""}`} data-key={row.key}>
      <Rails rails={row.rails} />
      <Boundary of={row} instead={<Unreadable />}>
        <DrawnRow {...props} />
      </Boundary>
    </div>
  );
}

function Unreadable() {
  return <p class="meta">{t("unreadable")}</p>;
}

function DrawnRow({ row, id, website, actions, receipt }: RowProps) {
  switch (row.kind) {
    case "day":
      return <p class="day">{dayLabel(row.at, now(), locale())}</p>;
    case "start":
    case "reopened":
      return <StartMark row={row} website={website} actions={actions} id={id} />;
    case "end":
      return <EndMark row={row} />;
    case "folded":
      return <FoldedCard row={row} actions={actions} />;
    case "empty":
      return <EmptyMark row={row} />;
    case "unread":
      return <p class="unread">{t("unread", { count: row.count })}</p>;
    case "typing":
      return (
        <p class="typing">
          <ScreenReaderText>{t("typing", { name: row.by?.name ?? website })}</ScreenReaderText>
          <span />
          <span />
          <span />
        </p>
      );
    case "message":
      return <Message row={row} website={website} receipt={receipt} actions={actions} />;
    case "unreadable":
      return <Unreadable />;
    case "renamed":
      return null; // Visitors see the result of a rename, not its trace.
  }
}

function isMark(row: Row | undefined): boolean {
  return row?.kind === "start" || row?.kind === "reopened";
}

function topicOf(run: Run): string {
  for (const { rows } of run.chunks) {
    for (const row of rows) {
      if ("topic" in row) return row.topic;
      if (row.kind === "message" && row.chip?.topic) return row.chip.topic;
    }
  }
  return t("topics.title");
}

/** The last own message alone carries a receipt. */
function lastOwn(rows: readonly Row[]): MessageRow | undefined {
  return rows.findLast(
    (row): row is MessageRow =>
      row.kind === "message" && row.side === "visitor" && row.sending?.state !== "failed",
  );
}

function receiptOf({ item, sending }: MessageRow, readBySeq: number, deliveredToSeq: number): Receipt {
  if (!item) return sending?.state === "done" ? "sent" : "sending";
  if (item.seq <= readBySeq) return "read";
  return item.seq <= deliveredToSeq ? "delivered" : "sent";
}
