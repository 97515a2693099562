/** One session after another: resets, here and in other tabs, while things are on their way. */

import { afterEach, expect, test, vi } from "vitest";
import { cleanUp, SESSION, Server, settle, visit, WEBSITE } from "../support";

afterEach(cleanUp);

const NEXT = `${SESSION}-1`;

/** What another tab of this browser says. */
async function elsewhere(kind: string, more: object = {}): Promise<void> {
  const channel = new BroadcastChannel(`threadbox/${WEBSITE}`);
  channel.postMessage({ kind, ...more });
  await settle();
  channel.close();
}

/** From now on the boot's answers are on their way until they are let go. */
function hold(server: Server): () => Promise<void> {
  const waiting: (() => void)[] = [];
  const answer = server.fetch;
  server.fetch = async (...asked) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return answer(...asked);
  };
  return async () => {
    for (const go of waiting.splice(0)) go();
    await settle();
  };
}

/** What a tab does that resets. */
function forgetToken(): void {
  localStorage.clear();
  // biome-ignore lint/suspicious/noDocumentCookie: what the browser has
  document.cookie = `threadbox_${WEBSITE}=; path=/; max-age=0`;
}

/** Under which names this browser remembers something with these words. */
function remembered(words: string): string[] {
  return [localStorage, sessionStorage].flatMap((storage) =>
    Object.entries(storage).flatMap(([key, value]) => (`${key} ${value}`.includes(words) ? [key] : [])),
  );
}

test("between a reset and the next session nobody is known, and the page reads its own writes", async () => {
  const server = new Server();
  const { crisp } = await visit([["set", "user:email", ["old@b.example"]]], server);
  crisp.push(["set", "session:data", [[["plan", "pro"]]]], ["do", "chat:open"]);
  await settle();
  server.newSession();
  crisp.push(["do", "session:reset"]);
  expect(crisp.get("user:email")).toBeNull();
  expect(crisp.get("session:identifier")).toBeNull();
  expect(crisp.get("session:data")).toEqual({});
  expect(crisp.is("chat:opened")).toBe(false);
  crisp.push(["set", "user:email", ["new@b.example"]], null);
  expect(crisp.get("user:email")).toBe("new@b.example");
  await settle();
  expect(crisp.get("session:identifier")).toBe(NEXT);
  expect(crisp.get("user:email")).toBe("new@b.example");
});

test("a reset in the queue ends the session it stands in; ready is told in the next one", async () => {
  const server = new Server();
  const ready = vi.fn();
  const { fetch } = server;
  server.fetch = (...asked) => {
    if (server.booted === 1) server.newSession();
    return fetch(...asked);
  };
  const { crisp } = await visit(
    [
      ["set", "user:email", ["first@b.example"]],
      ["do", "session:reset"],
      ["set", "user:email", ["second@b.example"]],
    ],
    server,
    { CRISP_READY_TRIGGER: ready },
  );
  expect(ready).toHaveBeenCalledTimes(1);
  expect(crisp.get("session:identifier")).toBe(NEXT);
  expect(crisp.get("user:email")).toBe("second@b.example");
  expect(
    server.told.map(({ command, token }) => [token, (command as { email?: string }).email]).sort(),
  ).toEqual([
    ["token-0", "first@b.example"],
    ["token-1", "second@b.example"],
  ]);
});

test("a listener may reset and push: what it pushes behind the reset is the next session's", async () => {
  const server = new Server();
  const { crisp } = await visit([], server);
  crisp.on("chat:opened", () => {
    server.newSession();
    crisp.push(["do", "session:reset"], ["set", "user:nickname", ["Mira"]]);
    crisp.push(["set", "user:phone", ["+33 1"]]);
  });
  crisp.push(["do", "chat:open"], ["set", "user:email", ["old@b.example"]]);
  await settle();
  expect(crisp.get("session:identifier")).toBe(NEXT);
  expect(server.sent("profile").slice(-2)).toEqual([
    { type: "profile", nickname: "Mira" },
    { type: "profile", phone: "+33 1" },
  ]);
  expect(crisp.get("user:email")).toBeNull();
});

test("a beginning that another one has overtaken asks the server no more", async () => {
  const server = new Server();
  const { crisp } = await visit([], server);
  server.status = 503;
  forgetToken();
  await elsewhere("reset");
  await elsewhere("reset");
  expect(server.booted).toBe(3);
  server.status = 200;
  server.newSession();
  window.dispatchEvent(new Event("online"));
  await settle();
  expect(server.booted).toBe(4);
  expect(crisp.get("session:identifier")).toBe(NEXT);
});

test("a reset tells the other tabs at once, and again when there is a session to join", async () => {
  const heard: unknown[] = [];
  const other = new BroadcastChannel(`threadbox/${WEBSITE}`);
  other.onmessage = ({ data }) => heard.push(data.kind);
  const server = new Server();
  const { crisp } = await visit([], server);
  const letGo = hold(server);
  crisp.push(["do", "session:reset"]);
  await settle();
  await letGo();
  expect(heard).toEqual(["reset", "reset"]);
  other.close();
});

test("signing out in another tab ends the session here and forgets what is known of it", async () => {
  const server = new Server();
  const { crisp } = await visit([["set", "user:email", ["old@b.example"]]], server, {
    CRISP_TOKEN_ID: "the former visitor",
  });
  crisp.push(["do", "chat:open"], ["set", "message:text", ["half a sentence"]]);
  await settle();
  server.newSession();
  forgetToken();
  await elsewhere("reset");
  expect(server.asked.map(({ token_id }) => token_id)).toEqual(["the former visitor", null]);
  expect(crisp.get("session:identifier")).toBe(NEXT);
  expect(crisp.get("user:email")).toBeNull();
  expect(remembered("half a sentence")).toEqual([]);
});

test("told again of a session that is already the one here, nothing begins anew", async () => {
  const { server } = await visit();
  await elsewhere("reset");
  expect(server.booted).toBe(1);
});

test("signing out in another tab while a page begins leaves it without its secret, and with its queue", async () => {
  const server = new Server();
  const letGo = hold(server);
  const coming = visit([["set", "user:email", ["a@b.example"]]], server, { CRISP_TOKEN_ID: "secret" });
  await elsewhere("reset");
  await letGo();
  const { crisp } = await coming;
  expect(server.asked.at(-1)?.token_id).toBeNull();
  expect(document.querySelectorAll("threadbox-chat")).toHaveLength(1);
  expect(crisp.get("user:email")).toBe("a@b.example");
  expect(server.sent()).toEqual([{ type: "profile", email: "a@b.example" }]);
});

test("two tabs that come at once have one session: that of the faster one", async () => {
  const server = new Server();
  const letGo = hold(server);
  const coming = visit([], server);
  await settle();
  const value = { value: "of the other tab", until: Date.now() + 60_000 };
  localStorage.setItem(`threadbox/${WEBSITE}/token`, JSON.stringify(value));
  await letGo();
  await letGo();
  await coming;
  expect(server.asked.map(({ token }) => token)).toEqual([null, "of the other tab"]);
});

test("resets in two tabs at once keep the secret that each was given", async () => {
  const server = new Server();
  const { crisp, globals } = await visit([], server);
  globals.CRISP_TOKEN_ID = "the new visitor";
  server.newSession();
  server.status = 503;
  crisp.push(["do", "session:reset"]);
  await elsewhere("reset");
  server.status = 200;
  window.dispatchEvent(new Event("online"));
  await settle();
  expect(server.asked.map(({ token_id }) => token_id)).toEqual([null, "the new visitor", "the new visitor"]);
  expect(crisp.get("session:identifier")).toBe(NEXT);
});

test("tabs with another session neither open this one nor write into its composer", async () => {
  const server = new Server();
  server.boot = { opened: true };
  const { crisp } = await visit([["do", "chat:open"]], server);
  for (const session of [NEXT, SESSION]) {
    await elsewhere("draft", { session, line: "main", text: `written in ${session}` });
    expect(crisp.get("message:text")).toBe(session === SESSION ? `written in ${SESSION}` : null);
  }
  await elsewhere("panel", { session: NEXT, open: false });
  expect(crisp.is("chat:opened")).toBe(true);
  await elsewhere("panel", { session: SESSION, open: false });
  expect(crisp.is("chat:opened")).toBe(false);
});
