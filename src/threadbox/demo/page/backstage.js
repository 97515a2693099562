// The panel "Behind this page": the snippet and the commands, to read and to copy.

import { allCommands, onCommand } from "./commands.js";

const element = (id) => document.getElementById(id);

/** Fills the panel and keeps it up to date. */
export async function showBackstage() {
  onCommand(addCommand);
  element("copy-commands").addEventListener("click", () => copy(allCommands(), element("commands")));
  const snippet = await snippetToCopy();
  element("snippet").textContent = snippet;
  element("copy-snippet").addEventListener("click", () => copy(snippet, element("snippet")));
}

/** The very script that runs in this page, with an address that works from any other. */
async function snippetToCopy() {
  const answer = await fetch("snippet.js");
  const code = (await answer.text()).replace('"/l.js"', `"${location.origin}/l.js"`);
  const indented = code.trim().replace(/^/gm, "  ");
  return `<script>\n${indented}\n</script>`;
}

function addCommand(text) {
  const row = document.createElement("li");
  const code = document.createElement("code");
  code.textContent = text;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy ${text}`);
  button.addEventListener("click", () => copy(text, code));
  row.append(code, button);
  const list = element("commands");
  list.append(row);
  list.scrollTop = list.scrollHeight;
}

/** Into the clipboard; where the browser keeps it closed, selected, ready for the copy key. */
async function copy(text, source) {
  try {
    await navigator.clipboard.writeText(text);
    element("copied").textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(source);
    element("copied").textContent = "Selected. Copy it with the copy key of your keyboard.";
  }
}
