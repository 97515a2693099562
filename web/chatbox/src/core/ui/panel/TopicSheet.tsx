/** All topics: the open ones to write to, the ended ones to look up, and none at all. */

import { now } from "@threadbox/client/browser/builtins";
import type { Thread } from "@threadbox/client/protocol";
import { briefly, duration } from "@threadbox/client/text/time";
import { missingThreads } from "@threadbox/client/timeline/threadPages";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { locale, t } from "../../texts";
import { Sign, TopicName } from "../shared/Topic";
import { count } from "../timeline/Marks";

export { default as css } from "./topic-sheet.css?inline";

export interface TopicSheetProps {
  threads: readonly Thread[];
  /** The line that is written to now; `null` is the main line. */
  target: string | null;
  onChoose(thread: string | null): void;
  onShow(thread: string): void;
  /** Older topics are wanted: the newest of those numbered below `before`. */
  onOlder(before: number): void;
  onClose(): void;
}

export function TopicSheet(props: TopicSheetProps) {
  const { threads, target, onChoose, onShow, onOlder, onClose } = props;
  const box = useRef<HTMLDivElement>(null);
  const open = threads.filter(({ state }) => state === "open").sort(latestFirst);
  const ended = threads.filter(({ state }) => state === "ended").sort(latestFirst);
  const missing = missingThreads(threads);
  useFocusOnCurrent(box);
  return (
    <div class="sheet-frame">
      {/* Esc and the list itself close it as well; this is the pointer's way. */}
      <button type="button" class="scrim" tabIndex={-1} aria-label={t("topics.close")} onClick={onClose} />
      <div
        ref={box}
        class="sheet"
        role="dialog"
        aria-modal="true"
        aria-label={t("topics.title")}
        tabIndex={-1}
      >
        <span class="grip" aria-hidden="true" />
        <h3 class="sheet-title">{t("topics.title")}</h3>
        {open.length > 0 && (
          <ul aria-label={t("topics.open")}>
            {open.map((thread) => (
              <TopicItem
                key={thread.id}
                thread={thread}
                isCurrent={thread.id === target}
                onPress={() => onChoose(thread.id)}
              />
            ))}
            <li>
              <button
                type="button"
                class="topic-item"
                aria-current={target === null}
                onClick={() => onChoose(null)}
              >
                <span />
                <span class="topic-item-text">
                  <TopicName topic={t("topic.main")} />
                  <span class="meta">{t("topic.without")}</span>
                </span>
              </button>
            </li>
          </ul>
        )}
        {ended.length > 0 && (
          <ul aria-label={t("topics.ended")}>
            {ended.map((thread) => (
              <TopicItem
                key={thread.id}
                thread={thread}
                isCurrent={false}
                onPress={() => onShow(thread.id)}
              />
            ))}
          </ul>
        )}
        {missing && (
          <button type="button" class="topic-item" onClick={() => onOlder(missing.before)}>
            <span />
            <span class="topic-item-text">
              <TopicName topic={t("topics.older", { count: missing.count })} />
            </span>
          </button>
        )}
      </div>
    </div>
  );
}

/**
 * The focus begins on the line that is written to. The list can change below it while a start is
 * on its way or a thread ends: then it goes there again, and is never lost.
 */
function useFocusOnCurrent(box: RefObject<HTMLDivElement | null>): void {
  const last = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const sheet = box.current;
    if (!sheet) return;
    const current = sheet.querySelector<HTMLElement>("[aria-current=true]");
    const wanted = current ?? sheet.querySelector("button") ?? sheet;
    const { activeElement } = sheet.getRootNode() as Document | ShadowRoot;
    if (wanted === last.current && sheet.contains(activeElement)) return;
    last.current = wanted;
    wanted.focus({ preventScroll: true });
  });
}

function TopicItem({ thread, isCurrent, onPress }: { thread: Thread; isCurrent: boolean; onPress(): void }) {
  const unread = thread.unread.visitor;
  return (
    <li>
      <button type="button" class="topic-item" aria-current={isCurrent} onClick={onPress}>
        <Sign thread={thread.id} ended={thread.state === "ended"} />
        <span class="topic-item-text">
          <TopicName topic={thread.topic} />
          <span class="meta">{stateOf(thread)}</span>
        </span>
        {unread > 0 && (
          <span class="count" role="img" aria-label={t("topic.unread", { count: unread })}>
            {unread}
          </span>
        )}
      </button>
    </li>
  );
}

/** "open 17 min · 5 messages", "ended Monday · 14 messages". */
function stateOf(thread: Thread): string {
  const episode = thread.episodes.at(-1);
  const messages = count(thread.messages);
  if (!episode) return messages;
  if (thread.state === "open") {
    const seconds = Math.max(0, (now() - episode.at) / 1000);
    return `${t("topic.open", { duration: duration(seconds, locale()) })} · ${messages}`;
  }
  const when = briefly(episode.ended_at ?? episode.at, now(), locale());
  return `${t("ended.when", { when })} · ${messages}`;
}

function latestFirst(a: Thread, b: Thread): number {
  return (b.episodes.at(-1)?.seq ?? 0) - (a.episodes.at(-1)?.seq ?? 0);
}
