/** An ended thread as one row: what it was about, how much was said, how long it took. */

import type { SharedTranslate } from "../messages";
import type { FoldedRow } from "../rows";
import { duration } from "../time";
import { Avatar } from "./Avatar";
import { ThreadGlyph } from "./Rail";

export interface FoldedThreadProps {
  row: FoldedRow;
  t: SharedTranslate;
  onUnfold: () => void;
  /** Faces shown at most; none in narrow places. */
  faces?: number;
}

export function FoldedThread({ row, t, onUnfold, faces = 3 }: FoldedThreadProps) {
  const said = row.messages === 0 ? t("no_messages") : t("messages", { count: row.messages });
  return (
    <button type="button" class="tb-folded" aria-expanded="false" title={row.topic} onClick={onUnfold}>
      <ThreadGlyph thread={row.info} />
      <bdi class="tb-topic">{row.topic}</bdi>
      <span class="tb-meta">
        <bdi>{said}</bdi>
        {row.seconds !== null && [" · ", <bdi key="time">{duration(row.seconds, t.locale)}</bdi>]}
        {row.episode.outcome && [" · ", <bdi key="outcome">{row.episode.outcome}</bdi>]}
      </span>
      {row.unread > 0 && <span class="tb-badge">{t("unread", { count: row.unread })}</span>}
      <span class="tb-faces">
        {row.authors.slice(0, faces).map(({ id, name, avatar }) => (
          <Avatar key={id} id={id} name={name} picture={avatar} size={18} />
        ))}
      </span>
      <i class="tb-chevron" aria-hidden="true" />
    </button>
  );
}
