import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { talking } from "../arrivals";
import { cleanUp, Server, settle } from "../support";

const { Request } = await vi.hoisted(async () => {
  const request = await import("../../../client/tests/content/request");
  // The chat takes the browser's own as soon as its modules load.
  vi.stubGlobal("XMLHttpRequest", request.Request);
  return request;
});

const STORED = {
  ...{ file: "file_1", name: "shop.png", url: "/files/file_1/shop.png", media: "image/png" },
  ...{ bytes: 10, width: 640, height: 400 },
};

beforeEach(() => {
  Request.all = [];
});
afterEach(cleanUp);

function file(name: string, bytes = 10, type = "image/png"): File {
  return new File(["x".repeat(bytes)], name, { type });
}

/** An open chat into which files can be given as a person does: by the picker. */
async function openChat(server = new Server()) {
  const page = await talking(undefined, {}, server);
  await settle();
  const all = (selector: string) => [...page.root().querySelectorAll<HTMLElement>(selector)];
  const texts = (selector: string) => all(selector).map((each) => each.textContent?.trim());
  const press = async (name: string) => {
    all("button")
      .find((each) => each.textContent === name)
      ?.click();
    await settle();
  };
  async function give(...files: File[]): Promise<void> {
    const input = page.root().querySelector("input[type=file][multiple]") as HTMLInputElement;
    Object.defineProperty(input, "files", { value: files, configurable: true });
    input.dispatchEvent(new Event("change"));
    // What draws files is fetched with the first of them.
    await vi.waitFor(() => expect(all(".attached li, .note.is-wrong")).toHaveLength(files.length));
  }
  /** Gives files and sends them. */
  async function send(...files: File[]): Promise<void> {
    await give(...files);
    all(".send")[0]?.click();
    await vi.waitFor(() => expect(all(".card, .picture")).toHaveLength(files.length));
  }
  return { ...page, all, texts, press, give, send };
}

test("a file waits in the composer until it is sent, and one taken out is not sent at all", async () => {
  const { all, give, press, server, texts } = await openChat();
  const isDisabled = () => (all(".send")[0] as HTMLButtonElement).disabled;
  expect(isDisabled()).toBe(true);
  await give(file("wrong.png"), file("right.png"));
  expect([Request.all, isDisabled()]).toEqual([[], false]);
  expect(texts(".attached bdi")).toEqual(["wrong.png", "right.png"]);
  await press("Remove wrong.png");
  expect(texts(".attached bdi")).toEqual(["right.png"]);
  all(".send")[0]?.click();
  await settle();
  expect(Request.all.map(({ address }) => new URL(address).searchParams.get("name"))).toEqual(["right.png"]);
  expect([all(".attached li"), isDisabled()]).toEqual([[], true]);
  Request.all[0]?.answer(201, STORED);
  await settle();
  expect(server.sent("send")).toHaveLength(1);
});

test("a file on its way shows how much of it has arrived, and becomes a message once it is stored", async () => {
  const { all, send, server, texts } = await openChat();
  await send(file("shop.png"));
  const bar = () => all("progress")[0] as HTMLProgressElement | undefined;
  expect([bar()?.value, bar()?.ariaLabel ?? bar()?.getAttribute("aria-label")]).toEqual([0, "0% uploaded"]);
  Request.all[0]?.upload.onprogress?.({ loaded: 5, total: 20 });
  await settle();
  expect([bar()?.value, bar()?.getAttribute("aria-label")]).toEqual([0.25, "25% uploaded"]);
  expect(server.sent("send")).toEqual([]);
  Request.all[0]?.answer(201, STORED);
  await settle();
  expect(bar()).toBeUndefined();
  expect(server.sent("send")).toEqual([
    { type: "send", content: { type: "file", file: "file_1" }, thread: "main" },
  ]);
  expect(texts(".going button")).toEqual([]);
});

test("a file goes to the session's own address, under its own name and with the session's token", async () => {
  const { send } = await openChat();
  await send(file("a & b/ü.png"));
  const [request] = Request.all;
  expect(new URL(request?.address ?? "").searchParams.get("name")).toBe("a & b/ü.png");
  expect(request?.headers).toEqual({ Authorization: "Bearer token-0", "Content-Type": "image/png" });
});

test("a file given up on its way leaves nothing behind, and the next one goes", async () => {
  const { send, press, server, texts, all } = await openChat();
  await send(file("wrong.png"), file("right.png"));
  expect(texts(".going button")).toEqual(["Cancel", "Cancel"]);
  await press("Cancel");
  expect(Request.all.map(({ isAborted }) => isAborted)).toEqual([true, false]);
  Request.all[1]?.answer(201, STORED);
  await settle();
  expect(server.sent("send")).toHaveLength(1);
  expect(all(".failed")).toEqual([]);
});

test("a connection lost on the way is told at the file, and the same file can be sent again", async () => {
  const { send, press, server, texts, all } = await openChat();
  await send(file("shop.png"));
  Request.all[0]?.upload.onprogress?.({ loaded: 15, total: 20 });
  Request.all[0]?.onerror();
  await settle();
  expect(texts(".failed")).toEqual(["Not sent · The connection broke off. Retry · Delete"]);
  await press("Retry");
  expect(all("progress").map((each) => (each as HTMLProgressElement).value)).toEqual([0]);
  Request.all[1]?.answer(201, STORED);
  await settle();
  expect(server.sent("send")).toHaveLength(1);
  expect(all(".failed")).toEqual([]);
});

test("a file that did not arrive can be deleted, and nothing of it is sent", async () => {
  const { send, press, server, all } = await openChat();
  await send(file("shop.png"));
  Request.all[0]?.onerror();
  await settle();
  await press("Delete");
  expect([...all(".failed"), ...all(".card"), ...all(".picture")]).toEqual([]);
  expect(server.sent("send")).toEqual([]);
});

test("what is too large or of another kind is told beside the field, and what is left can be sent", async () => {
  const { give, texts, all } = await openChat();
  await give(
    file("film.png", 1_000_001),
    file("setup.exe", 10, "application/x-msdownload"),
    file("void.png", 0),
    file("good.png"),
  );
  expect(Request.all).toEqual([]);
  expect(texts(".note.is-wrong")).toEqual([
    "film.png has 1 MB, at most 1 MB are possible.",
    "Files like setup.exe are not accepted here.",
    "void.png is empty.",
  ]);
  expect(texts(".attached bdi")).toEqual(["good.png"]);
  all(".send")[0]?.click();
  await settle();
  expect([Request.all.length, texts(".note")]).toEqual([1, []]);
});

test("what the server refuses is told in its words, and may be tried again", async () => {
  const { send, texts } = await openChat();
  await send(file("shop.png"));
  Request.all[0]?.answer(429, { data: { message: "Too many files at once. Wait a minute." } });
  await settle();
  expect(texts(".failed")).toEqual(["Not sent · Too many files at once. Wait a minute. Retry · Delete"]);
});

test("a file stored while the socket is away is said as soon as it is back", async () => {
  const { send, server } = await openChat();
  await send(file("shop.png"));
  for (const socket of [...server.sockets]) {
    socket.close();
    socket.onclose?.({ code: 1006 });
  }
  Request.all[0]?.answer(201, STORED);
  await vi.waitFor(() => expect(server.sent("send")).toHaveLength(1), { timeout: 4_000 });
});
