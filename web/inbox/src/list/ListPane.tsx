/** The list of conversations: three lists, live order, more on scrolling down. */

import type { Counts } from "@threadbox/client/protocol";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ListState } from "../server/orderedList";
import { COMMAND_KEY } from "../shared/keys";
import { numeral } from "../shared/locale";
import type { ListName } from "../shared/routes";
import { LIST_WIDTH, listWidth } from "../shared/settings";
import { focusRow, type RowStep } from "../shared/ui/focus";
import { Icon } from "../shared/ui/Icon";
import { PaneHandle } from "../shared/ui/PaneHandle";
import { EmptyList } from "./EmptyList";
import "./list-pane.css";

export interface ListPaneProps {
  list: ListName;
  counts: Counts | null;
  state: ListState;
  rows: readonly ComponentChildren[];
  /** Rows that would stand higher were the pointer not in the list. */
  moved: number;
  /** Where the next page begins; `null` when all is loaded. */
  cursor: string | null;
  /** It is all there is on the screen. */
  single: boolean;
  /** Which website, where there are several. */
  website: ComponentChildren;
  account: ComponentChildren;
  onList: (list: ListName) => void;
  onMore: () => void;
  onRetry: () => void;
  onSettle: () => void;
  onPointer: (inside: boolean) => void;
  /** A row got the focus. */
  onFocus: (id: string) => void;
  onPalette: () => void;
}

export function ListPane(props: ListPaneProps) {
  const { list, counts, state, rows, moved } = props;
  const Pane = props.single ? "main" : "section";
  return (
    <Pane class="list-pane" aria-label="Inbox">
      <header class="list-header">
        <h1>Inbox</h1>
        <span class="list-website">{props.website}</span>
        <button type="button" class="list-palette" onClick={props.onPalette} title="Find and do anything">
          <span class="hidden-text">Find and do anything </span>
          {props.single ? <Icon name="search" /> : <kbd class="key">{COMMAND_KEY} K</kbd>}
        </button>
        {props.account}
      </header>
      <ListTabs list={list} counts={counts} onList={props.onList} />
      {moved > 0 && (
        <button type="button" class="list-moved" onClick={props.onSettle}>
          {moved} moved up · <span>refresh</span>
        </button>
      )}
      <nav
        class="list-rows"
        aria-label="Conversations"
        aria-busy={state === "loading"}
        onPointerMove={(event) => event.pointerType === "mouse" && props.onPointer(true)}
        onPointerLeave={() => props.onPointer(false)}
        onFocusIn={(event) => {
          const { conversation } = (event.target as HTMLElement).dataset;
          if (conversation !== undefined) props.onFocus(conversation);
        }}
        onKeyDown={(event) => goTo(event, ROWS[event.key])}
      >
        {rows.length > 0 && <ul>{rows}</ul>}
        <ListEnd {...props} />
      </nav>
      {!props.single && (
        <PaneHandle label="Width of the list" width={listWidth} pane="before" {...LIST_WIDTH} />
      )}
    </Pane>
  );
}

/** The list is one stop of the Tab key; these go on from row to row. */
const ROWS: Readonly<Record<string, RowStep>> = {
  ArrowDown: "next",
  ArrowUp: "previous",
  Home: "first",
  End: "last",
};

function goTo(event: KeyboardEvent, step: RowStep | undefined): void {
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (focusRow(step)) event.preventDefault();
}

const TABS: readonly { list: ListName; label: string; count: (counts: Counts) => number }[] = [
  { list: "open", label: "Open", count: (counts) => counts.open },
  { list: "resolved", label: "Resolved", count: (counts) => counts.resolved },
  { list: "all", label: "All", count: (counts) => counts.open + counts.resolved },
];

function ListTabs({ list, counts, onList }: Pick<ListPaneProps, "list" | "counts" | "onList">) {
  return (
    <fieldset class="list-tabs" aria-label="Filter">
      {TABS.map((tab) => (
        <button
          key={tab.list}
          type="button"
          class="list-tab"
          aria-pressed={tab.list === list}
          onClick={() => onList(tab.list)}
        >
          {tab.label}
          {counts !== null && <span class="list-count"> {numeral(tab.count(counts))}</span>}
        </button>
      ))}
    </fieldset>
  );
}

function ListEnd({ list, counts, state, rows, cursor, onMore, onRetry }: ListPaneProps) {
  if (state === "failed")
    return (
      <div class="list-empty" role="alert">
        <p>The list could not be loaded.</p>
        <button type="button" class="button" onClick={onRetry}>
          Try again
        </button>
      </div>
    );
  if (state === "ready" && rows.length === 0) return <EmptyList list={list} isNew={isNew(counts)} />;
  if (state === "new" || (state === "loading" && rows.length === 0)) return <ListGhosts />;
  // Looked at anew for each page: where many rows are put in above, it never leaves the screen's edge.
  return cursor === null ? null : <MoreRows key={cursor} onMore={onMore} />;
}

function isNew(counts: Counts | null): boolean {
  return counts !== null && counts.open + counts.resolved === 0;
}

/** Asks for the next page when it comes near the screen. */
function MoreRows({ onMore }: { onMore: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  const ask = useRef(onMore);
  ask.current = onMore;
  useEffect(() => {
    if (end.current === null) return;
    const seen = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && ask.current(),
      { root: end.current.closest(".list-rows"), rootMargin: "600px" },
    );
    seen.observe(end.current);
    return () => seen.disconnect();
  }, []);
  return (
    <div ref={end} class="list-more">
      <span class="spinner" />
      <span class="hidden-text">Loading more conversations</span>
    </div>
  );
}

function ListGhosts() {
  return (
    <div class="list-ghosts">
      <span class="hidden-text">Loading conversations</span>
      {[70, 45, 60, 52].map((width) => (
        <span key={width} class="ghost-row" aria-hidden="true">
          <span class="ghost ghost-face" />
          <span class={`ghost ghost-line ghost-${width}`} />
        </span>
      ))}
    </div>
  );
}
