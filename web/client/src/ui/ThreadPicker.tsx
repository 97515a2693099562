/**
 * The target line of a composer, "in: ◯ Customer server offline ▾": says which thread a message
 * goes to, and offers every other open thread and the main line. A button with a menu in a native
 * popover; arrows, Home, End, first letters and Escape work as in any menu.
 */

import { useId, useRef, useState } from "preact/hooks";
import type { SharedTranslate } from "../messages";
import type { Thread } from "../protocol";
import { ThreadGlyph } from "./Rail";

export interface ThreadPickerProps {
  /** The open threads, in the order to offer them. */
  threads: readonly Thread[];
  /** The thread written to; null: the main line. */
  target: string | null;
  onChoose: (thread: string | null) => void;
  t: SharedTranslate;
  /** Where focus goes after a choice or Escape; default: back to the button. */
  onClose?: () => void;
}

export function ThreadPicker({ threads, target, onChoose, t, onClose }: ThreadPickerProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const chosen = threads.find((thread) => thread.id === target) ?? null;
  const topic = chosen?.topic ?? t("main_line");

  const hide = () => {
    menu.current?.hidePopover?.();
    (onClose ?? (() => button.current?.focus()))();
  };
  const choose = (thread: Thread | null) => {
    hide();
    if ((thread?.id ?? null) !== target) onChoose(thread?.id ?? null);
  };
  const place = () => {
    if (menu.current && button.current) placeAbove(menu.current, button.current);
  };
  const toggled = (newState: string) => {
    setOpen(newState === "open");
    if (newState === "open" && menu.current) checkedOf(menu.current)?.focus();
  };
  const choices = [...threads, null];

  return (
    <div class="tb-picker">
      <button
        ref={button}
        type="button"
        class="tb-target"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={id}
        title={t("write_to_long", { topic })}
        popovertarget={id}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          menu.current?.showPopover?.();
        }}
      >
        <span class="tb-target-to">{t("write_to")}</span>
        {chosen && <ThreadGlyph thread={chosen} />}
        <bdi class="tb-topic">{topic}</bdi>
        <i class="tb-chevron" data-down="" aria-hidden="true" />
      </button>
      <div
        ref={menu}
        id={id}
        class="tb-menu"
        role="menu"
        tabIndex={-1}
        aria-label={t("choose_thread")}
        popover="auto"
        onBeforeToggle={place}
        onToggle={(event) => toggled(event.newState)}
        onKeyDown={(event) => menuKey(event, hide)}
      >
        {choices.map((thread) => (
          <button
            key={thread?.id ?? "main"}
            type="button"
            role="menuitemradio"
            class="tb-menu-item"
            tabIndex={-1}
            aria-checked={(thread?.id ?? null) === (chosen?.id ?? null)}
            onClick={() => choose(thread)}
          >
            {thread ? <ThreadGlyph thread={thread} /> : <i class="tb-glyph" aria-hidden="true" />}
            <bdi class="tb-topic">{thread?.topic ?? t("main_line")}</bdi>
          </button>
        ))}
      </div>
    </div>
  );
}

function menuKey(event: KeyboardEvent, close: () => void): void {
  const items = itemsOf(event.currentTarget as HTMLElement);
  const at = items.findIndex((item) => item.matches(":focus"));
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    close();
  } else if (next !== undefined) {
    event.preventDefault();
    items[(next + items.length) % items.length]?.focus();
  } else if (event.key.length === 1 && event.key !== " ") focusBeginning(items, at, event.key);
}

/** The next item after `at` whose text begins with what was typed. */
function focusBeginning(items: readonly HTMLElement[], at: number, letter: string): void {
  const around = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  const begins = (item: HTMLElement) =>
    item.textContent?.trim().toLocaleLowerCase().startsWith(letter.toLocaleLowerCase());
  around.find(begins)?.focus();
}

function itemsOf(menu: HTMLElement): HTMLElement[] {
  return Array.from(menu.querySelectorAll<HTMLElement>("[role=menuitemradio]"));
}

function checkedOf(menu: HTMLElement): HTMLElement | undefined {
  const items = itemsOf(menu);
  return items.find((item) => item.getAttribute("aria-checked") === "true") ?? items[0];
}

/** A popover is placed against the window, so nothing around it can cut it off or move it. */
function placeAbove(menu: HTMLElement, button: HTMLElement): void {
  const { top, left, right } = button.getBoundingClientRect();
  const page = button.ownerDocument.documentElement;
  const rtl = getComputedStyle(button).direction === "rtl";
  menu.style.inset = "auto";
  menu.style.bottom = `${page.clientHeight - top + 4}px`;
  menu.style.maxHeight = `${Math.max(top - 12, 120)}px`;
  if (rtl) menu.style.right = `${page.clientWidth - right}px`;
  else menu.style.left = `${left}px`;
}
