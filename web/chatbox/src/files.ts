/** A visitor's files on their way: addresses, words and pictures of what `client/uploads.ts` does. */

import type { Pending } from "@threadbox/client/pending";
import type { Author, Uploaded, Uploads as UploadRules } from "@threadbox/client/protocol";
import { bytesOf } from "@threadbox/client/time";
import {
  type Upload as AnyUpload,
  Uploads as AnyUploads,
  type Problem,
  uploading,
} from "@threadbox/client/uploads";
import { locale, t } from "./texts";

/** Where a file was given to: its line in the words of the protocol, and the thread it stands in. */
export interface Place {
  line: string;
  thread: string | null;
}

export type Upload = AnyUpload<Place>;

/** What the uploads need of the chat around them. */
export interface Desk {
  origin: string;
  token(): string;
  rules(): UploadRules | null;
  /** A file is stored: it is to be said, under the id of its upload. */
  arrived(upload: Upload, stored: Uploaded): void;
}

export class Uploads extends AnyUploads<Place> {
  readonly #pictures = new Map<string, string>();

  constructor(desk: Desk) {
    super({
      rules: () => desk.rules(),
      request: ({ name }) => ({
        address: `${desk.origin}/visitor/files?name=${encodeURIComponent(name)}`,
        headers: { Authorization: `Bearer ${desk.token()}` },
      }),
      arrived: (upload, stored) => desk.arrived(upload, stored),
    });
  }

  override add(files: Iterable<File>, place: Place): void {
    super.add(files, place);
    for (const { id, media, file } of this.list.value)
      if (media.startsWith("image/") && !this.#pictures.has(id))
        this.#pictures.set(id, URL.createObjectURL(file));
  }

  /** The picture as it is here, for an own image that need not come back from the server. */
  picture(id: string): string | undefined {
    return this.#pictures.get(id);
  }

  /** Every upload as a row of the timeline. */
  pending(me: Author): Pending[] {
    return this.list.value.map((upload) =>
      uploading(upload, upload.place.thread, me, (problem) => sentence(problem, upload)),
    );
  }

  override stop(): void {
    super.stop();
    for (const address of this.#pictures.values()) URL.revokeObjectURL(address);
  }
}

/** Whether the same file may arrive another time. */
export function mayArrive({ problem }: Upload): boolean {
  return problem === null || ["unready", "broke", "refused"].includes(problem.why);
}

function sentence(problem: Problem, { name, file }: Upload): string {
  if (problem.why === "refused") return problem.message;
  if (problem.why === "too_large")
    return t("file.large", {
      name,
      size: bytesOf(file.size, locale()),
      limit: bytesOf(problem.limit, locale()),
    });
  return t(`file.${problem.why}`, { name });
}
