/** What this browser sends, as the timeline shows it: commands on their way, and files before them. */

import { type Pending, pendingOf } from "@threadbox/client/pending";
import type { Author, Uploaded } from "@threadbox/client/protocol";
import type { Live } from "./live";
import type { Bridge } from "./state";
import { type Upload, Uploads } from "./uploads";

export class Outgoing {
  readonly uploads: Uploads;
  /** Files that this page has uploaded, by the id of their message: a command holds their id alone. */
  readonly #stored = new Map<string, Uploaded>();
  readonly #live: Live;

  constructor(live: Live, { origin, session }: Bridge) {
    this.#live = live;
    this.uploads = new Uploads({
      origin,
      token: () => session.token,
      rules: () => live.files.value,
      arrived: (upload, stored) => this.#send(upload, stored),
    });
  }

  /** In the order in which it was said here. */
  pending(me: Author): Pending[] {
    const { conversation, outbox } = this.#live;
    const commands = pendingOf(outbox.entries.value, conversation.value, me).map((pending) => {
      const stored = this.#stored.get(pending.id);
      return stored ? { ...pending, content: { ...stored, type: "file" } as const } : pending;
    });
    const files = this.uploads.pending(me);
    return files.length > 0 ? [...commands, ...files].sort((a, b) => a.at - b.at) : commands;
  }

  retry(id: string): void {
    this.uploads.retry(id);
    this.#live.outbox.retry(id);
    this.#live.flush();
  }

  dismiss(id: string): void {
    this.uploads.cancel(id);
    this.#live.outbox.dismiss(id);
  }

  #send({ id, place }: Upload, stored: Uploaded): void {
    this.#stored.set(id, stored);
    this.#live.post({ type: "send", content: { type: "file", file: stored.file }, thread: place.line }, id);
  }
}
