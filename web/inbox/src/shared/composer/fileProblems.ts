/** What is said about files: how large one is, and what is wrong with it. */

import type { Problem } from "@threadbox/client/content/uploads";
import { bytesOf } from "@threadbox/client/text/time";
import { LOCALE } from "../locale";

/** "340 kB". */
export function fileSize(bytes: number): string {
  return bytesOf(bytes, LOCALE);
}

/** What is wrong with a file, naming it and the limit. */
export function problemSentence(problem: Problem, name: string): string {
  const file = `“${name || "This file"}”`;
  switch (problem.why) {
    case "unready":
      return `${file} cannot be sent while there is no connection.`;
    case "empty":
      return `${file} is empty.`;
    case "too_large":
      return `${file} is too large: a file may have ${fileSize(problem.limit)}.`;
    case "many":
      return `At most ${problem.limit} files at once; ${file} was left out.`;
    case "media":
      return `${file} cannot be sent: files of this kind are not accepted here.`;
    case "broke":
      return `${file} did not arrive: the connection broke.`;
    case "refused":
      return problem.message;
  }
}
