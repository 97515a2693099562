import type { Conversation, Fact } from "@threadbox/client/protocol";
import { afterEach, expect, test, vi } from "vitest";
import { ADA } from "../../../client/tests/sample";
import { CLOSED, look, own, said, talking } from "../arrivals";
import { cleanUp, type Page, SESSION, settle } from "../support";

afterEach(cleanUp);

const PATIENCE = { timeout: 4_000 };

/** The operators' screens have received, or their eyes have read, up to `seq`. */
function reached(seq: number, how: "messages_delivered" | "messages_read", by = ADA): Fact {
  const side = by.kind === "operator" ? "operator" : "visitor";
  const common = { conversation: SESSION, at: 5_000, by, side, seq } as const;
  return how === "messages_delivered"
    ? { type: how, ...common }
    : { type: how, ...common, unread: 0, lines: [{ thread: null, read: seq, unread: 0 }] };
}

function receipts({ root }: Page): string[] {
  return [...root().querySelectorAll(".receipt")].map((each) => (each.textContent ?? "").split(" ")[0] ?? "");
}

test("the last own message goes from sending to sent, delivered and read, as the operators' screens tell", async () => {
  const page = await talking();
  const { crisp, server } = page;
  expect(receipts(page)).toEqual(["Sent"]);
  crisp.push(["do", "message:send", ["text", "are you there?"]]);
  await settle();
  server.happen(own(2, server.commands.at(-1)?.id));
  await settle();
  expect(receipts(page)).toEqual(["Sent"]);
  server.happen(reached(2, "messages_delivered"));
  await settle();
  expect(receipts(page)).toEqual(["Delivered"]);
  server.happen(reached(2, "messages_read"));
  await settle();
  expect(receipts(page)).toEqual(["Read"]);
});

test("what was read is never merely delivered again, and an earlier mark says nothing of a later message", async () => {
  const page = await talking();
  page.server.happen(own(2), reached(2, "messages_read"), reached(1, "messages_delivered"));
  await settle();
  expect(receipts(page)).toEqual(["Read"]);
  page.server.happen(own(3));
  await settle();
  expect(receipts(page)).toEqual(["Sent"]);
});

test("that messages have reached this browser is told once for those that come together, and never of own ones", async () => {
  const { server } = await talking(CLOSED);
  look("hidden");
  server.happen(said(2), said(3));
  await vi.waitFor(() => expect(server.sent("delivered")).toEqual([{ type: "delivered", seq: 3 }]), PATIENCE);
  server.happen(own(4));
  server.happen(said(5));
  server.happen(own(6));
  await vi.waitFor(() => expect(server.sent("delivered")).toHaveLength(2), PATIENCE);
  expect(server.sent("delivered").at(-1)).toEqual({ type: "delivered", seq: 5 });
});

test("what the server knows already to have arrived is not told again", async () => {
  const seen: Partial<Conversation> = { delivered: { visitor: 2, operator: 0 }, last_seq: 2 };
  const first = said(2);
  const items = first.type === "message_sent" ? [first.message] : [];
  const { server } = await talking(CLOSED, { ...seen, items });
  look("hidden");
  server.happen(said(3));
  await vi.waitFor(() => expect(server.sent("delivered")).not.toEqual([]), PATIENCE);
  expect(server.sent("delivered")).toEqual([{ type: "delivered", seq: 3 }]);
});

test("a hidden tab says in its title what is unread, and has its own title back once it is read", async () => {
  document.title = "Shop";
  const { server } = await talking(CLOSED);
  look("hidden");
  server.happen(said(2));
  await settle();
  expect(document.title).toBe("(1) Shop");
  server.happen(said(3));
  await settle();
  expect(document.title).toBe("(2) Shop");
  look("visible");
  expect(document.title).toBe("Shop");
  look("hidden");
  expect(document.title).toBe("(2) Shop");
  server.happen(reached(3, "messages_read", { ...ADA, kind: "visitor", id: SESSION }));
  await settle();
  expect(document.title).toBe("Shop");
});

test("a page that gives itself another title while it is hidden keeps it, with the count before it", async () => {
  document.title = "Shop";
  const { server } = await talking(CLOSED);
  look("hidden");
  server.happen(said(2));
  await settle();
  document.title = "Basket";
  server.happen(said(3));
  await settle();
  expect(document.title).toBe("(2) Basket");
  look("visible");
  expect(document.title).toBe("Basket");
});
