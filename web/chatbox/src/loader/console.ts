/**
 * What the chatbox has to say to the developer of the page: short, once, and never an exception.
 * `["safe", true]` silences it.
 */

import type { Voice } from "../bridge/services";

const PREFIX = "Threadbox: ";
/** What a page passes may be long, and is named in what is said of it. */
const MOST_CHARACTERS = 400;

/** A voice that remembers what it has said. */
export function createVoice(page: Pick<Console, "warn" | "error"> = console): Voice {
  const said = new Set<string>();
  let silent = false;
  return {
    warn(given) {
      const text = given.slice(0, MOST_CHARACTERS);
      if (silent || said.has(text)) return;
      said.add(text);
      page.warn(PREFIX + text);
    },
    error(text, ...cause) {
      if (!silent) page.error(PREFIX + text, ...cause);
    },
    silence(value) {
      silent = value;
    },
  };
}
