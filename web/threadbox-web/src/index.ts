/** The chat of Threadbox on your website: a loader, and types for every `$crisp` command. */

export type { Company, Gets, IsName } from "./answers.js";
export type {
  ColorTheme,
  CompanyInfo,
  ConfigCommands,
  DoCommands,
  EventColor,
  SessionEvent,
  SetCommands,
} from "./commands.js";
export type * from "./contents.js";
export type { Crisp, Entry, RuntimeConfig } from "./crisp.js";
export type { Compose, Events, Message } from "./events.js";
export type { Threadbox } from "./handle.js";
export { type LoadOptions, loadThreadbox } from "./load.js";
export type { NamedThread, StartedThread, Thread } from "./threads.js";
