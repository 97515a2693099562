/**
 * Files on their way to the server: checked here first, sent one after the other, drawn as rows of
 * the timeline while they go. What has arrived is handed over; files die with the page.
 *
 * What went wrong is told by a word and its numbers: each app says it in its own language.
 */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { clientId, now, parse, XMLHttpRequestEarly } from "../browser/builtins";
import type { Author, Uploaded, Uploads as UploadRules } from "../protocol";
import { normal } from "../text/messageText";
import type { Pending } from "../timeline/pendingItems";

/** Why a file did not arrive, or will not. */
export type Problem =
  | { why: "unready" | "empty" | "media" | "broke" }
  | { why: "too_large"; limit: number }
  /** There are more than so many at once. */
  | { why: "many"; limit: number }
  /** The server's own sentence. */
  | { why: "refused"; message: string };

/** A file that somebody gave. `target` is the app's own: where its message is to go. */
export interface Upload<Target> {
  /** Becomes the client id of the message. */
  id: string;
  at: number;
  file: File;
  name: string;
  media: string;
  target: Target;
  /** From 0 to 1. */
  progress: Signal<number>;
  /** `null` while it may arrive. */
  problem: Problem | null;
}

/** What uploads need of the app around them. */
export interface UploadsOptions<Target> {
  /** What the server takes; `null` before it was heard. */
  rules: () => UploadRules | null;
  /** Where this one is posted, and with what headers. */
  request: (upload: Upload<Target>) => { address: string; headers: Readonly<Record<string, string>> };
  /** It is stored: it is to be said, under the id of its upload. */
  arrived: (upload: Upload<Target>, stored: Uploaded) => void;
}

/** What browsers call a file whose kind they do not know. */
const UNKNOWN = "application/octet-stream";
const UNNAMED = "file";
const CREATED = 201;
const TOO_LARGE = 413;
const MEDIA_REFUSED = 415;

export class Uploads<Target> {
  readonly #list = signal<readonly Upload<Target>[]>([]);
  readonly #options: UploadsOptions<Target>;
  #going: { id: string; request: XMLHttpRequest } | null = null;

  constructor(options: UploadsOptions<Target>) {
    this.#options = options;
  }

  /** What is on its way or failed, in the order it was given. */
  get list(): ReadonlySignal<readonly Upload<Target>[]> {
    return this.#list;
  }

  /** The upload of this id, if it is one. */
  find(id: string): Upload<Target> | undefined {
    return this.#list.value.find((upload) => upload.id === id);
  }

  /** Sends files, in order. */
  add(files: Iterable<File>, target: Target): void {
    const added = [...files].map(
      (file, index): Upload<Target> => ({
        id: clientId(),
        at: now() + index,
        file,
        // Names come from disks, where they may hold anything.
        name: normal(file.name).replace(/\s+/g, " ").trim() || UNNAMED,
        media: mediaOf(file),
        target,
        progress: signal(0),
        problem: problemOf(file, this.#options.rules()),
      }),
    );
    this.#list.value = [...this.#list.value, ...added];
    this.#next();
  }

  /** Gives a file up, on its way or failed. */
  cancel(id: string): void {
    const going = this.#going;
    this.#remove(id);
    if (going?.id === id) going.request.abort();
  }

  /** Tries once more. */
  retry(id: string): void {
    const upload = this.#list.peek().find((other) => other.id === id);
    if (upload === undefined || upload.problem === null) return;
    upload.progress.value = 0;
    this.#change(id, problemOf(upload.file, this.#options.rules()));
    this.#next();
  }

  /** Gives everything up. */
  stop(): void {
    this.#list.value = [];
    this.#going?.request.abort();
  }

  #next(): void {
    if (this.#going !== null) return;
    const upload = this.#list.peek().find(({ problem }) => problem === null);
    if (upload === undefined) return;
    const request = new XMLHttpRequestEarly();
    this.#going = { id: upload.id, request };
    const { address, headers } = this.#options.request(upload);
    request.open("POST", address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", upload.media);
    request.upload.onprogress = ({ loaded, total }) => {
      if (total > 0) upload.progress.value = loaded / total;
    };
    request.onload = () => this.#answered(upload, request);
    request.onerror = () => this.#ended(upload, { why: "broke" });
    request.onabort = () => this.#ended(upload, null);
    request.send(upload.file);
  }

  #answered(upload: Upload<Target>, request: XMLHttpRequest): void {
    const stored = request.status === CREATED ? answerIn<Uploaded>(request) : null;
    if (stored !== null) {
      this.#options.arrived(upload, stored);
      this.#remove(upload.id);
    }
    this.#ended(upload, stored === null ? refusalIn(request) : null);
  }

  #ended(upload: Upload<Target>, problem: Problem | null): void {
    this.#going = null;
    if (problem !== null) this.#change(upload.id, problem);
    this.#next();
  }

  #change(id: string, problem: Problem | null): void {
    this.#list.value = this.#list.peek().map((one) => (one.id === id ? { ...one, problem } : one));
  }

  #remove(id: string): void {
    this.#list.value = this.#list.peek().filter((upload) => upload.id !== id);
  }
}

/** What is known to be wrong with a file before anything of it is sent. */
export function problemOf(file: File, rules: UploadRules | null): Problem | null {
  if (rules === null) return { why: "unready" };
  if (file.size === 0) return { why: "empty" };
  if (file.size > rules.bytes) return { why: "too_large", limit: rules.bytes };
  return rules.media.includes(mediaOf(file)) ? null : { why: "media" };
}

/** An upload as a row of the timeline, in its thread; `message` says what went wrong. */
export function uploading<Target>(
  { id, at, file, name, media, problem }: Upload<Target>,
  thread: string | null,
  by: Author,
  message: (problem: Problem) => string,
): Pending {
  const refused = problem && {
    type: "refused" as const,
    id,
    code: "invalid" as const,
    reason: problem.why,
    message: message(problem),
    data: {},
  };
  return {
    id,
    at,
    by,
    what: "message",
    content: { type: "file", name, url: "", media, bytes: file.size, width: null, height: null, file: null },
    thread,
    state: refused === null ? "queued" : "failed",
    refused,
  };
}

/** Without parameters, as the server names what it takes. */
function mediaOf(file: File): string {
  return file.type.split(";")[0]?.trim().toLowerCase() || UNKNOWN;
}

function refusalIn(request: XMLHttpRequest): Problem {
  const data = answerIn<{ data?: { message?: unknown; limit?: unknown } }>(request)?.data;
  if (request.status === TOO_LARGE && typeof data?.limit === "number")
    return { why: "too_large", limit: data.limit };
  if (request.status === MEDIA_REFUSED) return { why: "media" };
  return typeof data?.message === "string" ? { why: "refused", message: data.message } : { why: "broke" };
}

function answerIn<Answer>({ responseText }: XMLHttpRequest): Answer | null {
  try {
    return parse(responseText);
  } catch {
    return null;
  }
}
