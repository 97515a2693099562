/** The title that tells of unread messages. Fetched with the first of them: most visits have none. */

import { effect } from "@preact/signals";
import type { TitleFlash } from "./titleFlash";

/** Watches the number of unread messages; gives the way to stop. */
export function flashTitle(unread: () => number): () => void {
  let flash: Promise<TitleFlash> | undefined;
  const show = (count: number) =>
    void flash?.then(
      (it) => it(count),
      () => {}, // A title that stays as it is.
    );
  const stop = effect(() => {
    const count = unread();
    if (count > 0) flash ??= import("./titleFlash").then(({ createTitleFlash }) => createTitleFlash());
    show(count);
  });
  return () => {
    stop();
    show(0);
  };
}
