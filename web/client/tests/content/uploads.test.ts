import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Uploaded } from "../../src/protocol";
import { Request } from "./request";

const RULES = { bytes: 1_000, media: ["image/png"] };
const STORED: Partial<Uploaded> = { file: "file_1", url: "/files/file_1/a.png" };

function picture(name: string, bytes = 10): File {
  return new File(["x".repeat(bytes)], name, { type: "image/png" });
}

describe("files on their way", () => {
  let arrived: [string, Uploaded][];

  beforeEach(() => {
    arrived = [];
    Request.all = [];
    vi.stubGlobal("XMLHttpRequest", Request);
    vi.resetModules();
  });
  afterEach(() => void vi.unstubAllGlobals());

  async function uploads() {
    const { Uploads } = await import("../../src/content/uploads");
    return new Uploads<string>({
      rules: () => RULES,
      request: ({ name, target: place }) => ({
        address: `/to/${place}/${name}`,
        headers: { Authorization: "me" },
      }),
      arrived: (upload, stored) => void arrived.push([upload.name, stored]),
    });
  }

  it("go one after the other and are handed over under the id they had", async () => {
    const files = await uploads();
    files.add([picture("a.png"), picture("b.png")], "here");
    expect(Request.all.map((one) => one.address)).toEqual(["/to/here/a.png"]);
    expect(Request.all[0]?.headers).toEqual({ Authorization: "me", "Content-Type": "image/png" });
    Request.all[0]?.answer(201, STORED);
    expect(arrived).toEqual([["a.png", STORED]]);
    expect(files.list.value.map((one) => one.name)).toEqual(["b.png"]);
    expect(Request.all).toHaveLength(2);
  });

  it("say how much has arrived", async () => {
    const files = await uploads();
    files.add([picture("a.png")], "here");
    Request.all[0]?.upload.onprogress?.({ loaded: 5, total: 20 });
    expect(files.list.value[0]?.progress.value).toBe(0.25);
  });

  it("given up are never said, and the next one goes", async () => {
    const files = await uploads();
    files.add([picture("a.png"), picture("b.png")], "here");
    files.cancel(files.list.value[0]?.id ?? "");
    expect(Request.all[0]?.isAborted).toBe(true);
    Request.all[1]?.answer(201, STORED);
    expect(arrived.map(([name]) => name)).toEqual(["b.png"]);
    expect(files.list.value).toEqual([]);
  });

  it("that broke stay, hold nobody up, and go again when asked", async () => {
    const files = await uploads();
    files.add([picture("a.png"), picture("b.png")], "here");
    Request.all[0]?.onerror();
    expect(files.list.value[0]?.problem).toEqual({ why: "broke" });
    Request.all[1]?.answer(201, STORED);
    files.retry(files.list.value[0]?.id ?? "");
    Request.all[2]?.answer(201, STORED);
    expect(arrived.map(([name]) => name)).toEqual(["b.png", "a.png"]);
  });

  it("too large, empty or of another kind are not even sent", async () => {
    const files = await uploads();
    files.add([picture("big.png", 1_001), picture("void.png", 0), new File(["x"], "a.svg")], "here");
    expect(Request.all).toEqual([]);
    expect(files.list.value.map((one) => one.problem)).toEqual([
      { why: "too_large", limit: 1_000 },
      { why: "empty" },
      { why: "media" },
    ]);
  });

  it("refused by the server say why", async () => {
    const files = await uploads();
    files.add([picture("a.png"), picture("b.png"), picture("c.png")], "here");
    Request.all[0]?.answer(413, { data: { limit: 5 } });
    Request.all[1]?.answer(415, { data: {} });
    Request.all[2]?.answer(429, { data: { message: "Too many files. Wait a minute." } });
    expect(files.list.value.map((one) => one.problem)).toEqual([
      { why: "too_large", limit: 5 },
      { why: "media" },
      { why: "refused", message: "Too many files. Wait a minute." },
    ]);
  });
});
