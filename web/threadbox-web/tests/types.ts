/**
 * What the types allow and refuse. Never run: `npm run types` fails when a line that must be
 * refused is not, or one that must be allowed is.
 */

import { type Entry, loadThreadbox, type Message, type ShownContent, type Thread } from "threadbox-web";

// The snippet and the queue, as docs/embed.md prints them.
window.$crisp = [];
window.CRISP_WEBSITE_ID = "a website";
window.CRISP_TOKEN_ID = "a secret";
window.CRISP_RUNTIME_CONFIG = { locale: "fr", session_merge: true };
window.CRISP_READY_TRIGGER = () => $crisp.get("session:identifier");
window.CRISP_COOKIE_DOMAIN = "example.com";
window.CRISP_COOKIE_EXPIRE = 3600;
window.CRISP_INCLUDE_ATTRS = { nonce: "r4nd0m" };

// Every `do`.
$crisp.push(["do", "chat:open"], ["do", "chat:close", []], ["do", "chat:toggle"]);
$crisp.push(["do", "chat:show"], ["do", "chat:hide"], ["do", "helpdesk:search"]);
$crisp.push(["do", "helpdesk:article:open", ["en", "a-slug"]]);
$crisp.push(["do", "helpdesk:article:open", ["en", "a-slug", undefined, undefined]]);
$crisp.push(
  ["do", "helpdesk:query", ["refund"]],
  ["do", "overlay:open", [() => {}]],
  ["do", "overlay:close"],
);
$crisp.push(["do", "message:send", ["text", "hello"]], ["do", "message:read"]);
$crisp.push([
  "do",
  "message:send",
  ["audio", { duration: 3, url: "https://a.example/a.mp3", type: "audio/mpeg" }],
]);
$crisp.push(["do", "message:show", ["field", { id: "name", text: "Your name?", explain: "Type it" }]]);
$crisp.push(["do", "message:thread:start", ["Refund"]]);
$crisp.push([
  "do",
  "message:thread:start",
  [{ topic: "Refund", external_id: 551, data: { plan: "pro", slots: 2 } }],
]);
$crisp.push(["do", "message:thread:end"], ["do", "message:thread:end", [undefined]]);
$crisp.push(["do", "message:thread:end", ["Refund"]], ["do", "message:thread:end", [{ external_id: "551" }]]);
$crisp.push(["do", "message:thread:select", [null]], ["do", "message:thread:select", [{ id: "thread_1" }]]);
$crisp.push(["do", "session:reset"], ["do", "session:reset", [true]], ["do", "trigger:run", ["t"]]);
$crisp.push(["do", "bot:scenario:run", ["s", { step: 1 }]]);
// @ts-expect-error there is no such command
$crisp.push(["do", "chat:explode"]);
// @ts-expect-error the topic is required
$crisp.push(["do", "message:thread:start"]);
// @ts-expect-error and stands in a list
$crisp.push(["do", "message:thread:start", "Refund"]);
// @ts-expect-error and in the object
$crisp.push(["do", "message:thread:start", [{ external_id: "551" }]]);
// @ts-expect-error operators can be shown text, numbers and booleans
$crisp.push(["do", "message:thread:start", [{ topic: "Refund", data: { since: new Date() } }]]);
// @ts-expect-error a visitor sends no picker
$crisp.push(["do", "message:send", ["picker", { id: "p", text: "?", choices: [] }]]);
// @ts-expect-error a file has a name, an address and a type
$crisp.push(["do", "message:send", ["file", { url: "https://a.example/a.pdf" }]]);
// @ts-expect-error selecting needs to be told what
$crisp.push(["do", "message:thread:select"]);

// Every `set`.
$crisp.push(
  ["set", "message:text", ["I need "]],
  ["set", "user:nickname", ["Mira"]],
  ["set", "user:phone", ["+35"]],
);
$crisp.push(
  ["set", "user:email", ["mira@solbakery.example"]],
  ["set", "user:email", ["m@s.example", "ab12"]],
);
$crisp.push(["set", "user:email", ["m@s.example", undefined]], ["set", "user:avatar", [null]]);
$crisp.push([
  "set",
  "user:company",
  ["Sol Bakery", { employment: ["Owner"], geolocation: ["PT", "Lisbon"] }],
]);
$crisp.push(["set", "session:segments", [["a", "b"]]], ["set", "session:segments", [["a"], true]]);
$crisp.push([
  "set",
  "session:data",
  [
    [
      ["plan", "pro"],
      ["slots", 2],
    ],
  ],
]);
$crisp.push(["set", "session:event", [[["ordered", { amount: 49 }, "green"], ["paid"]]]]);
// @ts-expect-error segments are wrapped twice
$crisp.push(["set", "session:segments", ["a", "b"]]);
// @ts-expect-error mauve is none of the ten colours
$crisp.push(["set", "session:event", [[["ordered", {}, "mauve"]]]]);
// @ts-expect-error company is wrapped as a list
$crisp.push(["set", "user:company", [{ name: "Sol Bakery" }]]);

// Every `config`.
for (const name of ["availability:tooltip", "hide:vacation", "hide:on:away", "hide:on:mobile"] as const)
  $crisp.push(["config", name, [true]]);
for (const name of ["show:operator:count", "sound:mute", "position:reverse"] as const)
  $crisp.push(["config", name, [true]]);
for (const name of ["lock:maximized", "lock:fullview", "thread:strict"] as const)
  $crisp.push(["config", name, [true]]);
$crisp.push(["config", "color:theme", ["deep_purple"]], ["config", "color:mode", ["dark"]]);
$crisp.push(["config", "container:index", [10]], ["config", "locale", ["pt-BR"]], ["safe", true]);
// @ts-expect-error there is no such theme
$crisp.push(["config", "color:theme", ["mauve"]]);
// @ts-expect-error a boolean
$crisp.push(["config", "sound:mute", ["yes"]]);

// Every `on`: the listener's argument is known.
$crisp.push(["on", "session:loaded", (session) => session.length]);
$crisp.push(
  ["on", "chat:initiated", () => {}],
  ["on", "chat:opened", () => {}],
  ["on", "chat:closed", () => {}],
);
$crisp.push(["on", "message:sent", (message) => message.user.nickname?.length]);
$crisp.push(["on", "message:received", (message) => message.type === "text" && message.content.length]);
$crisp.push(["on", "message:compose:sent", ({ type }) => type === "start"]);
$crisp.push(["on", "message:compose:received", ({ type }) => type === "stop"]);
$crisp.push(["on", "message:thread:started", (thread: Thread) => thread.number.toFixed()]);
$crisp.push(["on", "message:thread:ended", ({ state }) => state === "ended"]);
$crisp.push(["on", "message:thread:unread", ({ unread }) => unread > 0]);
$crisp.push(["on", "user:email:changed", (email) => email?.length]);
$crisp.push(["on", "user:phone:changed", (phone) => phone]);
$crisp.push(["on", "user:nickname:changed", (nickname) => nickname]);
$crisp.push(["on", "user:avatar:changed", (url) => url]);
$crisp.push(["on", "website:availability:changed", (available) => available === true]);
$crisp.push(["on", "helpdesk:queried", (results) => results]);
$crisp.push(["on", "hugo:tool:weather", async (city) => city]);
$crisp.push(["off", "session:loaded"], ["off", "hugo:tool:weather"]);
// @ts-expect-error there is no such event
$crisp.push(["on", "chat:exploded", () => {}]);
// @ts-expect-error the listener is not wrapped
$crisp.push(["on", "chat:opened", [() => {}]]);
// @ts-expect-error a thread has no name but a topic
$crisp.push(["on", "message:thread:started", ({ name }) => name]);

// The direct methods, after loading.
$crisp.do("chat:open");
$crisp.do("message:thread:start", ["Refund"]);
$crisp.set("user:nickname", ["Mira"]);
$crisp.config("color:mode", ["light"]);
$crisp.on("message:thread:started", ({ topic }) => topic);
$crisp.off("message:thread:started");
$crisp.safe(true);
$crisp.help();
const unread: number = $crisp.get("chat:unread:count");
const threads: Thread[] = $crisp.get("message:threads");
const plan: string | number | boolean | null = $crisp.get("session:data", "plan");
const everything: Record<string, string | number | boolean> = $crisp.get("session:data");
const texts: (string | null)[] = [
  $crisp.get("message:text"),
  $crisp.get("session:identifier"),
  $crisp.get("user:email"),
  $crisp.get("user:phone"),
  $crisp.get("user:nickname"),
  $crisp.get("user:avatar"),
  $crisp.get("user:company")?.name ?? null,
];
const answers: boolean[] = (
  [
    "chat:opened",
    "chat:closed",
    "chat:visible",
    "chat:hidden",
    "chat:small",
    "chat:large",
    "overlay:opened",
    "overlay:closed",
    "session:ongoing",
    "message:thread:ongoing",
    "website:available",
  ] as const
).map((name) => $crisp.is(name));
// @ts-expect-error there is no such answer
$crisp.is("chat:exploded");
// @ts-expect-error the topic is required here too
$crisp.do("message:thread:start");

// The handle.
const chat = loadThreadbox({
  origin: "https://chat.example.com",
  websiteId: "a website",
  attributes: { nonce: "n" },
});
chat.do("message:send", "text", "hello");
chat.do("chat:open");
chat.set("session:data", [["plan", "pro"]]);
chat.config("color:theme", "teal");
chat.on("message:received", (message) => message.timestamp.toFixed());
chat.threads.start({ topic: "Refund", external_id: "551" });
chat.threads.end();
chat.threads.select(null);
const before: number | null = chat.get("chat:unread:count");
const after: Promise<number> = chat.ready().then(($crisp) => $crisp.get("chat:unread:count"));
const stored: Entry[] = [["do", "chat:open"]];
chat.push(...stored);
// @ts-expect-error whose chat?
loadThreadbox({ origin: "https://chat.example.com" });
// @ts-expect-error not a list here
chat.do("message:thread:start", ["Refund"]);

export function said(message: Message<ShownContent>): string {
  // A picker's or a field's content has a text, a file's has not.
  if (message.type === "picker" || message.type === "field") return message.content.text;
  // @ts-expect-error
  return message.content.text;
}

export { after, answers, before, everything, plan, texts, threads, unread };
