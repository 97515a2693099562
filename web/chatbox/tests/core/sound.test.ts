import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSound } from "../../src/core/notifications/sound";
import { createStore } from "../../src/loader/storage";
import { CLOSED, look, own, said, talking } from "../arrivals";
import { cleanUp, settle } from "../support";

/** The browser's loudspeaker: the pitches that it was given. */
let heard: number[] = [];
/** One tone for one message. */
const TONE = [659.25, 987.77];

class Loudspeaker {
  currentTime = 0;
  destination = {};
  async resume() {}
}
class Oscillator {
  readonly #hertz: number;
  constructor(_on: Loudspeaker, { frequency }: { frequency: number }) {
    this.#hertz = frequency;
  }
  connect = (next: unknown) => next;
  start = () => void heard.push(this.#hertz);
  stop = () => {};
}
class Gain {
  gain = { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} };
  connect = (next: unknown) => next;
}

/** Whether a person has touched the page since it was loaded. */
function touched(hasBeenActive: boolean): void {
  Object.defineProperty(navigator, "userActivation", { value: { hasBeenActive }, configurable: true });
}

beforeEach(() => {
  heard = [];
  vi.stubGlobal("AudioContext", Loudspeaker);
  vi.stubGlobal("OscillatorNode", Oscillator);
  vi.stubGlobal("GainNode", Gain);
  touched(true);
});

afterEach(() => {
  cleanUp();
  vi.unstubAllGlobals();
  Reflect.deleteProperty(navigator, "userActivation");
  Reflect.deleteProperty(navigator, "locks");
});

test("a message of an operator is heard while the chat is closed", async () => {
  const { server } = await talking(CLOSED);
  look("visible");
  server.happen(said(2));
  await vi.waitFor(() => expect(heard).toEqual(TONE));
});

test("it is heard while the page is hidden, though the chat is open on it", async () => {
  const { server } = await talking();
  look("hidden");
  server.happen(said(2));
  await vi.waitFor(() => expect(heard).toEqual(TONE));
});

test("it is heard while another window has the focus", async () => {
  const { server } = await talking();
  look("visible", false);
  server.happen(said(2));
  await vi.waitFor(() => expect(heard).toEqual(TONE));
});

test("what somebody looks at makes no sound", async () => {
  const { server, root } = await talking();
  look("visible");
  server.happen(said(2));
  await vi.waitFor(() => expect(root().textContent).toContain("message 2"));
  await settle();
  expect(heard).toEqual([]);
});

test("own messages make no sound, also those of another tab", async () => {
  const { crisp, server } = await talking(CLOSED);
  look("hidden");
  crisp.push(["do", "message:send", ["text", "from here"]]);
  await settle();
  server.happen(own(2, server.commands.at(-1)?.id), own(3, "c_of_another_tab"));
  await settle();
  expect(heard).toEqual([]);
});

test("what was said before this page came is not heard again", async () => {
  look("hidden");
  const before = said(2);
  const items = before.type === "message_sent" ? [before.message] : [];
  const { crisp } = await talking(CLOSED, { items, last_seq: 2, unread: { visitor: 1, operator: 0 } });
  expect(crisp.get("chat:unread:count")).toBe(1);
  expect(heard).toEqual([]);
});

test("before a person has touched the page there is no sound", async () => {
  touched(false);
  const { server } = await talking(CLOSED);
  look("hidden");
  server.happen(said(2));
  await settle();
  expect(heard).toEqual([]);
  touched(true);
  server.happen(said(3));
  await vi.waitFor(() => expect(heard).toEqual(TONE));
});

test("a page that has muted the chat hears nothing, until it takes that back", async () => {
  const { crisp, server } = await talking([...CLOSED, ["config", "sound:mute", [true]]]);
  look("hidden");
  server.happen(said(2));
  await settle();
  expect(heard).toEqual([]);
  crisp.push(["config", "sound:mute", [false]]);
  server.happen(said(3));
  await vi.waitFor(() => expect(heard).toEqual(TONE));
});

test("a visitor who has switched the sound off hears nothing, here and on the next page", async () => {
  const first = await talking();
  const button = () => first.root().querySelector("[aria-pressed]") as HTMLButtonElement;
  expect(button().getAttribute("aria-pressed")).toBe("true");
  button().click();
  await settle();
  expect(button().getAttribute("aria-pressed")).toBe("false");
  look("hidden");
  first.server.happen(said(2));
  await settle();
  first.leave();
  const second = await talking(CLOSED);
  look("hidden");
  second.server.happen(said(2));
  await settle();
  expect(heard).toEqual([]);
});

test("of several tabs one plays, and each message is heard once", async () => {
  const held = new Set<string>();
  const request = async (
    name: string,
    _: object,
    run: (lock: object | null) => Promise<void> | undefined,
  ) => {
    const isFree = !held.has(name);
    held.add(name);
    await run(isFree ? {} : null);
  };
  Object.defineProperty(navigator, "locks", { value: { request }, configurable: true });
  const tabs = [1, 2, 3].map(() => createSound(createStore("w", () => localStorage)));
  for (const fingerprint of [11, 12]) for (const tab of tabs) tab.play(fingerprint);
  await vi.waitFor(() => expect(heard).toEqual([...TONE, ...TONE]));
  await settle();
  expect(heard).toHaveLength(4);
});

test("a browser without sound, and one that refuses it, stay quiet and say nothing", async () => {
  const { server, errors, warnings } = await talking(CLOSED);
  look("hidden");
  vi.stubGlobal(
    "OscillatorNode",
    class {
      constructor() {
        throw new Error("no output device");
      }
    },
  );
  server.happen(said(2));
  await settle();
  expect([...errors, ...warnings]).toEqual([]);
});
