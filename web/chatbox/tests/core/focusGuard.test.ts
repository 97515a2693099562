/** The keyboard's place in the panel, when what had it goes away. */

import { afterEach, expect, test } from "vitest";
import { cleanUp, type Page, Server, settle, visit } from "../support";

afterEach(cleanUp);

/** A panel with a message that the server has refused. */
async function refused(): Promise<Page & { press(name: string): Promise<void> }> {
  const server = new Server();
  server.refuse = { send: "text_empty" };
  const page = await visit(
    [
      ["do", "chat:open"],
      ["do", "message:send", ["text", "no"]],
    ],
    server,
  );
  server.refuse = {};
  return {
    ...page,
    async press(name) {
      const buttons = [...page.root().querySelectorAll("button")];
      const button = buttons.find(({ textContent }) => textContent === name);
      button?.focus();
      expect(page.root().activeElement).toBe(button);
      button?.click();
      for (let turn = 0; turn < 4; turn++) await settle();
    },
  };
}

test.each(["Retry", "Delete"])(
  "after %s, which goes with its message, the focus is in the composer",
  async (name) => {
    const { press, root } = await refused();
    await press(name);
    expect(root().activeElement?.tagName).toBe("TEXTAREA");
  },
);

test("a press beside everything lets the focus go, whatever changes then", async () => {
  const { crisp, root } = await refused();
  root().querySelector("button")?.focus();
  document.body.dispatchEvent(new Event("pointerdown", { bubbles: true }));
  (root().activeElement as HTMLElement).blur();
  crisp.push(["do", "message:show", ["text", "news"]]);
  for (let turn = 0; turn < 4; turn++) await settle();
  expect(root().activeElement).toBeNull();
});
