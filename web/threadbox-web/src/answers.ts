/** What `$crisp.get` and `$crisp.is` answer. */

import type { Plain } from "./contents.js";
import type { Thread } from "./threads.js";

/** `$crisp.get(name)` */
export interface Gets {
  "chat:unread:count": number;
  /** What stands in the composer. */
  "message:text": string | null;
  "message:threads": Thread[];
  "session:identifier": string | null;
  /** With a key: its value, or null. */
  "session:data": Record<string, Plain>;
  "user:email": string | null;
  "user:phone": string | null;
  "user:nickname": string | null;
  "user:avatar": string | null;
  "user:company": Company | null;
}

export interface Company {
  name: string;
  url: string | null;
  description: string | null;
  employment: string[];
  geolocation: string[];
}

/** `$crisp.is(name)` */
export type IsName =
  | "chat:opened"
  | "chat:closed"
  | "chat:visible"
  | "chat:hidden"
  | "chat:small"
  | "chat:large"
  | "overlay:opened"
  | "overlay:closed"
  | "session:ongoing"
  | "message:thread:ongoing"
  | "website:available";
