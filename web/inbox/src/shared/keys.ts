/**
 * The keyboard of the inbox: one table of keys and what they mean.
 *
 * Single letters act only outside of text fields and only while the operator allows them;
 * Ctrl/⌘-K and Escape always do. Whoever handles a key decides whether it was of use.
 */

/** What a key asks for. */
export type KeyAction =
  | "next"
  | "previous"
  | "reply"
  | "note"
  | "resolve"
  | "start"
  | "end"
  | "switch"
  | "assign"
  | "previousThread"
  | "nextThread"
  | "nextUnread"
  | "sheet"
  | "palette"
  | "leave";

/** One line of the shortcut sheet. `keys` are shown as caps; a key of one letter is single. */
export interface Shortcut {
  action: KeyAction;
  keys: string[];
  does: string;
  group: "Moving" | "Writing" | "Threads" | "Anywhere";
}

/** What the key beside the space bar is called here. */
export const COMMAND_KEY = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";

/** Every shortcut, in the order of the sheet. */
export const SHORTCUTS: readonly Shortcut[] = [
  { action: "next", keys: ["J"], does: "Next conversation", group: "Moving" },
  { action: "previous", keys: ["K"], does: "Previous conversation", group: "Moving" },
  { action: "nextUnread", keys: ["U"], does: "Next unread message", group: "Moving" },
  { action: "previousThread", keys: ["["], does: "Previous thread", group: "Moving" },
  { action: "nextThread", keys: ["]"], does: "Next thread", group: "Moving" },
  { action: "reply", keys: ["R"], does: "Write a reply", group: "Writing" },
  { action: "note", keys: ["N"], does: "Write a note for operators", group: "Writing" },
  { action: "resolve", keys: ["E"], does: "Resolve or reopen", group: "Writing" },
  { action: "start", keys: ["T"], does: "Start a thread", group: "Threads" },
  { action: "end", keys: ["Shift", "E"], does: "End the thread you write to", group: "Threads" },
  { action: "switch", keys: ["Shift", "T"], does: "Choose where the reply goes", group: "Threads" },
  { action: "assign", keys: ["A"], does: "Assign the thread you write to", group: "Threads" },
  { action: "palette", keys: [COMMAND_KEY, "K"], does: "Find and do anything", group: "Anywhere" },
  { action: "sheet", keys: ["?"], does: "Show all shortcuts", group: "Anywhere" },
  { action: "leave", keys: ["Esc"], does: "Leave, close, go back", group: "Anywhere" },
];

/** The parts of a keyboard event that decide. */
export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  isComposing: boolean;
  repeat: boolean;
}

const PLAIN: Readonly<Record<string, KeyAction>> = {
  j: "next",
  k: "previous",
  r: "reply",
  n: "note",
  e: "resolve",
  t: "start",
  a: "assign",
  u: "nextUnread",
  "[": "previousThread",
  "]": "nextThread",
  "?": "sheet",
};

const SHIFTED: Readonly<Record<string, KeyAction>> = { e: "end", t: "switch", "?": "sheet" };

/** Keys that make sense when held down. */
const HELD: ReadonlySet<KeyAction> = new Set(["next", "previous"]);

/** What a press asks for, given whether it came from a text field and whether single keys act. */
export function actionOf(press: Press, typing: boolean, singleKeys: boolean): KeyAction | null {
  if (press.isComposing) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const command = press.ctrlKey || press.metaKey;
  if (command && !press.altKey && !press.shiftKey && key === "k") return "palette";
  if (key === "Escape" && !command) return "leave";
  if (command || press.altKey || typing || !singleKeys) return null;
  const action = (press.shiftKey ? SHIFTED[key] : undefined) ?? plain(key, press.shiftKey);
  return action !== null && press.repeat && !HELD.has(action) ? null : action;
}

/** On many keyboards brackets need Shift or AltGr; letters with Shift are other commands. */
function plain(key: string, shifted: boolean): KeyAction | null {
  if (shifted && /^[a-z]$/.test(key)) return null;
  return PLAIN[key] ?? null;
}

const TEXT_INPUTS = new Set(["text", "email", "password", "search", "url", "tel", "number"]);

/** Whether a press in this element is writing. */
export function isTextField(element: EventTarget | null): boolean {
  if (element instanceof HTMLInputElement) return TEXT_INPUTS.has(element.type);
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return true;
  return element instanceof HTMLElement && element.isContentEditable;
}
