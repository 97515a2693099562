import { afterEach, expect, test } from "vitest";
import { type Crisp, cleanUp, Server, settle, visit } from "../support";

afterEach(cleanUp);

test("what was queued before the script is run in order, and the queue acts at once afterwards", async () => {
  const { crisp, server } = await visit([
    ["do", "chat:open"],
    ["do", "message:thread:start", ["First"]],
    ["do", "message:send", ["text", "hello"]],
  ]);
  expect(server.sent().map((command) => (command as { type: string }).type)).toEqual([
    "open",
    "start_thread",
    "send",
  ]);
  crisp.push(["do", "message:thread:end"], ["do", "message:send", ["text", "bye"]]);
  await settle();
  expect(server.sent().slice(3)).toEqual([{ type: "end_thread" }, { type: "send", text: "bye" }]);
});

test("the array the page made stays the same object and gets the direct methods", async () => {
  const queue: unknown[] = [];
  const { globals, crisp } = await visit([], new Server(), { $crisp: queue });
  expect(globals.$crisp).toBe(queue);
  for (const name of ["do", "set", "get", "is", "on", "off", "config", "help"] as const)
    expect(crisp[name]).toBeTypeOf("function");
});

test("ready is told once, after the queue was run", async () => {
  const told: unknown[] = [];
  const trigger = () => told.push((window as { none?: Crisp }).none ?? "ready");
  const { crisp } = await visit([["set", "user:email", ["a@b.example"]]], new Server(), {
    CRISP_READY_TRIGGER: trigger,
  });
  expect(told).toEqual(["ready"]);
  expect(crisp.get("user:email")).toBe("a@b.example");
});

test("`is` does not exist before the commands in the queue are run", async () => {
  const queue: Partial<Crisp> & unknown[] = [["set", "user:email", ["a@b.example"]]];
  const server = new Server();
  const seen: string[] = [];
  const answer = server.fetch;
  server.fetch = () => {
    seen.push(typeof queue.is);
    return answer();
  };
  const { crisp } = await visit([], server, { $crisp: queue });
  expect(seen).toEqual(["undefined"]);
  expect(crisp.is("chat:closed")).toBe(true);
});

test("a ready trigger that throws is shown in the console and harms nothing", async () => {
  const { errors, crisp } = await visit([], new Server(), {
    CRISP_READY_TRIGGER: () => {
      throw new Error("the page's own fault");
    },
  });
  expect(errors.join()).toContain("the page's own fault");
  expect(crisp.is("chat:closed")).toBe(true);
});

test("unknown names are said once and never thrown", async () => {
  const { crisp, warnings } = await visit();
  for (let time = 0; time < 2; time++) {
    crisp.push(["do", "chat:explode"]);
    crisp.push(["set", "user:shoe-size", [44]]);
    crisp.push(["jump", "high"]);
    crisp.push(["on", "chat:exploded", () => {}]);
    crisp.push("nonsense");
    crisp.push(null);
    crisp.get("user:shoe-size");
    crisp.is("chat:exploded");
  }
  await settle();
  expect(new Set(warnings).size).toBe(warnings.length);
  for (const name of ["chat:explode", "user:shoe-size", "jump", "chat:exploded"])
    expect(warnings.filter((text) => text.includes(name))).not.toEqual([]);
});

test("names of Crisp whose part Threadbox does not have are accepted with one word", async () => {
  const { crisp, warnings, errors } = await visit();
  for (let time = 0; time < 2; time++) {
    crisp.push(["do", "trigger:run", ["greet"]]);
    crisp.push(["do", "bot:scenario:run", ["welcome", { plan: "pro" }]]);
    crisp.push(["on", "hugo:tool:refund", () => {}]);
  }
  await settle();
  expect(warnings).toHaveLength(2);
  expect(errors).toEqual([]);
});

test("arguments that throw when looked at harm nothing", async () => {
  const { crisp, errors } = await visit();
  const trap = new Proxy([], {
    get() {
      throw new Error("trap");
    },
  });
  expect(() => crisp.push(["do", "message:thread:start", trap])).not.toThrow();
  expect(() => crisp.push(trap)).not.toThrow();
  await settle();
  expect(errors.join()).toContain("trap");
});

test("safe mode silences, from wherever it stands in the queue", async () => {
  const { crisp, warnings, errors } = await visit([
    ["do", "nothing:such"],
    ["safe", true],
  ]);
  crisp.push(["do", "chat:open"], ["do", "message:thread:start", [""]]);
  await settle();
  expect([...warnings, ...errors]).toEqual([]);
});

test("a refused website leaves the page alone but for one warning", async () => {
  const server = new Server();
  server.status = 404;
  server.refusal = JSON.stringify({ error: true, data: { message: "No such website." } });
  const { warnings, globals } = await visit([["do", "chat:open"]], server);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("No such website.");
  expect(document.querySelector("threadbox-chat")).toBeNull();
  expect(globals.$crisp).toEqual([["do", "chat:open"]]);
});

test("a second script tag gives its queue to the chatbox that is there", async () => {
  const { globals, server } = await visit();
  globals.$crisp = [["do", "chat:open"]];
  const { adoptedByOther } = await import("../../src/loader/crisp/queue");
  expect(adoptedByOther()).toBe(true);
  await settle();
  expect((globals.$crisp as Crisp).is("chat:opened")).toBe(true);
  expect(server.booted).toBe(1);
});
