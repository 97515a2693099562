/**
 * What the chatbox has to say to the developer of the page: short, once, and never an exception.
 * `["safe", true]` silences it.
 */

const PREFIX = "Threadbox: ";

/** Speaks to the console of the page. */
export interface Voice {
  /** Something was ignored or postponed. Said once per text. */
  warn(text: string): void;
  /**
   * Something the page asked for is wrong and had no effect, or a callback of the page threw; `cause`
   * is shown, not swallowed and not passed on. Said every time.
   */
  error(text: string, ...cause: unknown[]): void;
  /** Prints help, also in safe mode: somebody asked for it. */
  print(text: string): void;
  /** Turns the voice off and on. */
  silence(silent: boolean): void;
}

/** A voice that remembers what it has said. */
export function createVoice(page: Pick<Console, "warn" | "error" | "info"> = console): Voice {
  const said = new Set<string>();
  let silent = false;
  return {
    warn(text) {
      if (silent || said.has(text)) return;
      said.add(text);
      page.warn(PREFIX + text);
    },
    error(text, ...cause) {
      if (!silent) page.error(PREFIX + text, ...cause);
    },
    print(text) {
      page.info(text);
    },
    silence(value) {
      silent = value;
    },
  };
}
