import { wordsOf } from "@threadbox/client/content/contents";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { timelineRows } from "../../src/conversation/timelineRows";
import { Inbox } from "../../src/server/inbox";
import { goToConversation, replace, route } from "../../src/shared/routes";
import { FakeServer, type World, world } from "../fakeServer";
import { conversation, MIRA, message, OLGA, sent, thread } from "../samples";

const OPERATOR = { id: "operator_1", name: "Olga", email: "olga@acme.example", avatar: null };

let server: FakeServer;
let inbox: Inbox;
let signedOut: number;
let withoutWebsite: number;

function start(parts: Partial<World>): void {
  server = new FakeServer(world(parts));
  signedOut = 0;
  withoutWebsite = 0;
  const socket = { url: "ws://acme.example/operator", WebSocketClass: server.WebSocketClass };
  inbox = new Inbox({
    operator: OPERATOR,
    website: "website_1",
    onSignedOut: () => void signedOut++,
    onNoWebsite: () => void withoutWebsite++,
    socket,
  });
}

/** Lets every answer arrive. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

const ITEMS = Array.from({ length: 500 }, (_, at) => message(at + 1, at % 3 === 0 ? OLGA : MIRA));
const LONG = conversation({
  position: 10,
  last_seq: 500,
  items: ITEMS.slice(-60),
  has_older: true,
  read: { visitor: 0, operator: 500 },
});

beforeEach(() => {
  localStorage.clear();
  replace({ list: "open", conversation: null, target: null, only: null });
});

afterEach(() => inbox.close());

describe("the list", () => {
  it("is loaded on the first welcome and follows what happens", async () => {
    const quiet = conversation({ id: "session_2", active_at: 5_000, position: 10 });
    start({
      conversations: [quiet, conversation({ position: 10 })],
      counts: { open: 2, resolved: 0, unread: 0 },
    });
    await settled();
    expect(inbox.lists.list("open").ids.value).toEqual(["session_2", "session_1"]);
    server.facts(sent(11, message(9, MIRA)));
    expect(inbox.lists.list("open").ids.value).toEqual(["session_1", "session_2"]);
    expect(inbox.lists.counts.value).toEqual({ open: 2, resolved: 0, unread: 1 });
  });

  it("asks for a conversation that was not loaded when something happens in it", async () => {
    start({ conversations: [] });
    await settled();
    server.world.conversations = [conversation({ position: 11, last_seq: 9 })];
    server.world.counts = { open: 1, resolved: 0, unread: 1 };
    server.facts(sent(11, message(9, MIRA)));
    await settled();
    expect(inbox.lists.list("open").ids.value).toEqual(["session_1"]);
    expect(inbox.lists.counts.value?.open).toBe(1);
  });

  it("loses a conversation that is resolved, and gets it back when the visitor writes", async () => {
    start({ conversations: [conversation({ position: 10 })], counts: { open: 1, resolved: 0, unread: 0 } });
    await settled();
    const state = (position: number, to: "resolved" | "unresolved") =>
      ({
        position,
        fact: { type: "state_changed", conversation: "session_1", at: 1, by: OLGA, state: to },
      }) as const;
    server.facts(state(11, "resolved"));
    expect(inbox.lists.list("open").ids.value).toEqual([]);
    server.facts(sent(12, message(9, MIRA)), state(13, "unresolved"));
    expect(inbox.lists.list("open").ids.value).toEqual(["session_1"]);
  });
});

describe("what has arrived", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => void vi.useRealTimers());

  it("is told once per conversation, up to the newest message of the visitor", async () => {
    start({ conversations: [conversation({ position: 10 })] });
    await settled();
    server.facts(sent(11, message(2, MIRA)), sent(12, message(3, MIRA)), sent(13, message(4, OLGA)));
    vi.advanceTimersByTime(2_000);
    expect(server.asked("delivered")).toMatchObject([{ conversation: "session_1", seq: 3 }]);
  });

  it("is not told again when a colleague's screen was first", async () => {
    start({ conversations: [conversation({ position: 10 })] });
    await settled();
    const first = { conversation: "session_1", at: 1, by: OLGA, side: "operator", seq: 2 } as const;
    server.facts(sent(11, message(2, MIRA)), {
      position: 12,
      fact: { type: "messages_delivered", ...first },
    });
    vi.advanceTimersByTime(2_000);
    expect(server.asked("delivered")).toEqual([]);
  });
});

describe("the connection", () => {
  it("lost and found again goes on from its place and misses nothing", async () => {
    start({ conversations: [conversation({ position: 10 })] });
    await settled();
    server.facts(sent(11, message(9, MIRA)));
    server.socket.drop(1006);
    expect(inbox.connection.status.value).toBe("waiting");
    document.dispatchEvent(new Event("visibilitychange"));
    await settled();
    expect(inbox.connection.status.value).toBe("online");
    expect(server.asked("hello").at(-1)).toMatchObject({ epoch: "one", position: 11 });
    expect(server.asked("list").length).toBe(1);
  });

  it("that missed a line asks for it", async () => {
    start({ conversations: [conversation({ position: 10 })] });
    await settled();
    server.socket.say({ type: "beat", head: 14 });
    expect(server.asked("resume")).toMatchObject([{ position: 10 }]);
  });

  it("told to start over loads everything anew", async () => {
    start({ conversations: [conversation({ position: 10 })] });
    await settled();
    server.world.conversations = [conversation({ id: "session_7", position: 90 })];
    server.world.position = 90;
    server.socket.say({ type: "start_over" });
    await settled();
    expect(server.asked("hello").at(-1)?.position).toBeUndefined();
    expect(inbox.lists.list("open").ids.value).toEqual(["session_7"]);
  });

  it("told to start over forgets what the past had said, also what was newer then", async () => {
    const preview = (text: string) => ({ text, by: MIRA, at: 1 });
    const row = (position: number, text: string) => conversation({ position, preview: preview(text) });
    start({ position: 90, conversations: [row(90, "after the backup")] });
    await settled();
    server.world.conversations = [row(40, "before it")];
    server.world.position = 40;
    server.socket.say({ type: "start_over" });
    await settled();
    const shown = () => inbox.lists.conversations.row("session_1")?.value;
    expect(shown()?.preview?.text).toBe("before it");
    server.facts(sent(41, message(9, MIRA)));
    expect(shown()?.preview?.text).toBe("text 9");
  });

  it("that is lost says of nobody that they are here, or are not", async () => {
    start({ conversations: [conversation({ position: 10 })] });
    await settled();
    const { online } = inbox.presence.of("session_1");
    server.socket.say({ type: "presence", conversation: "session_1", online: true, page: null });
    server.isAway = true;
    server.socket.drop(1006);
    expect([online.value, inbox.presence.known.value]).toEqual([true, true]);
    await vi.waitUntil(() => inbox.connection.isLost.value, { timeout: 20_000 });
    expect([online.value, inbox.presence.known.value]).toEqual([false, false]);
  }, 30_000);

  it("asks for the website that is shown", async () => {
    start({});
    await settled();
    expect(server.asked("hello")).toMatchObject([{ website: "website_1" }]);
  });

  it("closed because nobody is signed in leads to the sign-in page", async () => {
    start({});
    await settled();
    server.socket.drop(4401);
    expect(signedOut).toBe(1);
  });

  it("asks for the operator's websites anew when this one is none of them any more", async () => {
    start({});
    await settled();
    server.socket.drop(4404);
    expect([withoutWebsite, signedOut]).toEqual([1, 0]);
  });
});

describe("a conversation", () => {
  it("opens at its newest item when all is read", async () => {
    start({ conversations: [LONG], items: ITEMS });
    await settled();
    goToConversation("session_1");
    await settled();
    expect(inbox.opened.value?.scrollTarget.value).toEqual({ to: "end" });
    expect(inbox.opened.value?.span.value).toMatchObject({ hasOlder: true, hasNewer: false });
  });

  it("opens at the first unread message, also when that is far back", async () => {
    const unread = { ...LONG, read: { visitor: 0, operator: 100 }, unread: { visitor: 0, operator: 267 } };
    start({ conversations: [unread], items: ITEMS });
    await settled();
    goToConversation("session_1");
    await settled();
    expect(inbox.opened.value?.scrollTarget.value).toEqual({ to: "seq", seq: 101, flash: false });
    expect(inbox.opened.value?.span.value.hasNewer).toBe(true);
  });

  it("opens at the first unread message in the newest page, however old the read mark is", async () => {
    const unread = { ...LONG, read: { visitor: 0, operator: 7 }, unread: { visitor: 0, operator: 1 } };
    const items = [...ITEMS.slice(0, 499).map((item) => ({ ...item, by: OLGA })), message(500, MIRA)];
    start({ conversations: [{ ...unread, items: items.slice(-60) }], items });
    await settled();
    goToConversation("session_1");
    await settled();
    expect(inbox.opened.value?.scrollTarget.value).toEqual({ to: "seq", seq: 500, flash: false });
  });

  it("folds no thread with unread messages, whatever was said of it before", async () => {
    const unread = { visitor: 0, operator: 1 };
    const threads = [thread("t_1", { state: "ended", unread }), thread("t_2", { state: "ended" })];
    start({ conversations: [{ ...LONG, threads, unread }], items: ITEMS });
    inbox.folds.set(["t_1", "t_2"], true);
    await settled();
    goToConversation("session_1");
    await settled();
    expect([...inbox.folds.said.value]).toEqual([["t_2", true]]);
    const reopened = { ...thread("t_2"), episodes: [] };
    const mark = {
      kind: "reopened",
      seq: 501,
      fingerprint: 1,
      at: 1,
      by: OLGA,
      thread: "t_2",
      topic: "x",
    } as const;
    const about = { conversation: "session_1", at: 1, by: OLGA, thread: reopened, mark, undone: null };
    server.facts({ position: 11, fact: { type: "thread_reopened", ...about } });
    expect([...inbox.folds.said.value]).toEqual([]);
  });

  it("opens at the message or the thread that a link names", async () => {
    const threads = [thread("t_1", { state: "ended" })];
    start({ conversations: [{ ...LONG, threads }], items: ITEMS });
    await settled();
    goToConversation("session_1", { seq: 250 });
    await settled();
    expect(inbox.opened.value?.scrollTarget.value).toEqual({ to: "seq", seq: 250, flash: true });
    goToConversation("session_1", { thread: "t_1" });
    await settled();
    expect(inbox.opened.value?.scrollTarget.value).toEqual({ to: "seq", seq: 1, flash: true });
  });

  it("that is not there says so", async () => {
    start({});
    await settled();
    goToConversation("session_none");
    await settled();
    expect(inbox.opened.value?.state.value).toBe("missing");
  });

  it("grows by older pages in one unbroken run", async () => {
    start({ conversations: [LONG], items: ITEMS });
    await settled();
    goToConversation("session_1");
    await settled();
    const opened = inbox.opened.value;
    await opened?.older();
    expect(opened?.span.value.items.map(({ seq }) => seq)).toEqual(ITEMS.slice(340).map(({ seq }) => seq));
  });

  it("takes in new messages only while its end is loaded, and none twice", async () => {
    start({ conversations: [LONG], items: ITEMS });
    await settled();
    goToConversation("session_1", { seq: 250 });
    await settled();
    const opened = inbox.opened.value;
    const before = opened?.span.value.items.length;
    server.world.items = [...ITEMS, message(501, MIRA)];
    server.facts(sent(11, message(501, MIRA)));
    expect(opened?.span.value.items.length).toBe(before);
    while (opened?.span.value.hasNewer) await opened.newer();
    const seqs = opened?.span.value.items.map(({ seq }) => seq) ?? [];
    expect(seqs.at(-1)).toBe(501);
    expect(new Set(seqs).size).toBe(seqs.length);
  });

  it("brings an answer up to date with lines that overtook it", async () => {
    start({ conversations: [LONG], items: ITEMS });
    await settled();
    goToConversation("session_1");
    server.facts(sent(11, message(501, MIRA)));
    await settled();
    expect(inbox.opened.value?.conversation.value?.last_seq).toBe(501);
    expect(inbox.opened.value?.span.value.items.at(-1)?.seq).toBe(501);
  });
});

describe("a question", () => {
  it("shows its answer where it was asked", async () => {
    const common = { type: "field", id: "f", text: "Which?", explain: null, required: false } as const;
    const asked = message(2, OLGA, { content: { ...common, value: null } });
    const items = [message(1, MIRA), asked];
    start({ conversations: [conversation({ position: 10, last_seq: 2, items })] });
    await settled();
    goToConversation("session_1");
    await settled();
    const answer = { ...asked, content: { ...common, value: "four" } };
    const told = { conversation: "session_1", at: 9, by: MIRA, message: answer };
    server.facts({ position: 11, fact: { type: "message_updated", ...told } });
    expect(inbox.opened.value?.span.value.items).toEqual([message(1, MIRA), answer]);
  });
});

describe("a conversation that was merged", () => {
  const MERGED = { conversation: "session_1", at: 9, by: MIRA, into: "session_2" };

  it("leaves the list, and whoever looks at it goes where its history went on", async () => {
    const into = conversation({ id: "session_2", position: 10, last_seq: 1 });
    start({ conversations: [into, conversation({ position: 10, last_seq: 1 })] });
    await settled();
    goToConversation("session_1");
    await settled();
    server.facts({ position: 11, fact: { type: "conversation_merged", ...MERGED } });
    expect(inbox.lists.list("open").ids.value).toEqual(["session_2"]);
    expect(route.value.conversation).toBe("session_2");
    expect(inbox.opened.value?.id).toBe("session_2");
  });

  it("leads on whoever comes by an old link", async () => {
    const into = conversation({ id: "session_2", position: 10, last_seq: 1 });
    const old = conversation({ position: 10, last_seq: 1, merged_into: "session_2" });
    start({ conversations: [into, old] });
    await settled();
    goToConversation("session_1");
    await settled();
    expect(inbox.opened.value?.id).toBe("session_2");
  });
});

describe("leaving the page", () => {
  it("is asked about while files wait, and only then", async () => {
    const talk = conversation({ position: 10 });
    start({ conversations: [talk] });
    await settled();
    const leave = () => {
      const event = new Event("beforeunload", { cancelable: true });
      window.dispatchEvent(event);
      return !event.defaultPrevented;
    };
    expect(leave()).toBe(true);
    const rules = { bytes: 100, media: ["text/plain"] };
    inbox.composer.attach(talk, null, [new File(["x"], "a.txt", { type: "text/plain" })], rules);
    expect(leave()).toBe(false);
    const [waiting] = inbox.composer.viewOf(talk, null).attached;
    inbox.composer.detach(talk, null, waiting?.id ?? "");
    expect(leave()).toBe(true);
  });
});

describe("sending", () => {
  it("shows the message at once and once, from the key press to the stored one", async () => {
    start({ conversations: [{ ...LONG, items: [], has_older: false }] });
    server.answers = false;
    await settled();
    goToConversation("session_1");
    await settled();
    const opened = inbox.opened.value;
    if (opened === null) throw new Error("nothing is open");
    const rows = timelineRows(inbox, opened);
    const said = () =>
      rows.value.flatMap((row) =>
        row.kind === "message" ? [[wordsOf(row.content), row.sending?.state]] : [],
      );
    inbox.commands.send({ conversation: "session_1", thread: null, text: "looking now", note: false });
    expect(said()).toEqual([["looking now", "sent"]]);
    const id = server.asked("send")[0]?.id ?? "";
    const stored = message(501, OLGA, { client_id: id, content: { type: "text", text: "looking now" } });
    server.facts(sent(11, stored));
    expect(said()).toEqual([["looking now", undefined]]);
    server.socket.say({
      type: "done",
      id,
      position: 11,
      duplicate: false,
      seq: 501,
      fingerprint: 501,
      thread: null,
      topic_ignored: false,
    });
    expect(said()).toEqual([["looking now", undefined]]);
  });

  it("keeps a refused message with its reason, to try again or to delete", async () => {
    start({ conversations: [LONG] });
    server.answers = false;
    await settled();
    inbox.commands.send({ conversation: "session_1", thread: null, text: "x", note: false });
    const id = server.asked("send")[0]?.id;
    server.socket.say({
      type: "refused",
      id,
      code: "too_large",
      reason: "message_too_long",
      message: "Too long.",
      data: {},
    });
    expect(inbox.connection.outbox.entries.value).toMatchObject([
      { state: "failed", refused: { message: "Too long." } },
    ]);
    inbox.commands.drop(id ?? "");
    expect(inbox.connection.outbox.entries.value).toEqual([]);
  });

  it("tells at the field why a thread cannot start", async () => {
    start({ conversations: [LONG] });
    server.answers = false;
    await settled();
    const told = inbox.commands.start("session_1")("again", null);
    const id = server.asked("start_thread")[0]?.id;
    server.socket.say({
      type: "refused",
      id,
      code: "too_many",
      reason: "threads_too_many_open",
      message: "End one first.",
      data: {},
    });
    expect(await told).toBe("End one first.");
    expect(inbox.connection.outbox.entries.value).toEqual([]);
  });
});
