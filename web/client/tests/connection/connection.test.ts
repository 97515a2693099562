import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

vi.hoisted(() => {
  vi.useFakeTimers();
  // The jitter at its longest, so that pauses are what the tests say.
  Math.random = () => 1;
});
const { comesBack } = await import("../../src/connection/closeCodes");
const { Connection } = await import("../../src/connection/connection");

interface Frame {
  type: string;
  id?: string;
  heartbeat_seconds?: number;
}

class FakeSocket {
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: string[] = [];
  closed: number | null = null;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  send(data: string) {
    this.sent.push(data);
  }
  close(code: number) {
    this.closed = code;
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  say(frame: unknown) {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }
  drop(code: number) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

let frames: Frame[];
let statuses: [string, number | null][];
let connection: InstanceType<typeof Connection<Frame, Frame>>;
let faults: unknown[];

function connect(onFrame: (frame: Frame) => void = (frame) => frames.push(frame)) {
  connection = new Connection<Frame, Frame>({
    url: "wss://box.example/visitor",
    hello: () => ({ type: "hello" }),
    onFrame,
    onStatus: (status, code) => statuses.push([status, code]),
    onFault: (error) => faults.push(error),
    WebSocketClass: FakeSocket as unknown as typeof WebSocket,
  });
}

const socket = () => FakeSocket.all.at(-1) as FakeSocket;
const PING = '{"type":"ping"}';

function welcome() {
  socket().open();
  socket().say({ type: "welcome", heartbeat_seconds: 20 });
}

beforeEach(() => {
  FakeSocket.all = [];
  frames = [];
  statuses = [];
  faults = [];
});

afterEach(() => {
  connection.stop();
  vi.clearAllTimers();
});

describe("a connection", () => {
  it("says hello first and is online once welcomed", () => {
    connect();
    expect(connection.send({ type: "send" })).toBe(false);
    socket().open();
    expect(socket().sent).toEqual(['{"type":"hello"}']);
    expect(connection.send({ type: "send" })).toBe(false);
    socket().say({ type: "welcome" });
    expect(connection.status).toBe("online");
    expect(statuses).toEqual([["online", null]]);
    expect(connection.send({ type: "send" })).toBe(true);
    expect(frames).toEqual([{ type: "welcome" }]);
  });

  it("may send from within the welcome", () => {
    connect(() => expect(connection.send({ type: "send" })).toBe(true));
    welcome();
    expect(faults).toEqual([]);
    expect(socket().sent).toHaveLength(2);
  });

  it("ignores frames that are not JSON objects with a type", () => {
    connect();
    welcome();
    for (const nonsense of ["", "{", "null", "1", "[]", '{"type":1}', "{}"]) socket().say(nonsense);
    socket().onmessage?.({ data: new ArrayBuffer(2) });
    expect(frames).toHaveLength(1);
    expect(connection.status).toBe("online");
  });

  it("survives callbacks that throw", () => {
    connect(() => {
      throw new Error("in the page");
    });
    welcome();
    expect(faults).toHaveLength(1);
    expect(connection.status).toBe("online");
  });

  it("waits at most half a second, then one, two … and never longer than thirty", () => {
    connect();
    for (const most of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      const before = FakeSocket.all.length;
      socket().drop(1006);
      vi.advanceTimersByTime(most - 1);
      expect(connection.status).toBe("waiting");
      vi.advanceTimersByTime(1);
      expect(connection.status).toBe("connecting");
      expect(FakeSocket.all.length).toBe(before + 1);
    }
  });

  it("gives a server that says too many more air at once", () => {
    connect();
    socket().drop(4529);
    vi.advanceTimersByTime(7_999);
    expect(connection.status).toBe("waiting");
  });

  it("starts with short pauses again after having been well", () => {
    connect();
    for (const pause of [500, 1_000, 2_000]) {
      socket().drop(1006);
      vi.advanceTimersByTime(pause);
    }
    welcome();
    vi.advanceTimersByTime(6_000);
    socket().drop(1006);
    vi.advanceTimersByTime(500);
    expect(connection.status).toBe("connecting");
  });

  it("keeps pausing longer when it is welcomed and dropped over and over", () => {
    connect();
    let waited = 0;
    for (let round = 0; round < 12; round++) {
      welcome();
      socket().drop(4508);
      const from = Date.now();
      while (connection.status === "waiting") vi.advanceTimersByTime(10);
      waited += Date.now() - from;
    }
    expect(waited).toBeGreaterThan(12 * 500);
  });

  it.each([4500, 4508, 4510, 4529, 4599, 1006, 1012, 1000, 1001])("comes back after %i", (code) => {
    expect(comesBack(code)).toBe(true);
    connect();
    socket().drop(code);
    expect(statuses).toEqual([["waiting", code]]);
  });

  it.each([4400, 4401, 4403, 4404, 4426, 4499])("does not come back after %i", (code) => {
    connect();
    socket().drop(code);
    expect(statuses).toEqual([["stopped", code]]);
    vi.advanceTimersByTime(120_000);
    window.dispatchEvent(new Event("online"));
    expect(FakeSocket.all).toHaveLength(1);
  });

  it("tries at once when the network or the page comes back", () => {
    connect();
    for (const wake of [
      () => window.dispatchEvent(new Event("online")),
      () => document.dispatchEvent(new Event("visibilitychange")),
    ]) {
      for (let round = 0; round < 6; round++) socket().drop(1006);
      const before = FakeSocket.all.length;
      wake();
      expect(FakeSocket.all.length).toBe(before + 1);
      expect(connection.status).toBe("connecting");
    }
  });

  it("asks a socket that has been silent for two and a half heartbeats, and gives it up", () => {
    connect();
    welcome();
    vi.advanceTimersByTime(40_000);
    socket().say({ type: "beat", head: 1 });
    vi.advanceTimersByTime(49_000);
    expect(connection.status).toBe("online");
    const silent = socket();
    vi.advanceTimersByTime(1_000);
    expect(silent.sent.at(-1)).toBe(PING);
    vi.advanceTimersByTime(2_000);
    expect(silent.closed).toBe(4000);
    expect(statuses).toContainEqual(["waiting", 1006]);
    silent.drop(1006);
    silent.say({ type: "beat" });
    expect(statuses.filter(([status]) => status === "waiting")).toHaveLength(1);
  });

  it("asks at once when the network goes, and gives up when nobody answers within two seconds", () => {
    connect();
    welcome();
    const lost = socket();
    window.dispatchEvent(new Event("offline"));
    expect(lost.sent.at(-1)).toBe(PING);
    expect(statuses.at(-1)).toEqual(["suspect", null]);
    vi.advanceTimersByTime(1_999);
    expect(connection.send({ type: "send" })).toBe(true);
    // What was on its way before the network went is no sign of life.
    lost.say({ type: "beat", head: 1 });
    vi.advanceTimersByTime(2_000);
    expect(statuses.at(-1)).toEqual(["waiting", 1006]);
    expect(lost.closed).toBe(4000);
  });

  it("believes a pong more than the browser", () => {
    connect();
    welcome();
    window.dispatchEvent(new Event("offline"));
    socket().say({ type: "pong" });
    expect(statuses.at(-1)).toEqual(["online", null]);
    vi.advanceTimersByTime(49_000);
    expect(connection.status).toBe("online");
  });

  it.each(["offline", "online"])("heeds '%s' also before it is welcomed, and while it pauses", (event) => {
    connect();
    window.dispatchEvent(new Event(event));
    expect(socket().sent).toEqual([]);
    socket().drop(1006);
    window.dispatchEvent(new Event(event));
    expect(connection.status).toBe(event === "online" ? "connecting" : "waiting");
  });

  it("asks when a command is not answered for four seconds, whatever else arrives", () => {
    connect();
    welcome();
    connection.send({ type: "send", id: "c_1" });
    vi.advanceTimersByTime(3_000);
    socket().say({ type: "facts" });
    vi.advanceTimersByTime(3_999);
    expect(connection.status).toBe("online");
    vi.advanceTimersByTime(1);
    expect(socket().sent.at(-1)).toBe(PING);
    vi.advanceTimersByTime(2_000);
    expect(statuses.at(-1)).toEqual(["waiting", 1006]);
  });

  it("asks nothing while every command is answered in time", () => {
    connect();
    welcome();
    for (const id of ["c_1", "c_2"]) connection.send({ type: "send", id });
    vi.advanceTimersByTime(3_000);
    socket().say({ type: "done", id: "c_1" });
    socket().say({ type: "refused", id: "c_2" });
    vi.advanceTimersByTime(40_000);
    expect(connection.status).toBe("online");
    expect(socket().sent).not.toContain(PING);
  });

  it("asks once about a command that is slow on a network that works", () => {
    connect();
    welcome();
    connection.send({ type: "send", id: "c_1" });
    vi.advanceTimersByTime(4_000);
    socket().say({ type: "pong" });
    vi.advanceTimersByTime(30_000);
    expect(socket().sent.filter((sent) => sent === PING)).toHaveLength(1);
    expect(connection.status).toBe("online");
  });

  it("gives an answer that is large for the line more time with each try", () => {
    connect();
    for (const seconds of [6, 12]) {
      welcome();
      const slow = socket();
      connection.send({ type: "history", id: "c_1" });
      vi.advanceTimersByTime(seconds * 1_000 - 1);
      expect(slow.closed).toBeNull();
      vi.advanceTimersByTime(1);
      expect(slow.closed).toBe(4000);
      vi.advanceTimersByTime(1_000);
    }
    welcome();
    const slow = socket();
    connection.send({ type: "history", id: "c_1" });
    vi.advanceTimersByTime(20_000);
    slow.say({ type: "history", id: "c_1" });
    slow.say({ type: "pong" });
    window.dispatchEvent(new Event("offline"));
    socket().say({ type: "pong" });
    connection.send({ type: "send", id: "c_2" });
    vi.advanceTimersByTime(6_000);
    expect(slow.closed).toBe(4000);
  });

  it("doubts a socket when a page comes back that has heard nothing for a while", () => {
    connect();
    welcome();
    document.dispatchEvent(new Event("visibilitychange"));
    expect(socket().sent).not.toContain(PING);
    vi.advanceTimersByTime(5_000);
    document.dispatchEvent(new Event("visibilitychange"));
    expect(socket().sent.at(-1)).toBe(PING);
  });

  it("gives up a socket that is never welcomed", () => {
    connect();
    socket().open();
    vi.advanceTimersByTime(16_000);
    expect(statuses[0]).toEqual(["waiting", 1006]);
  });

  it("takes a constructor that throws for a closed socket", () => {
    const Forbidden = class {
      constructor() {
        throw new SyntaxError("refused by policy");
      }
    } as unknown as typeof WebSocket;
    connection = new Connection<Frame, Frame>({
      url: "wss://box.example/visitor",
      hello: () => ({ type: "hello" }),
      onFrame: () => {},
      onStatus: (status, code) => statuses.push([status, code]),
      onFault: (error) => faults.push(error),
      WebSocketClass: Forbidden,
    });
    vi.advanceTimersByTime(0);
    expect(statuses).toEqual([["waiting", 1006]]);
  });

  it("starts over on a new socket at once", () => {
    connect();
    welcome();
    const old = socket();
    connection.restart();
    expect(old.closed).toBe(1000);
    welcome();
    expect(connection.status).toBe("online");
  });

  it("lets a socket that it leaves open first, which no browser complains of", () => {
    connect();
    const early = socket();
    connection.stop();
    expect(early.closed).toBeNull();
    early.open();
    expect(early.closed).toBe(1000);
    expect(early.sent).toEqual([]);
  });

  it("stops for good, and says so once", () => {
    connect();
    welcome();
    connection.stop();
    connection.stop();
    connection.restart();
    expect(statuses.at(-1)).toEqual(["stopped", null]);
    expect(statuses).toHaveLength(2);
    vi.advanceTimersByTime(120_000);
    expect(FakeSocket.all).toHaveLength(1);
  });
});
