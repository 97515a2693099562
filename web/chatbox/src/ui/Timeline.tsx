/** The conversation, oldest first. Rows of one thread stand in one section, named by its topic. */

import { now } from "@threadbox/client/early";
import type { MessageRow, Row } from "@threadbox/client/rows";
import { dayLabel } from "@threadbox/client/time";
import { useId, useMemo } from "preact/hooks";
import { locale, t } from "../texts";
import { Icon } from "./Icon";
import { EmptyMark, EndMark, FoldedCard, type MarkActions, StartMark } from "./Marks";
import { Message, type Receipt } from "./Message";
import { Rails } from "./Rails";
import { useScrolling } from "./scrolling";
import { Unseen } from "./Unseen";

export interface TimelineProps {
  rows: readonly Row[];
  website: string;
  /** Shown while there is nothing else. */
  welcome: string | null;
  /** The operators have read up to this `seq`. */
  readBySeq: number;
  hasOlder: boolean;
  isOlderComing: boolean;
  /** What to scroll to: a thread, or with `thread: null` the end. A new object is a new wish. */
  revealed: { thread: string | null } | null;
  actions: MarkActions;
  onOlder(): void;
}

export function Timeline(props: TimelineProps) {
  const { rows, revealed, hasOlder, isOlderComing, onOlder } = props;
  const scrolling = useScrolling({ rows, revealed, onTop: hasOlder ? onOlder : undefined });
  const sections = useMemo(() => sectionsOf(rows), [rows]);
  const receipts = receiptOf(rows, props.readBySeq);
  return (
    <div class="timeline-frame">
      <div class="timeline" ref={scrolling.ref} onScroll={scrolling.onScroll}>
        {hasOlder && (
          <button type="button" class="older" disabled={isOlderComing} onClick={onOlder}>
            {t(isOlderComing ? "older.coming" : "older")}
          </button>
        )}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys scroll what has the focus */}
        <div class="rows" role="log" aria-live="off" aria-label={t("timeline")} tabIndex={0}>
          {rows.length === 0 && <Welcome text={props.welcome ?? t("welcome")} />}
          {sections.map((section) => (
            <Section key={section.key} section={section} receipts={receipts} {...props} />
          ))}
        </div>
      </div>
      {!scrolling.isAtEnd && (
        <button type="button" class="to-end" title={t("to.newest")} onClick={scrolling.toEnd}>
          <Icon name="end" size={18} />
          {scrolling.fresh > 0 ? (
            <span>{t("new", { count: scrolling.fresh })}</span>
          ) : (
            <Unseen>{t("to.newest")}</Unseen>
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

interface RunOfRows {
  key: string;
  thread: string | null;
  rows: Row[];
}

type SectionProps = TimelineProps & { section: RunOfRows; receipts: ReadonlyMap<string, Receipt> };

/** A thread's run is a section with a heading, so that heading jumps are the jump list. */
function Section({ section, ...props }: SectionProps) {
  const id = useId();
  const startsHere = isMark(section.rows.find((row) => row.thread !== null));
  const drawn = section.rows.map((row, index) => (
    <TimelineRow key={row.key} row={row} id={id} isUnderMark={isMark(section.rows[index - 1])} {...props} />
  ));
  if (section.thread === null) return <div>{drawn}</div>;
  const name = startsHere ? { "aria-labelledby": id } : { "aria-label": topicOf(section.rows) };
  return <section {...name}>{drawn}</section>;
}

/** `isUnderMark`: the topic stands right above, so the row need not name it. */
type RowProps = Omit<SectionProps, "section"> & { row: Row; id: string; isUnderMark: boolean };

function TimelineRow(props: RowProps) {
  const { row } = props;
  return (
    <div class={`row row-${row.kind} ${row.rails.length > 0 ? "has-rail" : ""}`} data-key={row.key}>
      <Rails rails={row.rails} />
      {drawRow(props)}
    </div>
  );
}

function drawRow({ row, id, isUnderMark, website, actions, receipts }: RowProps) {
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
          <Unseen>{t("typing", { name: row.by?.name ?? website })}</Unseen>
          <span />
          <span />
          <span />
        </p>
      );
    case "message": {
      const receipt = receipts.get(row.key) ?? null;
      const { onRetry, onDismiss } = actions;
      const shown = isUnderMark ? { ...row, chip: null } : row;
      return (
        <Message row={shown} website={website} receipt={receipt} onRetry={onRetry} onDismiss={onDismiss} />
      );
    }
    case "renamed":
      return null; // Visitors see the result of a rename, not its trace.
  }
}

function isMark(row: Row | undefined): boolean {
  return row?.kind === "start" || row?.kind === "reopened";
}

/** Dividers belong to what follows them: a new day does not break a thread's run. */
function sectionsOf(rows: readonly Row[]): RunOfRows[] {
  const sections: RunOfRows[] = [];
  for (const [index, row] of rows.entries()) {
    const last = sections.at(-1);
    const thread = (isDivider(row) ? nextThing(rows, index) : row)?.thread ?? null;
    if (last && last.thread === thread) last.rows.push(row);
    // Older rows join the uppermost section at its top; a key of its own keeps its elements then.
    else sections.push({ key: last ? row.key : "top", thread, rows: [row] });
  }
  return sections;
}

function nextThing(rows: readonly Row[], index: number): Row | undefined {
  const next = rows[index + 1];
  return next && isDivider(next) ? nextThing(rows, index + 1) : next;
}

function isDivider(row: Row): boolean {
  return row.kind === "day" || row.kind === "unread";
}

function topicOf(rows: readonly Row[]): string {
  for (const row of rows) {
    if ("topic" in row) return row.topic;
    if (row.kind === "message" && row.chip?.topic) return row.chip.topic;
  }
  return t("topics.title");
}

/** The last own message alone carries a receipt. */
function receiptOf(rows: readonly Row[], readBySeq: number): ReadonlyMap<string, Receipt> {
  const isOwn = (row: Row): row is MessageRow =>
    row.kind === "message" && row.side === "visitor" && row.sending?.state !== "failed";
  const last = rows.findLast(isOwn);
  if (!last) return new Map();
  if (last.item) return new Map([[last.key, last.item.seq <= readBySeq ? "read" : "sent"]]);
  return new Map([[last.key, last.sending?.state === "done" ? "sent" : "sending"]]);
}
