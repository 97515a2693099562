/**
 * The table of the commands that need the server: Crisp's words on the left, our own acts on the
 * right. What the loader can do alone (open, close, listen, ask) is in `entries.ts` and `answers.ts`.
 *
 * Whatever the page passes, nothing is thrown: what cannot be meant is said in the console, changes
 * nothing and is not sent.
 */

import type { Content } from "@threadbox/client/protocol";
import { argumentList } from "../../bridge/arguments";
import type { Bridge, Pushed } from "../../bridge/bridge";
import type { Voice } from "../../bridge/services";
import type { Command, Effects } from "./effects";
import { setters } from "./setters";
import { threadCommands } from "./threadCommands";
import { contentOf, SENT, SHOWN } from "./validation/contents";

/** The interpreter of what the loader hands over. */
export function createCommands(
  effects: Effects,
  { pageListeners, voice }: Pick<Bridge, "pageListeners" | "voice">,
): (entry: Pushed["entry"]) => void {
  const table: Record<string, Command> = {
    ...messageCommands(effects, voice),
    ...threadCommands(effects, voice),
    ...setters(effects, voice),
    ...helpdeskCommands(effects, voice),
  };
  /** Listeners are the loader's, which does not know what there is. */
  function lookAtListeners(): void {
    for (const name of pageListeners.listeners.keys())
      if (!EVENTS.test(name)) voice.warn(`there is no event "${name}"; its listener is never called`);
  }

  lookAtListeners();
  return (entry) => {
    lookAtListeners();
    if (entry === "opened") return effects.opened();
    const [verb, name, third] = entry;
    try {
      const command = Object.hasOwn(table, `${verb} ${name}`) && table[`${verb} ${name}`];
      if (command) command(argumentList(third), third);
      // Also in safe mode: somebody asked for it.
      else if (verb === "help")
        console.info(`$crisp: ${[...Object.keys(table), ...OF_LOADER].sort().join(", ")}`);
      else if (verb === "config") effects.configure();
      else if (verb === "on") voice.warn(`["on", "${name}"] needs a function`);
      else voice.warn(`there is no ["${verb}", "${name}"]; it is ignored`);
    } catch (error) {
      // The page's own objects can throw when they are looked at.
      voice.error(`"${name.slice(0, 64)}" could not be read`, error);
    }
  };
}

/** What the loader runs itself (`entries.ts`), for the help. */
const OF_LOADER = [
  ...["open", "close", "toggle", "show", "hide"].map((act) => `do chat:${act}`),
  "do session:reset",
  "set message:text",
];

/** Every event there is. Crisp's AI calls `hugo:tool:…`; Threadbox has none, and that is no mistake of the page. */
const EVENTS =
  /^(session:loaded|chat:(initiated|opened|closed)|message:((compose:)?(sent|received)|thread:(started|ended|unread))|user:(email|nickname|phone|avatar):changed|website:availability:changed|helpdesk:queried|hugo:tool:.*)$/s;

function messageCommands(effects: Effects, voice: Voice): Record<string, Command> {
  /** Acts on the content of `["text", "Hello"]`, or of `"Hello"` alone. */
  function withContent(
    verb: string,
    types: string[],
    given: unknown[],
    act: (content: Content) => void,
  ): void {
    const [type, content] = given.length === 1 ? ["text", given[0]] : given;
    const name = `["do", "message:${verb}"]`;
    const read =
      typeof type === "string" && types.includes(type)
        ? contentOf(type, content)
        : { wrong: `the type is none of ${types.join(", ")}` };
    if ("wrong" in read) voice.error(`${name}: ${read.wrong}; nothing happens`);
    else act(read.content);
  }

  return {
    "do message:send": (given) =>
      withContent("send", SENT, given, (content) =>
        effects.send(content.type === "text" ? { text: content.text } : { content: { ...content } }),
      ),
    "do message:show": (given) => withContent("show", SHOWN, given, effects.show),
    "do message:read": () => effects.read(),
  };
}

/** The helpdesk has no articles yet: its search view opens, and every search finds nothing. */
function helpdeskCommands(effects: Effects, voice: Voice): Record<string, Command> {
  const open = () => effects.openHelpdesk();
  const none = (what: string) => () =>
    voice.warn(`there are no ${what} in Threadbox; the command has no effect`);
  return {
    "do helpdesk:search": open,
    "do helpdesk:article:open": open,
    "do helpdesk:query": ([query]) => {
      if (typeof query !== "string")
        return voice.error('["do", "helpdesk:query"]: the query is not a string');
      effects.openHelpdesk(query);
      effects.emit("helpdesk:queried", []);
    },
    "do overlay:open": ([shown]) => {
      effects.openHelpdesk();
      // The page may add something of its own.
      if (typeof shown === "function")
        Promise.resolve()
          .then(() => shown())
          .catch((error) => voice.error('the callback of "overlay:open" threw', error));
    },
    "do overlay:close": () => effects.closeHelpdesk(),
    "do trigger:run": none("triggers"),
    "do bot:scenario:run": none("bot scenarios"),
  };
}
