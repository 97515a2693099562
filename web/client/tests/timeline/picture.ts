// Draws rows as text, one line each, so that a test shows what a reader would see:
//
//   ◯ Topic by Page      a start (◐ reopened, ◌ not yet acknowledged); lanes come first
//   │ Linus: text        first of a run; "…text" continues it; ‹Topic› is a chip
//   ● end                an end; ▸ a folded thread; ◯● an empty one
//
// A line that fades: ╷ in from above, ╵ out below, ╎ both.

import { wordsOf } from "../../src/content/contents";
import type { Rail, Row } from "../../src/timeline/rows";

export function picture(rows: readonly Row[]): string[] {
  const lanes = Math.max(0, ...rows.flatMap((row) => row.rails.map((rail) => rail.lane + 1)));
  return rows.map((row) => `${drawRails(row.rails, lanes)}${words(row)}`);
}

function drawRails(rails: readonly Rail[], lanes: number): string {
  const glyphs = Array.from({ length: lanes }, (_, lane) => glyph(rails.find((rail) => rail.lane === lane)));
  return glyphs.map((each) => `${each} `).join("");
}

const MARKS = { ring: "◯", half: "◐", dot: "●", pending: "◌" };
const LINES = { solid: "│", dashed: "┆", dotted: "┊" };

function glyph(rail: Rail | undefined): string {
  if (!rail) return " ";
  if (rail.mark) return MARKS[rail.mark];
  if (rail.top === "fade" && rail.bottom === "fade") return "╎";
  if (rail.top === "fade") return "╷";
  return rail.bottom === "fade" ? "╵" : LINES[rail.style];
}

function words(row: Row): string {
  switch (row.kind) {
    case "day":
      return `— ${new Date(row.at).getDate()} —`;
    case "start":
    case "reopened":
      return `${row.topic} by ${row.by.kind === "page" ? "the page" : row.by.name}${state(row.sending?.state)}`;
    case "end":
      return `${row.named ? `${row.topic} ` : ""}end by ${row.item.by.name}`;
    case "renamed":
      return `renamed from ${row.item.previous}`;
    case "unread":
      return `— ${row.count} new —`;
    case "folded":
      return `▸ ${row.topic} · ${row.messages} messages${row.unread ? ` · ${row.unread} unread` : ""}`;
    case "empty":
      return `◯● ${row.topic} · no messages`;
    case "unreadable":
      return "— unreadable —";
    case "typing":
      return `${row.by?.name ?? "visitor"} types`;
    case "message": {
      const chip = row.chip ? `‹${row.chip.topic ?? "main line"}› ` : "";
      const words = wordsOf(row.content);
      const said = row.first ? `${row.by.name}: ${words}` : `…${words}`;
      const hint = row.follows
        ? ` (follows ${row.follows.topic}${row.follows.reopenable ? ", reopen?" : ""})`
        : "";
      return `${chip}${row.note ? "note " : ""}${said}${hint}${state(row.sending?.state)}`;
    }
  }
}

function state(sending: string | undefined): string {
  return sending ? ` [${sending}]` : "";
}
