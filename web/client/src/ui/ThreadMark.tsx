/** Where a thread starts, is reopened, ends, or was empty: topic, who, when, and what came of it. */

import type { ComponentChildren } from "preact";
import type { SharedTranslate } from "../messages";
import type { Author, Thread } from "../protocol";
import type { EmptyRow, EndRow, RenamedRow, StartRow } from "../rows";
import { clock, duration, exactly } from "../time";
import { Chip } from "./Chip";
import { ThreadGlyph } from "./Rail";

interface Common {
  t: SharedTranslate;
  /** Visitors read neutral words: the website's name stands for its operators, keys and pages. */
  website: string | null;
  /** Buttons of the app: Reopen, Copy link, Retry. */
  children?: ComponentChildren;
}

/** The ring's words: "Customer server offline", "Started by the page · /support/new · 14:02". */
export function StartMark({
  row,
  t,
  website,
  onFold,
  children,
}: Common & { row: StartRow; onFold?: () => void }) {
  return (
    <div class="tb-head" data-kind={row.kind} data-state={row.sending?.state}>
      <h3 class="tb-topic" title={row.topic}>
        {onFold && row.foldable ? (
          <button
            type="button"
            class="tb-fold"
            aria-expanded="true"
            title={t("fold", { topic: row.topic })}
            onClick={onFold}
          >
            <bdi>{row.topic}</bdi>
          </button>
        ) : (
          <bdi>{row.topic}</bdi>
        )}
        {row.info?.verified && website === null && (
          <span class="tb-verified" title={t("verified_long")}>
            {t("verified")}
          </span>
        )}
      </h3>
      <p class="tb-meta">
        {dotted([
          startWords(row, t, website),
          website === null && row.by.origin,
          !row.sending && time(row.at, t),
        ])}
      </p>
      {website === null && row.info && <ThreadData thread={row.info} t={t} />}
      {children}
    </div>
  );
}

/** The dot's words; the topic is heard, and seen where it is not plain which thread ends: "Ended by Ana · 14:31 · 29 min · 12 messages", and the outcome. */
export function EndMark({ row, t, website, children }: Common & { row: EndRow }) {
  const { item } = row;
  return (
    <div class="tb-head" data-kind="end">
      <p class="tb-meta tb-ended">
        {row.named ? (
          <Chip thread={row.thread} topic={row.topic} t={t} />
        ) : (
          <bdi class="tb-unseen">{row.topic}</bdi>
        )}{" "}
        <strong>
          <bdi>{website === null ? by("ended", item.by, t) : t("ended")}</bdi>
        </strong>
        {dotted([
          "",
          website === null && time(row.at, t),
          duration(item.seconds, t.locale),
          item.messages === 0 ? t("no_messages") : t("messages", { count: item.messages }),
        ])}
      </p>
      {item.outcome && (
        <p class="tb-outcome">
          <bdi>{item.outcome}</bdi>
        </p>
      )}
      {children}
    </div>
  );
}

/** Both in one line, for a thread in which nothing was said. */
export function EmptyMark({ row, t, children }: Common & { row: EmptyRow }) {
  return (
    <div class="tb-head tb-empty" data-kind="empty">
      <p class="tb-meta">
        <ThreadGlyph thread={{ id: row.info.id, state: "open" }} />
        <ThreadGlyph thread={row.info} />
        <bdi class="tb-topic">{row.topic}</bdi>
        {dotted(["", t("no_messages"), duration(row.seconds, t.locale)])}
      </p>
      {children}
    </div>
  );
}

/** A rename's trace, for operators. */
export function RenamedMark({ row, t, children }: Common & { row: RenamedRow }) {
  const name = <bdi>{row.item.by.name ?? t("somebody")}</bdi>;
  const previous = <bdi>{row.item.previous}</bdi>;
  return (
    <div class="tb-head" data-kind="renamed">
      <p class="tb-meta">{dotted([t.parts("renamed_by", { name, previous }), time(row.at, t)])}</p>
      {children}
    </div>
  );
}

function ThreadData({ thread, t }: { thread: Thread; t: SharedTranslate }) {
  const entries = Object.entries(thread.data);
  if (entries.length === 0) return null;
  return (
    <details class="tb-data">
      <summary>{t("thread_data")}</summary>
      <dl>
        {entries.map(([key, value]) => (
          <div key={key}>
            <dt>
              <bdi>{key}</bdi>
            </dt>
            <dd dir="auto">{String(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function startWords(row: StartRow, t: SharedTranslate, website: string | null): ComponentChildren {
  if (row.sending?.state === "failed") return t("start_failed");
  if (row.sending && row.sending.state !== "done") return t("starting");
  if (website === null) return by(row.kind === "start" ? "started" : "reopened", row.by, t);
  if (row.kind === "reopened") return t("reopened");
  if (row.by.kind === "visitor") return t("started_by_you");
  return t.parts("started_by", { name: <bdi>{website}</bdi> });
}

function by(what: "started" | "reopened" | "ended", author: Author, t: SharedTranslate): ComponentChildren {
  if (author.kind === "page") return t(`${what}_by_page`);
  const name = <bdi>{author.name ?? t("somebody")}</bdi>;
  return t.parts(author.kind === "backend" ? `${what}_by_key` : `${what}_by`, { name });
}

function time(at: number, t: SharedTranslate): ComponentChildren {
  return (
    <time dateTime={new Date(at).toISOString()} title={exactly(at, t.locale)}>
      {clock(at, t.locale)}
    </time>
  );
}

/** The parts that there are, with a dot between them. */
function dotted(parts: ComponentChildren[]): ComponentChildren {
  const there = parts.filter((part) => part !== null && part !== undefined && part !== false);
  return there.map((part, index) => [index > 0 && " · ", <bdi key={index}>{part}</bdi>]);
}
