import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { translator } from "../src/i18n";
import { sharedMessages } from "../src/messages";
import type { Item, Thread } from "../src/protocol";
import { type Row, rows } from "../src/rows";
import { Avatar, initials } from "../src/ui/Avatar";
import { FoldedThread } from "../src/ui/FoldedThread";
import { Rails } from "../src/ui/Rail";
import { Text } from "../src/ui/Text";
import { EmptyMark, EndMark, RenamedMark, StartMark } from "../src/ui/ThreadMark";
import { ThreadPicker } from "../src/ui/ThreadPicker";
import { ADA, ended, episode, message, NOON, PAGE, reopened, started, thread } from "./sample";

const t = translator("en-GB", {}, sharedMessages);
const offline = thread("a", [episode(1)], { topic: "Customer server offline" });

afterEach(cleanup);

function rowOf<Kind extends Row["kind"]>(kind: Kind, items: Item[], threads: Thread[]): Row & { kind: Kind } {
  const built = rows({ items, threads, audience: "operator", folds: new Map(), unreadAfter: null });
  return built.find((row) => row.kind === kind) as Row & { kind: Kind };
}

function words(node: preact.VNode): string {
  return render(node).container.textContent ?? "";
}

describe("what somebody typed", () => {
  it("is shown as text, never as HTML", () => {
    const { container } = render(<Text text={'<img src=x onerror="alert(1)"> **b**'} />);
    expect(container.querySelector("img")).toBeNull();
    expect(container.textContent).toBe('<img src=x onerror="alert(1)"> b');
    expect(container.querySelector("strong")?.textContent).toBe("b");
  });

  it("has its own direction, and links that reveal and grant nothing", () => {
    const { container } = render(<Text text="see https://a.example" />);
    expect(container.firstElementChild?.getAttribute("dir")).toBe("auto");
    const link = screen.getByRole("link");
    expect(link.getAttribute("rel")).toBe("noopener noreferrer nofollow ugc");
    expect(link.getAttribute("target")).toBe("_blank");
  });

  it("has lists and code as such", () => {
    const { container } = render(<Text text={"3. a\n4. b\n\n```\nx\n```"} />);
    expect(container.querySelector("ol")?.getAttribute("start")).toBe("3");
    expect(container.querySelectorAll("li")).toHaveLength(2);
    expect(container.querySelector("pre code")?.textContent).toBe("x");
  });
});

describe("a start marker", () => {
  it("names the topic in a heading, and who, where and when", () => {
    const row = rowOf("start", [started(1, "a")], [offline]);
    render(<StartMark row={row} t={t} website={null} />);
    expect(screen.getByRole("heading", { level: 3 }).textContent).toBe("Customer server offline");
    expect(screen.getByText("Started by the page").closest("p")?.textContent).toBe(
      "Started by the page · /support/new · 14:01",
    );
  });

  it("isolates a name, and names a key as such", () => {
    const key = { ...ADA, kind: "backend" as const, name: "billing" };
    const row = rowOf("start", [started(1, "a", { by: key })], [offline]);
    const { container } = render(<StartMark row={row} t={t} website={null} />);
    expect(container.querySelector(".tb-meta")?.textContent).toBe("Started by key billing · 14:01");
    expect(container.querySelector(".tb-meta bdi bdi")?.textContent).toBe("billing");
  });

  it("speaks neutrally to visitors: no origin, no operator, no badge, no data", () => {
    const signed = thread("a", [episode(1)], { topic: "T", verified: true, data: { plan: "pro" } });
    const row = rowOf("start", [started(1, "a", { by: PAGE })], [signed]);
    expect(words(<StartMark row={row} t={t} website="Acme" />)).toBe("TStarted by Acme · 14:01");
  });

  it("shows operators that it was signed, and its data", () => {
    const signed = thread("a", [episode(1)], { topic: "T", verified: true, data: { plan: "pro" } });
    const text = words(<StartMark row={rowOf("start", [started(1, "a")], [signed])} t={t} website={null} />);
    expect(text).toContain("verified");
    expect(text).toContain("planpro");
  });

  it("says that it is being sent, and that it failed", () => {
    const row = rowOf("start", [started(1, "a")], [offline]);
    const sending = (state: "sent" | "failed") => ({
      ...row,
      item: null,
      sending: { id: "c", state, refused: null },
    });
    expect(words(<StartMark row={sending("sent")} t={t} website="Acme" />)).toContain("Starting …");
    cleanup();
    expect(words(<StartMark row={sending("failed")} t={t} website="Acme" />)).toContain("Not started");
  });

  it("folds its thread once that has ended", () => {
    const over = thread("a", [episode(1, 3)], { topic: "T" });
    const row = rowOf("start", [started(1, "a"), message(2, { thread: "a" }), ended(3, "a")], [over]);
    const fold = vi.fn();
    render(<StartMark row={row} t={t} website={null} onFold={fold} />);
    fireEvent.click(screen.getByRole("button", { expanded: true }));
    expect(fold).toHaveBeenCalled();
  });
});

describe("other markers", () => {
  const over = thread("a", [episode(1, 3)], { topic: "T" });
  const items = [
    started(1, "a"),
    message(2, { thread: "a" }),
    ended(3, "a", { outcome: "Fixed.", messages: 1 }),
  ];

  it("the end says who, when, how long, how much and what came of it", () => {
    const text = words(<EndMark row={rowOf("end", items, [over])} t={t} website={null} />);
    expect(text).toBe("T Ended by Ada · 14:03 · 10 min · 1 messageFixed.");
  });

  it("the end is neutral for visitors", () => {
    const text = words(<EndMark row={rowOf("end", items, [over])} t={t} website="Acme" />);
    expect(text).toBe("T Ended · 10 min · 1 messageFixed.");
  });

  it("a reopening says by whom", () => {
    const again = thread("a", [episode(1, 3), episode(4)], { topic: "T" });
    const row = rowOf("reopened", [...items, reopened(4, "a")], [again]);
    expect(words(<StartMark row={row} t={t} website={null} />)).toBe("TReopened by Ada · 14:04");
  });

  it("an empty thread is one line", () => {
    const empty = thread("a", [episode(1, 3, { messages: 0 })], { topic: "T" });
    const row = rowOf("empty", [started(1, "a"), ended(3, "a", { messages: 0 })], [empty]);
    expect(words(<EmptyMark row={row} t={t} website="Acme" />)).toBe("T · no messages · 2 min");
  });

  it("a rename keeps the old topic as a trace", () => {
    const trace = { ...started(2, "a"), by: ADA, kind: "renamed" as const, topic: "New", previous: "Old" };
    const row = rowOf("renamed", [started(1, "a"), trace], [offline]);
    expect(words(<RenamedMark row={row} t={t} website={null} />)).toBe(
      "Ada renamed this thread from Old · 14:02",
    );
  });

  it("a folded thread is a button that tells what is inside", () => {
    const row = rowOf("folded", [...items, message(4)], [over]);
    const unfold = vi.fn();
    render(<FoldedThread row={row} t={t} onUnfold={unfold} />);
    const button = screen.getByRole("button", { expanded: false });
    expect(button.textContent).toContain("T2 messages · 2 min");
    fireEvent.click(button);
    expect(unfold).toHaveBeenCalled();
  });
});

describe("rails", () => {
  it("are for the eye only, one per lane", () => {
    const row = rowOf("start", [started(1, "a")], [offline]);
    const { container } = render(<Rails rails={row.rails} fresh />);
    expect(container.firstElementChild?.getAttribute("aria-hidden")).toBe("true");
    expect(container.querySelector(".tb-rail")?.getAttribute("data-bottom")).toBe("fade");
    expect(container.querySelector(".tb-mark")?.getAttribute("data-mark")).toBe("ring");
  });
});

describe("a face", () => {
  it.each([
    ["Ada Lovelace", "AL"],
    ["mira", "M"],
    ["Jean-Luc de la Tour", "JT"],
    ["李小龍", "李"],
    ["(Ops) team", "OT"],
    ["😀", "?"],
    ["", "?"],
    [null, "?"],
  ])("of %j shows %j", (name, expected) => expect(initials(name)).toBe(expected));

  it("falls back to initials when the picture does not load or is none", () => {
    const { container } = render(<Avatar id="o" name="Ada" picture="https://a.example/p.png" />);
    const picture = container.querySelector("img") as HTMLImageElement;
    expect(picture.referrerPolicy || picture.getAttribute("referrerpolicy")).toBe("no-referrer");
    fireEvent.error(picture);
    expect(container.textContent).toBe("A");
    cleanup();
    expect(words(<Avatar id="o" name="Ada" picture="javascript:alert(1)" />)).toBe("A");
  });
});

describe("the target line", () => {
  const threads = [offline, thread("b", [episode(2)], { topic: "Delivery address", number: 2 })];

  beforeEach(() => {
    const toggle = (menu: HTMLElement, newState: string) =>
      fireEvent(menu, Object.assign(new Event("toggle"), { newState, oldState: "" }));
    HTMLElement.prototype.showPopover = vi.fn(function (this: HTMLElement) {
      toggle(this, "open");
    });
    HTMLElement.prototype.hidePopover = vi.fn(function (this: HTMLElement) {
      toggle(this, "closed");
    });
  });

  function open(target: string | null = "a") {
    const choose = vi.fn();
    const { container } = render(<ThreadPicker threads={threads} target={target} onChoose={choose} t={t} />);
    const button = container.querySelector(".tb-target") as HTMLElement;
    fireEvent.keyDown(button, { key: "ArrowDown" });
    return { choose, button, menu: screen.getByRole("menu") };
  }

  it("says where the message goes", () => {
    expect(words(<ThreadPicker threads={threads} target="a" onChoose={() => {}} t={t} />)).toMatch(
      /^in:Customer server offline/,
    );
    cleanup();
    expect(words(<ThreadPicker threads={threads} target={null} onChoose={() => {}} t={t} />)).toMatch(
      /^in:Main line/,
    );
  });

  it("offers every open thread and the main line, and begins at the chosen one", () => {
    open("b");
    const items = screen.getAllByRole("menuitemradio");
    expect(items.map((item) => item.textContent)).toEqual([
      "Customer server offline",
      "Delivery address",
      "Main line",
    ]);
    expect(document.activeElement).toBe(items[1]);
  });

  it("is walked by arrows, Home, End and first letters", () => {
    const { menu } = open("a");
    const at = () => document.activeElement?.textContent;
    fireEvent.keyDown(menu, { key: "ArrowDown" });
    expect(at()).toBe("Delivery address");
    fireEvent.keyDown(menu, { key: "End" });
    expect(at()).toBe("Main line");
    fireEvent.keyDown(menu, { key: "ArrowDown" });
    expect(at()).toBe("Customer server offline");
    fireEvent.keyDown(menu, { key: "ArrowUp" });
    expect(at()).toBe("Main line");
    fireEvent.keyDown(menu, { key: "d" });
    expect(at()).toBe("Delivery address");
    fireEvent.keyDown(menu, { key: "Home" });
    expect(at()).toBe("Customer server offline");
  });

  it("chooses once and gives the focus back", () => {
    const { choose, button } = open("a");
    fireEvent.click(screen.getByText("Main line"));
    expect(choose).toHaveBeenCalledExactlyOnceWith(null);
    expect(document.activeElement).toBe(button);
  });

  it("closes on Escape, and keeps that key to itself", () => {
    const { menu, button, choose } = open("a");
    const outer = vi.fn();
    document.body.addEventListener("keydown", outer);
    fireEvent.keyDown(menu, { key: "Escape" });
    document.body.removeEventListener("keydown", outer);
    expect(outer).not.toHaveBeenCalled();
    expect(choose).not.toHaveBeenCalled();
    expect(document.activeElement).toBe(button);
    expect(button.getAttribute("aria-expanded")).toBe("false");
  });

  it("says nothing when the same line is chosen again", () => {
    const { choose, menu } = open("a");
    fireEvent.click(menu.querySelector("[aria-checked=true]") as HTMLElement);
    expect(choose).not.toHaveBeenCalled();
  });
});

it("the samples agree on the time", () => {
  expect(new Date(NOON).getHours()).toBe(14);
});
