/** Where a thread starts or goes on: a ring on the rail, the topic, and who began it from where. */

import type { Thread } from "@threadbox/client/protocol";
import type { StartRow } from "@threadbox/client/timeline/rows";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { clockTime, exactTime } from "../../shared/timeFormat";
import { Icon } from "../../shared/ui/Icon";
import { SignatureLabel } from "../../shared/ui/SignatureLabel";
import { doer, type RowContext } from "./context";
import { SendState } from "./SendState";

export function StartMarker({ row, context }: { row: StartRow; context: RowContext }) {
  const { info } = row;
  return (
    <div class="marker">
      <div class="marker-line">
        <Topic topic={row.topic} />{" "}
        <span class="marker-meta" title={exactTime(row.at)}>
          {row.kind === "start" ? "started" : "reopened"} by <bdi>{doer(row.by, context)}</bdi>
          {row.by.origin !== null && (
            <>
              {" · "}
              <bdi class="marker-origin">{row.by.origin}</bdi>
            </>
          )}
          {` · ${clockTime(row.at)}`}
        </span>
        {info?.verified && (
          <span
            class="verified"
            title="The website signed this number. Topic and data are what its page says."
          >
            <Icon name="check" size={13} /> number verified
          </span>
        )}
        {row.foldable && (
          <button
            type="button"
            class="icon-button marker-fold"
            aria-expanded={true}
            aria-label={`Fold ${row.topic}`}
            title="Fold this thread"
            onClick={() => row.thread !== null && context.onFold(row.thread, true)}
          >
            <Icon name="fold" size={16} />
          </button>
        )}
      </div>
      {row.sending !== null && <SendState sending={row.sending} context={context} />}
      {row.kind === "start" && info !== null && <ThreadData info={info} />}
    </div>
  );
}

/** Two lines of the topic; all of one that does not fit in the tooltip and on demand. */
function Topic({ topic }: { topic: string }) {
  const words = useRef<HTMLElement>(null);
  const [isWhole, setWhole] = useState(false);
  const [isCut, setCut] = useState(false);

  useLayoutEffect(() => {
    const shown = words.current;
    if (shown === null || isWhole) return;
    // Half a pixel may be lost where the page is enlarged.
    const measure = () => setCut(shown.scrollHeight > shown.clientHeight + 1);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(shown);
    return () => observer.disconnect();
  }, [topic, isWhole]);

  return (
    <>
      <h3 class="marker-topic">
        <span class="hidden-text">Thread </span>
        <bdi ref={words} class={isWhole ? undefined : "marker-topic-cut"} title={isCut ? topic : undefined}>
          {topic}
        </bdi>
      </h3>
      {isCut && (
        <button
          type="button"
          class="marker-topic-more"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? "Show less" : "Show the whole topic"}
        </button>
      )}
    </>
  );
}

function ThreadData({ info }: { info: Thread }) {
  const entries = Object.entries(info.data);
  if (entries.length === 0 && info.external_id === null) return null;
  return (
    <details class="marker-data">
      <summary>{entries.length === 0 ? "External id" : "Data"}</summary>
      {info.external_id !== null && (
        <dl class="facts">
          <div class="fact">
            <dt>
              External id
              <SignatureLabel isVerified={info.verified} what="number" />
            </dt>
            <dd dir="auto">{info.external_id}</dd>
          </div>
        </dl>
      )}
      {entries.length > 0 && <DataOfPage entries={entries} />}
    </details>
  );
}

/** Labels and values are the page's own, so they stand apart from what was signed. */
function DataOfPage({ entries }: { entries: readonly (readonly [string, unknown])[] }) {
  return (
    <>
      <p class="details-hint">Set by the page, not verified</p>
      <dl class="facts">
        {entries.map(([key, value]) => (
          <div key={key} class="fact">
            <dt>
              <bdi>{key}</bdi>
            </dt>
            <dd dir="auto">{String(value)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
