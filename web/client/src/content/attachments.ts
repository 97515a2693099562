/**
 * Files that wait in a composer: nothing of them leaves before they are sent. Each line has its own,
 * as it has its own draft; they last as long as the page.
 */

import { type Signal, signal } from "@preact/signals";
import { clientId } from "../browser/builtins";
import type { Uploads as UploadRules } from "../protocol";
import { type Problem, problemOf } from "./uploads";

/** A file in the composer. `picture` is its address in this page, of images only. */
export interface Attachment {
  id: string;
  file: File;
  picture: string | null;
}

/** A file that is not taken, and why. */
export interface RefusedFile {
  file: File;
  problem: Problem;
}

/** More at once is a mistake: a folder was dropped. */
const MOST = 20;
const NONE: readonly Attachment[] = [];

export class Attachments {
  readonly #waiting: Signal<ReadonlyMap<string, readonly Attachment[]>> = signal(new Map());

  /** What waits at a line, in the order it was given. Readers follow its changes. */
  of(line: string): readonly Attachment[] {
    return this.#waiting.value.get(line) ?? NONE;
  }

  /** Whether any file waits anywhere. */
  get holdsAny(): boolean {
    return this.#waiting.peek().size > 0;
  }

  /** Takes files in; answers with those that are not taken. Without `rules` they are asked later. */
  add(line: string, files: Iterable<File>, rules: UploadRules | null): RefusedFile[] {
    const taken: Attachment[] = [];
    const refused: RefusedFile[] = [];
    for (const file of files) {
      const isFull = this.of(line).length + taken.length >= MOST;
      const problem = isFull ? ({ why: "many", limit: MOST } as const) : problemOf(file, rules);
      if (problem !== null && problem.why !== "unready") refused.push({ file, problem });
      else taken.push({ id: clientId(), file, picture: pictureOf(file) });
    }
    if (taken.length > 0) this.#put(line, [...this.of(line), ...taken]);
    return refused;
  }

  /** Takes one file out again. */
  remove(line: string, id: string): void {
    forget(this.of(line).filter((one) => one.id === id));
    this.#put(
      line,
      this.of(line).filter((one) => one.id !== id),
    );
  }

  /** Takes everything along to another line. */
  move(from: string, to: string): void {
    const carried = this.of(from);
    if (carried.length === 0 || from === to) return;
    this.#put(to, [...this.of(to), ...carried]);
    this.#put(from, NONE);
  }

  /** Empties a line and answers with its files. */
  take(line: string): File[] {
    const taken = this.of(line);
    if (taken.length > 0) this.#put(line, NONE);
    forget(taken);
    return taken.map(({ file }) => file);
  }

  #put(line: string, attachments: readonly Attachment[]): void {
    const waiting = new Map(this.#waiting.peek());
    if (attachments.length === 0) waiting.delete(line);
    else waiting.set(line, attachments);
    this.#waiting.value = waiting;
  }
}

function pictureOf(file: File): string | null {
  return file.type.startsWith("image/") ? URL.createObjectURL(file) : null;
}

function forget(attachments: readonly Attachment[]): void {
  for (const { picture } of attachments) if (picture !== null) URL.revokeObjectURL(picture);
}
