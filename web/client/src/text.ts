/**
 * What a person typed, as a tree of tokens: a small Markdown subset, never HTML.
 *
 * Blocks are paragraphs, lists and fenced code. Inline there are `**bold**`, `*italic*`,
 * `_italic_`, `~~strike~~`, `` `code` ``, `[label](address)`, bare addresses and line breaks.
 * Whatever does not fit is text. Every character is looked at a bounded number of times, so
 * no message takes long.
 */

import { addressAt, hrefOf, type Link, labelMisleads } from "./links";

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "break" }
  | { kind: "bold" | "italic" | "strike"; children: Inline[] }
  | { kind: "link"; href: string; children: Inline[] };

export type Block =
  | { kind: "paragraph"; children: Inline[] }
  | { kind: "list"; ordered: boolean; start: number; items: Inline[][] }
  | { kind: "code"; text: string };

const FENCE = "```";

/** The blocks of a message. */
export function parse(text: string): Block[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const lastFence = lines.findLastIndex((line) => line.trim() === FENCE);
  const blocks: Block[] = [];
  let index = 0;
  while (index < lines.length) {
    const code = codeAt(lines, index, lastFence);
    if (code) blocks.push(code.block);
    else addLine(blocks, lines[index] ?? "", index > 0 && isBlank(lines[index - 1]));
    index = code ? code.next : index + 1;
  }
  return blocks.map(closed);
}

/** A message as one plain line: for previews, notifications and announcements. */
export function plain(text: string): string {
  return parse(text).map(plainBlock).join(" ").replace(/\s+/g, " ").trim();
}

/** While lines are gathered, paragraphs and list items hold their source text. */
type Open = Block & { source?: string[] };

function codeAt(
  lines: readonly string[],
  index: number,
  lastFence: number,
): { block: Block; next: number } | null {
  const line = (lines[index] ?? "").trim();
  if (!line.startsWith(FENCE)) return null;
  if (line.length > 2 * FENCE.length && line.endsWith(FENCE))
    return { block: { kind: "code", text: line.slice(FENCE.length, -FENCE.length) }, next: index + 1 };
  if (index >= lastFence || line.includes("`", FENCE.length)) return null;
  const end = lines.findIndex((other, at) => at > index && other.trim() === FENCE);
  return { block: { kind: "code", text: lines.slice(index + 1, end).join("\n") }, next: end + 1 };
}

function addLine(blocks: Open[], line: string, afterBlank: boolean): void {
  if (isBlank(line)) return;
  const last = blocks.at(-1);
  const item = itemOf(line);
  if (item) {
    if (last?.kind === "list" && last.ordered === item.ordered && !afterBlank) last.source?.push(item.text);
    else
      blocks.push({ kind: "list", ordered: item.ordered, start: item.start, items: [], source: [item.text] });
  } else if (last?.kind === "paragraph" && !afterBlank) last.source?.push(line);
  else blocks.push({ kind: "paragraph", children: [], source: [line] });
}

function itemOf(line: string): { ordered: boolean; start: number; text: string } | null {
  const bullet = /^ {0,3}[-*•] +(?=\S)/.exec(line);
  if (bullet) return { ordered: false, start: 1, text: line.slice(bullet[0].length) };
  const number = /^ {0,3}(\d{1,3})[.)] +(?=\S)/.exec(line);
  return number ? { ordered: true, start: Number(number[1]), text: line.slice(number[0].length) } : null;
}

function closed({ source, ...block }: Open): Block {
  if (block.kind === "paragraph") return { ...block, children: inline((source ?? []).join("\n")) };
  if (block.kind === "list") return { ...block, items: (source ?? []).map(inline) };
  return block;
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === "";
}

type Mark = "bold" | "italic" | "strike";

/** Something opened and not yet closed; at most one of each kind, so the stack stays flat. */
interface Frame {
  kind: Mark | "link" | "root";
  opener: string;
  nodes: Inline[];
}

const MARKS: readonly [string, Mark][] = [
  ["**", "bold"],
  ["__", "bold"],
  ["~~", "strike"],
  ["*", "italic"],
  ["_", "italic"],
];
const ESCAPABLE = new Set("\\`*_~[]()");

/** The inline tokens of one block. */
export function inline(source: string): Inline[] {
  const stack: Frame[] = [{ kind: "root", opener: "", nodes: [] }];
  let at = 0;
  while (at < source.length) at = step(source, at, stack);
  while (stack.length > 1) collapse(stack);
  return stack[0]?.nodes ?? [];
}

/** Reads what begins at `at` and returns where the next thing begins. */
function step(source: string, at: number, stack: Frame[]): number {
  const character = source[at] ?? "";
  switch (character) {
    case "\n":
      top(stack).nodes.push({ kind: "break" });
      return at + 1;
    case "\\":
      if (!ESCAPABLE.has(source[at + 1] ?? "")) break;
      addText(stack, source[at + 1] ?? "");
      return at + 2;
    case "`":
      return code(source, at, stack);
    case "[":
      while (isOpen(stack, "link")) collapse(stack);
      stack.push({ kind: "link", opener: "[", nodes: [] });
      return at + 1;
    case "]":
      return closeLink(source, at, stack);
    case "*":
    case "_":
    case "~":
      return mark(source, at, stack);
  }
  return address(source, at, stack) ?? literal(source, at, stack, 1);
}

function code(source: string, at: number, stack: Frame[]): number {
  const end = source.indexOf("`", at + 1);
  if (end <= at + 1) return literal(source, at, stack, end < 0 ? 1 : 2);
  top(stack).nodes.push({ kind: "code", text: source.slice(at + 1, end) });
  return end + 1;
}

function mark(source: string, at: number, stack: Frame[]): number {
  // In `**bold *and italic***` the inner one closes first.
  const inner = top(stack).opener === "*" && source.startsWith("***", at);
  const found = MARKS.find(([opener]) => (inner ? opener === "*" : source.startsWith(opener, at)));
  if (!found) return literal(source, at, stack, 1);
  const [opener, kind] = found;
  const before = source[at - 1] ?? " ";
  const after = source[at + opener.length] ?? " ";
  // One sign within a word is arithmetic or a file name, not emphasis.
  const within = opener.length === 1 || opener === "__";
  const open = stack.find((frame) => frame.opener === opener);
  if (open && !isSpace(before) && !(within && isWord(after)) && hasContent(open, stack)) {
    while (top(stack) !== open) collapse(stack);
    stack.pop();
    top(stack).nodes.push({ kind, children: open.nodes });
  } else if (!isOpen(stack, kind) && !isSpace(after) && !(within && isWord(before))) {
    stack.push({ kind, opener, nodes: [] });
  } else addText(stack, opener);
  return at + opener.length;
}

function closeLink(source: string, at: number, stack: Frame[]): number {
  const open = stack.find((frame) => frame.kind === "link");
  if (!open) return literal(source, at, stack, 1);
  const target = source[at + 1] === "(" ? targetAt(source, at + 2) : null;
  while (top(stack) !== open) collapse(stack);
  if (!target || open.nodes.length === 0) {
    collapse(stack);
    return literal(source, at, stack, 1);
  }
  stack.pop();
  const misleading = labelMisleads(plainInline(open.nodes), target.href);
  const children: Inline[] = misleading ? [{ kind: "text", text: target.href }] : open.nodes;
  top(stack).nodes.push({ kind: "link", href: target.href, children: children.flatMap(unlinked) });
  return target.end;
}

/** The address in round brackets that begins at `at`; it holds no spaces and no square brackets. */
function targetAt(source: string, at: number): Link | null {
  let depth = 0;
  for (let end = at; end < source.length; end++) {
    const character = source[end] ?? "";
    if (isSpace(character) || character === "[" || character === "]") return null;
    if (character === "(") depth += 1;
    if (character === ")" && depth-- === 0) {
      const href = hrefOf(source.slice(at, end));
      return href === null ? null : { href, end: end + 1 };
    }
  }
  return null;
}

/** A bare address that begins at `at`, where a word begins. */
function address(source: string, at: number, stack: Frame[]): number | null {
  if (at > 0 && isWord(source[at - 1] ?? "")) return null;
  const found = addressAt(source, at);
  if (!found) return null;
  const text: Inline = { kind: "text", text: source.slice(at, found.end) };
  if (found.href === null || isOpen(stack, "link")) addText(stack, text.text);
  else top(stack).nodes.push({ kind: "link", href: found.href, children: [text] });
  return found.end;
}

/** Gives up what is open on top: its opener is text, its content belongs to what is below. */
function collapse(stack: Frame[]): void {
  const frame = stack.pop();
  if (!frame) return;
  addText(stack, frame.opener);
  for (const node of frame.nodes) {
    if (node.kind === "text") addText(stack, node.text);
    else top(stack).nodes.push(node);
  }
}

function literal(source: string, at: number, stack: Frame[], length: number): number {
  addText(stack, source.slice(at, at + length));
  return at + length;
}

function addText(stack: Frame[], text: string): void {
  const last = top(stack).nodes.at(-1);
  if (last?.kind === "text") last.text += text;
  else if (text !== "") top(stack).nodes.push({ kind: "text", text });
}

function top(stack: Frame[]): Frame {
  return stack[stack.length - 1] as Frame;
}

function isOpen(stack: readonly Frame[], kind: Frame["kind"]): boolean {
  return stack.some((frame) => frame.kind === kind);
}

function hasContent(frame: Frame, stack: readonly Frame[]): boolean {
  return frame.nodes.length > 0 || frame !== stack[stack.length - 1];
}

function isSpace(character: string): boolean {
  return /\s/.test(character);
}

function isWord(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}

/** A link holds no links: what would be one inside a label is its text. */
function unlinked(node: Inline): Inline[] {
  return node.kind === "link" ? node.children : [node];
}

function plainInline(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => (node.kind === "break" ? " " : "text" in node ? node.text : plainInline(node.children)))
    .join("");
}

function plainBlock(block: Block): string {
  if (block.kind === "code") return block.text;
  return block.kind === "list" ? block.items.map(plainInline).join(" ") : plainInline(block.children);
}
