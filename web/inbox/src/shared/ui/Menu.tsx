/**
 * A button that opens a menu, on the platform's popover: light dismiss, Escape and the top layer
 * come from the browser; arrows, Home, End and first letters from here.
 */

import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./Icon";
import { type Align, settle } from "./popup";
import "./menu.css";

/** One line of a menu. `checked` makes it a choice among its group. */
export interface MenuItem {
  id: string;
  label: string;
  run: () => void;
  icon?: IconName;
  mark?: ComponentChildren;
  hint?: string;
  checked?: boolean;
  /** A heading above this line. */
  group?: string;
  danger?: boolean;
}

export interface MenuProps {
  /** Name of the button; `children` are what it shows. */
  label: string;
  items: readonly MenuItem[];
  class?: string;
  align?: Align;
  id?: string;
  title?: string;
  children: ComponentChildren;
}

export function Menu({
  label,
  items,
  class: classes = "icon-button",
  align = "end",
  id,
  title,
  children,
}: MenuProps) {
  const own = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const popup = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  const toggled = (event: Event) => {
    setOpen((event as ToggleEvent).newState === "open");
  };
  // Only once its lines are drawn is its size known.
  useLayoutEffect(() => {
    if (!open || popup.current === null || anchor.current === null) return;
    const [shown, beside] = [popup.current, anchor.current];
    const place = () => settle(shown, beside, align);
    place();
    focusFirst(lines(shown));
    // What it hangs on moves with the window: a phone that turns, a keyboard that opens.
    addEventListener("resize", place);
    return () => removeEventListener("resize", place);
  }, [open, align]);
  const choose = (item: MenuItem) => {
    popup.current?.hidePopover();
    anchor.current?.focus();
    item.run();
  };

  return (
    <>
      <button
        ref={anchor}
        id={id}
        type="button"
        class={classes}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={own}
        aria-label={label}
        title={title}
        onClick={() => popup.current?.togglePopover()}
      >
        {children}
      </button>
      <div
        ref={popup}
        id={own}
        popover="auto"
        role="menu"
        aria-label={label}
        class="menu"
        onToggle={toggled}
        onKeyDown={(event) => move(event, popup.current)}
      >
        {open && items.map((item) => <Item key={item.id} item={item} choose={choose} />)}
      </div>
    </>
  );
}

function Item({ item, choose }: { item: MenuItem; choose: (item: MenuItem) => void }) {
  return (
    <>
      {item.group !== undefined && (
        <div class="menu-group" role="presentation">
          {item.group}
        </div>
      )}
      <button
        type="button"
        tabIndex={-1}
        {...roleOf(item)}
        class={`menu-item${item.danger ? " menu-item-danger" : ""}`}
        onClick={() => choose(item)}
      >
        <span class="menu-sign">{item.mark ?? (item.icon && <Icon name={item.icon} size={16} />)}</span>
        <bdi class="menu-label">{item.label}</bdi>
        {item.hint !== undefined && <span class="menu-hint">{item.hint}</span>}
        {item.checked && <Icon name="check" size={16} />}
      </button>
    </>
  );
}

function roleOf({ checked }: MenuItem) {
  if (checked === undefined) return { role: "menuitem" } as const;
  return { role: "menuitemradio", "aria-checked": checked } as const;
}

function lines(popup: HTMLElement | null): HTMLButtonElement[] {
  return [...(popup?.querySelectorAll<HTMLButtonElement>(".menu-item") ?? [])];
}

/** The line that holds now, where one of several does; else the first. */
function focusFirst(all: readonly HTMLButtonElement[]): void {
  const held = all.find((line) => line.ariaChecked === "true");
  (held ?? all[0])?.focus();
}

function move(event: KeyboardEvent, popup: HTMLElement | null): void {
  const all = lines(popup);
  const at = all.indexOf(event.target as HTMLButtonElement);
  const to = destination(event.key, at, all);
  if (event.key === "Tab") popup?.hidePopover();
  // What is typed into an open menu is meant for the menu.
  if (event.key !== "Escape" && event.key !== "Tab") event.stopPropagation();
  if (to === null) return;
  event.preventDefault();
  all[to]?.focus();
}

function destination(key: string, at: number, all: readonly HTMLButtonElement[]): number | null {
  if (key === "ArrowDown") return (at + 1) % all.length;
  if (key === "ArrowUp") return (at - 1 + all.length) % all.length;
  if (key === "Home") return 0;
  if (key === "End") return all.length - 1;
  if (key.length !== 1 || key === " ") return null;
  const order = [...all.keys()].map((offset) => (at + 1 + offset) % all.length);
  return order.find((to) => startsWith(all[to], key)) ?? null;
}

function startsWith(line: HTMLButtonElement | undefined, letter: string): boolean {
  const label = line?.querySelector(".menu-label")?.textContent ?? "";
  return label.toLocaleLowerCase().startsWith(letter.toLocaleLowerCase());
}
