/**
 * Files on their way to the server: checked here first, sent one after the other, shown as rows of
 * the timeline while they go. What has arrived becomes a message; files die with the page.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { clientId, now, parse, XMLHttpRequestEarly } from "@threadbox/client/early";
import type { Pending } from "@threadbox/client/pending";
import type { Author, Refused, Uploaded, Uploads as UploadRules } from "@threadbox/client/protocol";
import { bytesOf } from "@threadbox/client/time";
import { locale, t } from "./texts";

/** A file that somebody picked, dropped or pasted here. */
export interface Upload {
  /** Becomes the client id of the message. */
  id: string;
  name: string;
  media: string;
  file: File;
  /** The line it was given to, in the words of the protocol, and the thread it stands in. */
  line: string;
  thread: string | null;
  at: number;
  /** From 0 to 1. */
  progress: number;
  /** Why it did not arrive; `null` while it may. */
  problem: string | null;
  /** The same file may arrive another time. */
  mayArrive: boolean;
}

/** What the uploads need of the chat around them. */
export interface Desk {
  origin: string;
  token(): string;
  rules(): UploadRules | null;
  /** A file is stored: it is to be said, under the id of its upload. */
  arrived(upload: Upload, stored: Uploaded): void;
}

/** What browsers call a file that they do not know. */
const UNKNOWN = "application/octet-stream";

export class Uploads {
  readonly #list = signal<readonly Upload[]>([]);
  readonly #pictures = new Map<string, string>();
  readonly #desk: Desk;
  #going: { id: string; request: XMLHttpRequest } | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get list(): ReadonlySignal<readonly Upload[]> {
    return this.#list;
  }

  /** Takes files for a line, in order. */
  add(files: Iterable<File>, line: string, thread: string | null): void {
    const added = [...files].map((file, index): Upload => {
      const media = file.type || UNKNOWN;
      const name = file.name || t("file");
      const problem = this.#problemOf(name, media, file.size);
      const upload = { id: clientId(), name, media, file, line, thread, at: now() + index, progress: 0 };
      return { ...upload, problem, mayArrive: this.#desk.rules() === null };
    });
    this.#list.value = [...this.#list.value, ...added];
    this.#next();
  }

  /** Gives a file up, on its way or failed. */
  cancel(id: string): void {
    if (this.#going?.id === id) this.#going.request.abort();
    this.#remove(id);
  }

  retry(id: string): void {
    const upload = this.#list.value.find((other) => other.id === id);
    if (!upload) return;
    const problem = this.#problemOf(upload.name, upload.media, upload.file.size);
    this.#change(id, { problem, progress: 0 });
    this.#next();
  }

  /** The picture as it is here, for an own image that need not come back from the server. */
  picture(id: string): string | undefined {
    return this.#pictures.get(id);
  }

  /** Every upload as a row of the timeline. */
  pending(me: Author): Pending[] {
    return this.#list.value.map(({ id, at, name, media, file, thread, problem }) => ({
      id,
      at,
      by: me,
      what: "message",
      content: {
        type: "file",
        name,
        url: "",
        media,
        bytes: file.size,
        width: null,
        height: null,
        file: null,
      },
      thread,
      state: problem === null ? "queued" : "failed",
      refused: problem === null ? null : refusal(id, problem),
    }));
  }

  stop(): void {
    this.#going?.request.abort();
    for (const address of this.#pictures.values()) URL.revokeObjectURL(address);
  }

  #next(): void {
    if (this.#going) return;
    const upload = this.#list.value.find(({ problem }) => problem === null);
    if (!upload) return;
    if (upload.media.startsWith("image/") && !this.#pictures.has(upload.id))
      this.#pictures.set(upload.id, URL.createObjectURL(upload.file));
    const request = new XMLHttpRequestEarly();
    this.#going = { id: upload.id, request };
    const ended = (problem: string | null) => {
      if (this.#going?.request !== request) return;
      this.#going = null;
      if (problem !== null) this.#change(upload.id, { problem, mayArrive: true });
      this.#next();
    };
    request.open("POST", `${this.#desk.origin}/visitor/files?name=${encodeURIComponent(upload.name)}`);
    request.setRequestHeader("Authorization", `Bearer ${this.#desk.token()}`);
    request.setRequestHeader("Content-Type", upload.media);
    request.upload.onprogress = ({ loaded, total }) =>
      this.#change(upload.id, { progress: total > 0 ? loaded / total : 0 });
    request.onload = () => {
      const stored = request.status === 201 ? answerOf<Uploaded>(request.responseText) : null;
      if (stored) {
        this.#desk.arrived(upload, stored);
        this.#remove(upload.id);
      }
      ended(stored ? null : this.#refusedBecause(upload, request));
    };
    request.onerror = () => ended(t("file.broke"));
    request.onabort = () => ended(null);
    request.send(upload.file);
  }

  /** What is known to be wrong before anything is sent. */
  #problemOf(name: string, media: string, bytes: number): string | null {
    const rules = this.#desk.rules();
    if (!rules) return t("file.unready");
    if (bytes === 0) return t("file.empty", { name });
    if (bytes > rules.bytes) return this.#tooLarge(name, bytes);
    const isTaken = rules.media.some((taken) =>
      taken.endsWith("/*") ? media.startsWith(taken.slice(0, -1)) : taken === media,
    );
    return isTaken ? null : t("file.media", { name });
  }

  #refusedBecause({ name, file, media }: Upload, { status, responseText }: XMLHttpRequest): string {
    if (status === 413) return this.#tooLarge(name, file.size);
    if (status === 415) return `${t("file.media", { name })} (${media})`;
    const told = answerOf<{ data?: { message?: unknown } }>(responseText)?.data?.message;
    return typeof told === "string" ? told : t("file.broke");
  }

  #tooLarge(name: string, bytes: number): string {
    const limit = this.#desk.rules()?.bytes ?? bytes;
    return t("file.large", { name, size: bytesOf(bytes, locale()), limit: bytesOf(limit, locale()) });
  }

  #change(id: string, news: Partial<Upload>): void {
    this.#list.value = this.#list.value.map((upload) => (upload.id === id ? { ...upload, ...news } : upload));
  }

  #remove(id: string): void {
    this.#list.value = this.#list.value.filter((upload) => upload.id !== id);
  }
}

function refusal(id: string, message: string): Refused {
  return { type: "refused", id, code: "invalid", reason: "file", message, data: {} };
}

function answerOf<Answer>(text: string): Answer | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}
