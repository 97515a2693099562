import { describe, expect, it } from "vitest";
import { type Fetch, Session } from "../../src/app/signIn/session";

const OPERATOR = { id: "operator_1", name: "Olga", email: "olga@acme.example", avatar: null };

function answering(status: number, body: unknown, headers: Record<string, string> = {}): Fetch {
  return async () => new Response(JSON.stringify(body), { status, headers });
}

const OFFLINE: Fetch = async () => {
  throw new TypeError("failed to fetch");
};

function refusal(reason: string, data: Record<string, unknown> = {}) {
  return { error: true, reason, data: { message: "From the server.", ...data } };
}

describe("starting the inbox", () => {
  it("goes on as whoever the cookie stands for", async () => {
    const session = new Session(answering(200, { operator: OPERATOR, websites: [] }));
    await session.resume();
    expect(session.state.value).toEqual({ at: "in", operator: OPERATOR, websites: [] });
  });

  it("asks to sign in when the cookie stands for nobody", async () => {
    const session = new Session(answering(200, null));
    await session.resume();
    expect(session.state.value).toEqual({ at: "out", why: null });
  });

  it("says that the server cannot be reached, rather than that one is signed out", async () => {
    for (const server of [OFFLINE, answering(503, refusal("unavailable"))]) {
      const session = new Session(server);
      await session.resume();
      expect(session.state.value.at).toBe("unreachable");
    }
  });
});

describe("a browser with too many cookies", () => {
  it("is told so where one signs in", async () => {
    const session = new Session(answering(413, refusal("cookies_too_large")));
    await session.resume();
    expect(session.state.value).toEqual({ at: "out", why: "From the server." });
  });
});

describe("signing in", () => {
  const FIELDS = { email: "olga@acme.example", password: "secret" };

  it("sends the fields as JSON and opens the inbox", async () => {
    const asked: unknown[] = [];
    const session = new Session(async (address, init) => {
      asked.push(address, init?.method, JSON.parse(String(init?.body)));
      return new Response(JSON.stringify({ operator: OPERATOR, websites: [] }));
    });
    expect(await session.signIn(FIELDS)).toBeNull();
    expect(asked).toEqual(["/operator/sign-in", "POST", FIELDS]);
    expect(session.state.value.at).toBe("in");
  });

  it("tells a wrong password, without saying which of the two was wrong", async () => {
    const session = new Session(answering(401, refusal("sign_in_failed")));
    expect(await session.signIn(FIELDS)).toMatch(/do not belong together/);
  });

  it("tells how long to wait after too many tries", async () => {
    const told = async (data: Record<string, unknown>, headers = {}) =>
      new Session(answering(429, refusal("sign_in_too_many", data), headers)).signIn(FIELDS);
    expect(await told({ retry_after: 30 })).toBe("Too many tries. Wait 30 seconds, then try again.");
    expect(await told({ retry_after: 600 })).toMatch(/10 minutes/);
    expect(await told({}, { "Retry-After": "1" })).toMatch(/1 second,/);
    expect(await told({})).toMatch(/a minute/);
  });

  it("shows the server's sentence for anything else, and its own when there is none", async () => {
    expect(await new Session(answering(400, refusal("body_invalid"))).signIn(FIELDS)).toBe(
      "From the server.",
    );
    expect(await new Session(async () => new Response("<html>", { status: 502 })).signIn(FIELDS)).toMatch(
      /502/,
    );
    expect(await new Session(OFFLINE).signIn(FIELDS)).toMatch(/cannot be reached/);
  });
});

describe("signing out", () => {
  it("leads to the sign-in page, also when the server had forgotten already", async () => {
    for (const status of [200, 401]) {
      const session = new Session(answering(status, {}));
      expect(await session.signOut()).toBeNull();
      expect(session.state.value.at).toBe("out");
    }
  });

  it("that failed is said, since the cookie still stands", async () => {
    expect(await new Session(OFFLINE).signOut()).toMatch(/cannot be reached/);
  });

  it("by the server's side says why one is asked again", () => {
    const session = new Session(OFFLINE);
    session.ended();
    expect(session.state.value).toMatchObject({ at: "out", why: expect.stringMatching(/ended/) });
  });
});
