/**
 * A visitor's files, in the composer and on their way: addresses, words and pictures of what
 * `client/content/attachments.ts` and `uploads.ts` do. Fetched when the first file is given.
 */

import { signal } from "@preact/signals";
import { Attachments } from "@threadbox/client/content/attachments";
import { type Problem, type Upload, Uploads, uploading } from "@threadbox/client/content/uploads";
import type { Author, Uploaded } from "@threadbox/client/protocol";
import { bytesOf } from "@threadbox/client/text/time";
import type { Pending } from "@threadbox/client/timeline/pendingItems";
import type { Bridge } from "../../bridge/bridge";
import type { LiveConversation } from "../conversation/liveConversation";
import { locale, t } from "../texts";

/** Where a file was given to: its line in the words of the protocol, and the thread it stands in. */
export interface FileTarget {
  line: string;
  thread: string | null;
}

/** The files of one session. */
export class ComposerFiles {
  readonly attached = new Attachments();
  /** What is wrong with files that were given and not taken, a sentence each. */
  readonly refused = signal<readonly string[]>([]);
  /** The page's policy allows pictures of its own making; the first one that does not come tells. */
  readonly showsLocal = signal(true);
  readonly #uploads: Uploads<FileTarget>;
  readonly #live: LiveConversation;
  readonly #pictures = new Map<string, string>();
  /** Files that this page has uploaded, by the id of their message: a command holds their id alone. */
  readonly #stored = new Map<string, Uploaded>();

  constructor(live: LiveConversation, { origin, session }: Bridge) {
    this.#live = live;
    this.#uploads = new Uploads<FileTarget>({
      rules: () => live.files.value,
      request: ({ name }) => ({
        address: `${origin}/visitor/files?website=${session.website.id}&name=${encodeURIComponent(name)}`,
        headers: { Authorization: `Bearer ${session.token}` },
      }),
      arrived: ({ id, target }, stored) => {
        this.#stored.set(id, stored);
        live.post({ type: "send", content: { type: "file", file: stored.file }, thread: target.line }, id);
      },
    });
  }

  /** Puts files into the composer of a line; answers whether all of them were taken. */
  attach(line: string, files: Iterable<File>): boolean {
    const refused = this.attached.add(line, files, this.#live.files.value);
    this.refused.value = refused.map(({ file, problem }) => sentence(problem, file.name, file.size));
    return refused.length === 0;
  }

  /** Sends what waits in the composer of a line. */
  send(line: string, target: FileTarget): void {
    this.refused.value = [];
    this.#uploads.add(this.attached.take(line), target);
    for (const { id, media, file } of this.#uploads.list.value)
      if (media.startsWith("image/") && !this.#pictures.has(id))
        this.#pictures.set(id, URL.createObjectURL(file));
  }

  /** The picture as it is here, for an own image that need not come back from the server. */
  picture(id: string): string | undefined {
    return this.showsLocal.value ? this.#pictures.get(id) : undefined;
  }

  /** How much of an upload has arrived, from 0 to 1; `null` when nothing is on its way. */
  progress(id: string): number | null {
    const going = this.#uploads.find(id);
    return going?.problem === null ? going.progress.value : null;
  }

  /** Whether the same file may arrive another time. */
  mayArrive(id: string): boolean {
    const why = this.#uploads.find(id)?.problem?.why;
    return !why || ["unready", "broke", "refused"].includes(why);
  }

  retry(id: string): void {
    this.#uploads.retry(id);
  }

  cancel(id: string): void {
    this.#uploads.cancel(id);
  }

  /** What is on its way, files among commands, in the order in which it was said here. */
  among(commands: readonly Pending[], me: Author): Pending[] {
    const said = commands.map((pending) => {
      const stored = this.#stored.get(pending.id);
      return stored ? { ...pending, content: { ...stored, type: "file" } as const } : pending;
    });
    const files = this.#uploads.list.value.map((upload) =>
      uploading(upload, upload.target.thread, me, (problem) => saidOf(problem, upload)),
    );
    return files.length > 0 ? [...said, ...files].sort((a, b) => a.at - b.at) : said;
  }

  stop(): void {
    this.#uploads.stop();
    for (const address of this.#pictures.values()) URL.revokeObjectURL(address);
  }
}

function saidOf(problem: Problem, { name, file }: Upload<FileTarget>): string {
  return sentence(problem, name, file.size);
}

function sentence(problem: Problem, name: string, bytes: number): string {
  switch (problem.why) {
    case "refused":
      return problem.message;
    case "many":
      return t("file.leftout", { name, limit: problem.limit });
    case "too_large":
      return t("file.large", {
        name,
        size: bytesOf(bytes, locale()),
        limit: bytesOf(problem.limit, locale()),
      });
    default:
      return t(`file.${problem.why}`, { name });
  }
}
