/**
 * Files that wait in the composer: nothing of them leaves before the operator sends. Each line of a
 * conversation has its own, as it has its own draft; they last as long as the page.
 */

import { type Signal, signal } from "@preact/signals";
import { clientId } from "@threadbox/client/early";
import type { Uploads as UploadRules } from "@threadbox/client/protocol";
import { problemOf } from "@threadbox/client/uploads";
import type { DraftPlace } from "./drafts";
import { problemSentence } from "./files";

/** A file in the composer. `picture` is its address in this page, of images only. */
export interface Attachment {
  id: string;
  file: File;
  picture: string | null;
}

type Line = Pick<DraftPlace, "conversation" | "thread">;

/** More at once is a mistake: a folder was dropped. */
const MOST = 20;
const NONE: readonly Attachment[] = [];

export class Attachments {
  readonly #waiting: Signal<ReadonlyMap<string, readonly Attachment[]>> = signal(new Map());

  /** What waits at a line, in the order it was given. Readers follow its changes. */
  of(line: Line): readonly Attachment[] {
    return this.#waiting.value.get(keyOf(line)) ?? NONE;
  }

  /** Whether any file waits anywhere. */
  get holdsAny(): boolean {
    return this.#waiting.peek().size > 0;
  }

  /** Takes files in; answers with a sentence for each that is refused. */
  add(line: Line, files: Iterable<File>, rules: UploadRules | null): string[] {
    const taken: Attachment[] = [];
    const refused: string[] = [];
    for (const file of files) {
      const problem = problemOf(file, rules);
      const full = this.of(line).length + taken.length >= MOST;
      if (problem !== null) refused.push(problemSentence(problem, file.name));
      else if (full) refused.push(`At most ${MOST} files at once; “${file.name}” was left out.`);
      else taken.push({ id: clientId(), file, picture: pictureOf(file) });
    }
    if (taken.length > 0) this.#put(line, [...this.of(line), ...taken]);
    return refused;
  }

  /** Takes one file out again. */
  remove(line: Line, id: string): void {
    const [gone, kept] = split(this.of(line), id);
    this.#put(line, kept);
    forget(gone);
  }

  /** Takes everything along to another line. */
  move(from: Line, to: Line): void {
    const carried = this.of(from);
    if (carried.length === 0 || keyOf(from) === keyOf(to)) return;
    this.#put(to, [...this.of(to), ...carried]);
    this.#put(from, NONE);
  }

  /** Empties a line and answers with its files. */
  take(line: Line): File[] {
    const taken = this.of(line);
    if (taken.length > 0) this.#put(line, NONE);
    forget(taken);
    return taken.map(({ file }) => file);
  }

  #put(line: Line, attachments: readonly Attachment[]): void {
    const waiting = new Map(this.#waiting.peek());
    if (attachments.length === 0) waiting.delete(keyOf(line));
    else waiting.set(keyOf(line), attachments);
    this.#waiting.value = waiting;
  }
}

function keyOf({ conversation, thread }: Line): string {
  return `${conversation} ${thread ?? "main"}`;
}

function split(all: readonly Attachment[], id: string): [Attachment[], Attachment[]] {
  return [all.filter((one) => one.id === id), all.filter((one) => one.id !== id)];
}

function pictureOf(file: File): string | null {
  return file.type.startsWith("image/") ? URL.createObjectURL(file) : null;
}

function forget(attachments: readonly Attachment[]): void {
  for (const { picture } of attachments) if (picture !== null) URL.revokeObjectURL(picture);
}
