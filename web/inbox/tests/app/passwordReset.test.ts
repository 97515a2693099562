import { describe, expect, it } from "vitest";
import { choose, ownerOf } from "../../src/app/signIn/passwordReset";
import type { Fetch } from "../../src/app/signIn/session";

const OLGA = { id: "operator_1", name: "Olga", email: "olga@acme.example", avatar: null };

function answering(status: number, body: unknown): Fetch {
  return async () => new Response(JSON.stringify(body), { status });
}

describe("a link for a new password", () => {
  it("names whose it is, and sends what stands behind the hash sign in the body only", async () => {
    const asked: unknown[] = [];
    const found = await ownerOf("secret", async (address, init) => {
      asked.push(address, JSON.parse(String(init?.body)));
      return new Response(JSON.stringify(OLGA));
    });
    expect(found).toEqual({ owner: OLGA });
    expect(asked).toEqual(["/operator/reset-link", { token: "secret" }]);
  });

  it("says in the server's words why it opens nothing", async () => {
    const refusal = { error: true, reason: "reset_link_unknown", data: { message: "Used already." } };
    expect(await ownerOf("old", answering(404, refusal))).toEqual({ refused: "Used already." });
    expect(await choose({ token: "old", password: "four loud herons" }, answering(404, refusal))).toEqual({
      refused: "Used already.",
    });
  });

  it("says that the server cannot be reached", async () => {
    const offline: Fetch = async () => {
      throw new TypeError("failed to fetch");
    };
    expect(await ownerOf("secret", offline)).toEqual({ refused: expect.stringMatching(/cannot be reached/) });
  });
});
