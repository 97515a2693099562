import { beforeEach, describe, expect, it } from "vitest";
import { rememberWebsite, shownWebsite } from "../../src/app/workspace/websites";

const ACME = { id: "website_1", name: "Acme", domain: "acme.example" };
const SHOP = { id: "website_2", name: "Shop", domain: "shop.example" };

describe("of several websites", () => {
  beforeEach(() => localStorage.clear());

  it("the first is shown, then the one of last time", () => {
    expect(shownWebsite("o_1", [ACME, SHOP], null)).toBe(ACME);
    rememberWebsite("o_1", "website_2");
    expect(shownWebsite("o_1", [ACME, SHOP], null)).toBe(SHOP);
    expect(shownWebsite("o_2", [ACME, SHOP], null)).toBe(ACME);
  });

  it("the one that the address names comes first, if it is one's own", () => {
    rememberWebsite("o_1", "website_2");
    expect(shownWebsite("o_1", [ACME, SHOP], "website_1")).toBe(ACME);
    expect(shownWebsite("o_1", [ACME], "website_9")).toBe(ACME);
    expect(shownWebsite("o_1", [], "website_9")).toBeNull();
  });
});
