/** What the chatboxes of one page are made of. */

import type { Earlier } from "@threadbox/client/browser/builtins";
import type { Configured, CoreModule } from "../bridge/bridge";
import type { PageListeners, Store, TabChannel, Voice } from "../bridge/services";

export interface Parts {
  origin: string;
  fetch: typeof fetch;
  WebSocket: typeof WebSocket;
  early: Earlier;
  store: Store;
  /** Of this tab alone: what one page left undone, the next page of the tab does. */
  tabStore: Store;
  channel: TabChannel;
  voice: Voice;
  pageListeners: PageListeners;
  configured: Configured;
  /** `CRISP_INCLUDE_ATTRS`, whatever it is. */
  hostAttributes: unknown;
  loadCore(): Promise<CoreModule>;
  /** The server does not know this session: begin another one, with what it did not take. */
  renew(left: unknown[]): void;
}
