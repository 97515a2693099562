import { describe, expect, it } from "vitest";
import { actionOf, COMMAND_KEY, isTextField, type Press, SHORTCUTS } from "../../src/shared/keys";

function press(key: string, parts: Partial<Press> = {}): Press {
  const held = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  return { key, ...held, isComposing: false, repeat: false, ...parts };
}

describe("keys", () => {
  it("of one letter act outside of text fields", () => {
    expect(actionOf(press("j"), false, true)).toBe("next");
    expect(actionOf(press("e"), false, true)).toBe("resolve");
    expect(actionOf(press("a"), false, true)).toBe("assign");
    expect(actionOf(press("?", { shiftKey: true }), false, true)).toBe("sheet");
  });

  it("never act while somebody types", () => {
    for (const key of ["j", "e", "t", "?", "["]) expect(actionOf(press(key), true, true)).toBeNull();
    expect(actionOf(press("j", { isComposing: true }), false, true)).toBeNull();
  });

  it("of one letter can be switched off; the palette and Escape cannot", () => {
    expect(actionOf(press("e"), false, false)).toBeNull();
    expect(actionOf(press("E", { shiftKey: true }), false, false)).toBeNull();
    expect(actionOf(press("k", { ctrlKey: true }), true, false)).toBe("palette");
    expect(actionOf(press("k", { metaKey: true }), true, false)).toBe("palette");
    expect(actionOf(press("Escape"), true, false)).toBe("leave");
  });

  it("with Shift are other commands, and letters with it are nothing else", () => {
    expect(actionOf(press("E", { shiftKey: true }), false, true)).toBe("end");
    expect(actionOf(press("T", { shiftKey: true }), false, true)).toBe("switch");
    expect(actionOf(press("J", { shiftKey: true }), false, true)).toBeNull();
  });

  it("with Ctrl or Alt stay the browser's", () => {
    expect(actionOf(press("r", { ctrlKey: true }), false, true)).toBeNull();
    expect(actionOf(press("e", { altKey: true }), false, true)).toBeNull();
    expect(actionOf(press("t", { metaKey: true }), false, true)).toBeNull();
  });

  it("held down move on, but do nothing twice", () => {
    expect(actionOf(press("j", { repeat: true }), false, true)).toBe("next");
    expect(actionOf(press("e", { repeat: true }), false, true)).toBeNull();
  });

  it("are all in the sheet, and every line of the sheet works", () => {
    for (const { action, keys } of SHORTCUTS) {
      const key = keys.at(-1) ?? "";
      const parts = { shiftKey: keys.includes("Shift"), ctrlKey: keys.includes(COMMAND_KEY) };
      expect(actionOf(press(key === "Esc" ? "Escape" : key, parts), false, true)).toBe(action);
    }
  });

  it("know a text field from a button", () => {
    const box = document.createElement("input");
    box.type = "checkbox";
    expect(isTextField(document.createElement("textarea"))).toBe(true);
    expect(isTextField(document.createElement("input"))).toBe(true);
    expect(isTextField(box)).toBe(false);
    expect(isTextField(document.createElement("button"))).toBe(false);
  });
});
