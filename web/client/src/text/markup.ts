/**
 * What a person typed, as a tree of tokens: a small Markdown subset, never HTML.
 *
 * Blocks are paragraphs, lists and fenced code. Inline there are `**bold**`, `*italic*`,
 * `_italic_`, `~~strike~~`, `` `code` ``, `[label](address)` and bare addresses. Whatever does not
 * fit is text, and stands there as it was typed: spaces, line breaks, backslashes and the signs of
 * lists too. Every character is looked at a bounded number of times, so no message takes long.
 */

import { addressAt, hrefOf, isWithinWord, type Link, labelMisleads } from "./links";
import { normal } from "./messageText";

export type Inline =
  | { kind: "text" | "code"; text: string }
  | { kind: Mark; children: Inline[] }
  | { kind: "link"; href: string; children: Inline[] };

/** A line of a list. `above` is empty lines before it; `sign` its "-" or "12.", with the spaces around. */
export interface Item {
  above: string;
  sign: string;
  children: Inline[];
}

export type Block =
  | { kind: "paragraph"; children: Inline[] }
  | { kind: "list"; ordered: boolean; items: Item[] }
  /** `info` is what stands behind the opening fence: mostly the name of a language. */
  | { kind: "code"; info: string; text: string };

const FENCE = "```";
/** More on one letter is no writing of any language (Tibetan and Hebrew have up to six), and a burden to draw. */
const STACKED = /(\p{M}{8})\p{M}+/gu;

/** The blocks of a message. */
export function parse(text: string): Block[] {
  const lines = normal(text).replace(STACKED, "$1").split("\n");
  const lastFence = lines.findLastIndex((line) => line.trim() === FENCE);
  const blocks: Block[] = [];
  let source: string[] = [];
  let above = "";
  const close = () => {
    if (source.length > 0) blocks.push({ kind: "paragraph", children: inline(source.join("\n")) });
    source = [];
  };
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const code = codeAt(lines, index, lastFence);
    const item = code === null && ITEM.exec(line);
    if (!line.trim()) {
      // What follows an empty line has its own direction.
      close();
      above += `${line}\n`;
      continue;
    }
    if (code || item) close();
    if (code) {
      if (above) blocks.push({ kind: "paragraph", children: [{ kind: "text", text: above }] });
      blocks.push(code.block);
      index = code.last;
    } else if (item) addItem(blocks, { above, sign: item[0], children: inline(line.slice(item[0].length)) });
    else source.push(above + line);
    above = "";
  }
  close();
  return blocks;
}

/** A message as one plain line: for previews, notifications and announcements. */
export function plain(text: string): string {
  return parse(text).map(plainBlock).join(" ").replace(/\s+/g, " ").trim();
}

function codeAt(
  lines: readonly string[],
  index: number,
  lastFence: number,
): { block: Block; last: number } | null {
  const line = (lines[index] ?? "").trim();
  if (!line.startsWith(FENCE)) return null;
  if (line.length > 2 * FENCE.length && line.endsWith(FENCE))
    return { block: { kind: "code", info: "", text: line.slice(FENCE.length, -FENCE.length) }, last: index };
  if (index >= lastFence || line.includes("`", FENCE.length)) return null;
  const last = lines.findIndex((other, at) => at > index && other.trim() === FENCE);
  const info = line.slice(FENCE.length).trim();
  return { block: { kind: "code", info, text: lines.slice(index + 1, last).join("\n") }, last };
}

/** Further in than a dozen spaces it is a drawing or a table, no list. */
const ITEM = /^[ \t]{0,12}(?:[-*•]|\d{1,3}[.)]) +(?=\S)/;

function addItem(blocks: Block[], item: Item): void {
  const ordered = /\d/.test(item.sign);
  const last = blocks.at(-1);
  if (last?.kind === "list" && last.ordered === ordered && !item.above) last.items.push(item);
  else blocks.push({ kind: "list", ordered, items: [item] });
}

type Mark = "bold" | "italic" | "strike";

/** Something opened and not yet closed; at most one of each kind, so the stack stays flat. */
interface Frame {
  kind: Mark | "link" | "root";
  opener: string;
  /** Where its content begins. */
  at: number;
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
  const stack: Frame[] = [{ kind: "root", opener: "", at: 0, nodes: [] }];
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
      // What is opened is closed on the same line, or nobody meant it.
      while (stack.length > 1) collapse(stack);
      break;
    case "\\":
      // Paths, patterns and escapes: both stay as they are, and the second one means nothing.
      if (ESCAPABLE.has(source[at + 1] ?? "")) return literal(source, at, stack, 2);
      break;
    case "`":
      return code(source, at, stack);
    case "[":
      while (isOpen(stack, "link")) collapse(stack);
      stack.push({ kind: "link", opener: "[", at: at + 1, nodes: [] });
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

/** Before emphasis: nothing, a space, what opens a bracket or a quotation of print, another mark. */
const BEFORE = /^$|[\s\p{Cs}\p{Ps}\p{Pi}*_~]/u;
/** Nor does it begin with what ends a sentence, or goes on in a path or a sum. */
const NO_BEGINNING = /[\s.,;:!?)\]}/\\=+&|<>%^]/;
/** Behind it: the end, a space, what closes, another mark; a full stop that no name goes on after. */
const AFTER = /^(?:$|[\s\p{Pe}\p{Pf}\p{Pd}"'*_~]|[.,;:!?](?![\p{L}\p{N}])|[^\0-\x7f\p{L}\p{N}\p{M}])/u;
/** Where words stand side by side without spaces. */
const UNSPACED = /^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]/;

/** A sign is emphasis only where a person means it, and otherwise arithmetic, a name or a password. */
function mark(source: string, at: number, stack: Frame[]): number {
  // In `**bold *and italic***` the inner one closes first.
  const inner = top(stack).opener === "*" && source.startsWith("***", at);
  const found = MARKS.find(([opener]) => (inner ? opener === "*" : source.startsWith(opener, at)));
  if (!found) return literal(source, at, stack, 1);
  const [opener, kind] = found;
  const end = at + opener.length;
  const before = source.slice(at - 1, at);
  const after = source.slice(end, end + 2);
  const fits = (edge: RegExp, text: string) => edge.test(text) || (end - at > 1 && UNSPACED.test(text));
  const open = stack.find((frame) => frame.opener === opener);
  if (open && at > open.at && !isSpace(before) && fits(AFTER, after)) {
    while (top(stack) !== open) collapse(stack);
    if (isEmphasis(open, source.slice(open.at, at))) {
      stack.pop();
      top(stack).nodes.push({ kind, children: open.nodes });
      return end;
    }
    collapse(stack);
  } else if (!isOpen(stack, kind) && fits(BEFORE, before) && !NO_BEGINNING.test(after[0] ?? " ")) {
    stack.push({ kind, opener, at: end, nodes: [] });
    return end;
  }
  return literal(source, at, stack, opener.length);
}

/** Words between the signs; one word alone is meant when it is none of a program's or a keyring's. */
function isEmphasis({ opener, nodes }: Frame, text: string): boolean {
  // A third one between the two: then they are names beside each other, "__main__ and __name__".
  if (nodes.some((node) => node.kind === "text" && node.text.includes(opener))) return false;
  if (/\s/.test(text) || nodes.some(({ kind }) => kind !== "text")) return true;
  if (opener === "__") return false;
  return opener.length > 1 ? !/[_\\]/.test(text) : /^[\p{L}\p{M}\p{Pd}'’.,:;!?…]+$/u.test(text);
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
  if (isWithinWord(source, at)) return null;
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

function isSpace(character: string): boolean {
  return /\s/.test(character);
}

/** A link holds no links: what would be one inside a label is its text. */
function unlinked(node: Inline): Inline[] {
  return node.kind === "link" ? node.children : [node];
}

function plainInline(nodes: readonly Inline[]): string {
  return nodes.map((node) => ("text" in node ? node.text : plainInline(node.children))).join("");
}

function plainBlock(block: Block): string {
  if (block.kind === "code") return block.text;
  if (block.kind === "paragraph") return plainInline(block.children);
  return block.items.map(({ children }) => plainInline(children)).join(" ");
}
