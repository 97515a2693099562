/** What the page configures, checked: what the panel goes by. */

import type { Configured } from "../../bridge/bridge";
import type { Voice } from "../../bridge/services";

/** The settings under Crisp's names. */
export interface Settings {
  /** The launcher's tooltip says whether somebody is there (the loader's). */
  "availability:tooltip": boolean;
  /** Threadbox has no vacation mode, so there is nothing to hide then. */
  "hide:vacation": boolean;
  /** These two hide the launcher (the loader's). */
  "hide:on:away": boolean;
  "hide:on:mobile": boolean;
  /** A new message is not shown beside the launcher: the number on it is enough. */
  "hide:preview": boolean;
  /** The panel says how many operators are there. */
  "show:operator:count": boolean;
  "sound:mute": boolean;
  /** At the left: the host element has the attribute `data-reverse` then. */
  "position:reverse": boolean;
  /** A name of Crisp's palette; `bridge.accent()` is what comes of it. */
  "color:theme": string;
  /** "light", "dark", or "" for what the system says: the host element has it as `data-mode`. */
  "color:mode": string;
  /** The z-index of the host element (the loader's); 0 puts it above everything. */
  "container:index": number;
  /** The panel cannot be closed: it shows no way to. */
  "lock:maximized": boolean;
  /** The panel fills the screen. */
  "lock:fullview": boolean;
  /** A language tag, or "" for what page and browser say. */
  locale: string;
  /** Thread commands before the first opening are dropped (threads.md rule 4). */
  "thread:strict": boolean;
}

/** Everything as it is when the page says nothing. A value of another type is no value. */
const UNSET: Settings = {
  "availability:tooltip": false,
  "hide:vacation": false,
  "hide:on:away": false,
  "hide:on:mobile": false,
  "hide:preview": false,
  "show:operator:count": false,
  "sound:mute": false,
  "position:reverse": false,
  "color:theme": "",
  "color:mode": "",
  "container:index": 0,
  "lock:maximized": false,
  "lock:fullview": false,
  locale: "",
  "thread:strict": false,
};

/** Keys of `CRISP_RUNTIME_CONFIG` that are no settings of the panel, and whether the launcher is hidden. */
const OF_LOADER = ["session:merge", "cross:origin:cookies", "disable:fullview", "chat:hide"];

/** The names of all settings. */
export const SETTINGS = Object.keys(UNSET);

/** The settings that come of what the page configured; what means nothing is said and forgotten. */
export function settingsOf(configured: Configured, voice: Voice): Settings {
  const settings = { ...UNSET };
  for (const [name, value] of Object.entries(configured)) {
    if (OF_LOADER.includes(name)) continue;
    const type = Object.hasOwn(UNSET, name) ? typeof UNSET[name as keyof Settings] : null;
    if (typeof value === type) {
      Object.assign(settings, { [name]: value });
      continue;
    }
    voice.warn(`["config", "${name}"] ${type ? `takes a ${type}` : "does not exist"}; it is ignored`);
    delete configured[name];
  }
  return settings;
}
