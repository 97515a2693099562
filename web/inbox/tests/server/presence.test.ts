import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Presence } from "../../src/server/presence";
import { addressOf, pathOf } from "../../src/shared/pageAddress";
import { MIRA, OLGA } from "../samples";

const HERE = "session_1";
const page = (url: string) => ({ url, title: "", referrer: null });
const ANA = { id: "operator_2", name: "Ana", avatar: null, online: true };
const BEN = { id: "operator_3", name: "Ben", avatar: null, online: true };

let presence: Presence;

function types(by: typeof ANA | null, typing = true): void {
  presence.typed({ type: "typing", conversation: HERE, by, typing, thread: null });
}

const names = () => presence.of(HERE).colleagues.value.map(({ face }) => face.name);

beforeEach(() => {
  vi.useFakeTimers();
  presence = new Presence();
});

afterEach(() => void vi.useRealTimers());

describe("where a visitor is", () => {
  it("is known from the beginning, and of nobody else", () => {
    presence.moved({ type: "presence", conversation: "session_2", online: true, page: page("https://a/b") });
    presence.begin([{ conversation: HERE, page: page("https://acme.example/client") }]);
    expect(presence.of(HERE).online.value).toBe(true);
    expect(presence.of(HERE).page.value?.url).toBe("https://acme.example/client");
    expect(presence.of("session_2").online.value).toBe(false);
    expect(presence.of("session_2").page.value).toBeNull();
  });

  it("is not the page of before once they are on one that is not known", () => {
    const moved = { type: "presence", conversation: HERE, online: true } as const;
    presence.moved({ ...moved, page: page("https://acme.example/client") });
    presence.moved({ ...moved, page: null });
    expect(presence.of(HERE).page.value).toBeNull();
  });

  it.each([
    ["https://acme.example/client/servers/4", "/client/servers/4"],
    ["https://acme.example/shop#/orders", "/shop#/orders"],
    ["https://acme.example/shop#/ord…", "/shop#/ord…"],
    ["https://acme.example/pa…", "/pa…"],
    ["nonsense", "nonsense"],
  ])("reads %s", (url, path) => {
    expect(pathOf(page(url))).toBe(path);
  });

  it("is a link only where the address is whole", () => {
    expect(addressOf(page("https://acme.example/client"))).toBe("https://acme.example/client");
    for (const url of ["https://acme.example/cli…", "javascript:alert(1)", "nonsense"])
      expect(addressOf(page(url))).toBeNull();
  });
});

describe("typing", () => {
  it("ends with its author's message and no other's", () => {
    types(null);
    types(ANA);
    types(BEN);
    presence.sent(HERE, { ...OLGA, id: ANA.id });
    expect(names()).toEqual(["Ben"]);
    presence.sent(HERE, MIRA);
    expect(presence.of(HERE).typing.value).toBeNull();
    expect(names()).toEqual(["Ben"]);
  });

  it("ends when it is said to, and by itself when it is not repeated", () => {
    types(ANA);
    vi.advanceTimersByTime(4_000);
    types(BEN);
    types(null);
    types(null, false);
    expect(presence.of(HERE).typing.value).toBeNull();
    vi.advanceTimersByTime(2_000);
    expect(names()).toEqual(["Ben"]);
    types(BEN);
    vi.advanceTimersByTime(5_999);
    expect(names()).toEqual(["Ben"]);
    vi.advanceTimersByTime(1);
    expect(names()).toEqual([]);
  });

  it("keeps its order while several go on", () => {
    for (const by of [BEN, ANA, BEN, ANA, BEN]) types(by);
    expect(names()).toEqual(["Ana", "Ben"]);
  });

  it("is not known any more once the connection is lost", () => {
    types(null);
    types(ANA);
    presence.lose();
    expect([presence.of(HERE).typing.value, names()]).toEqual([null, []]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
