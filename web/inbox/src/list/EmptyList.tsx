/** What the list says when there is nothing in it, and what to do about it. */

import type { ListName } from "../shared/routes";

/** `isNew`: nobody has ever written. */
export function EmptyList({ list, isNew }: { list: ListName; isNew: boolean }) {
  if (list === "resolved")
    return (
      <div class="list-empty">
        <p class="list-empty-title">Nothing resolved yet</p>
        <p>
          A conversation you resolve with <kbd class="key">E</kbd> moves here. It comes back by itself when
          the visitor writes again.
        </p>
      </div>
    );
  if (!isNew)
    return (
      <div class="list-empty">
        <p class="list-empty-title">All caught up</p>
        <p>A conversation comes back here as soon as its visitor writes again.</p>
      </div>
    );
  return (
    <div class="list-empty">
      <p class="list-empty-title">No conversations yet</p>
      <p>A conversation appears here as soon as a visitor writes, or your page starts a thread.</p>
      <p>
        <code>threadbox serve</code> prints the snippet that puts the chatbox on your website, on its first
        start; <code>threadbox create-website</code> prints one for each further website.
      </p>
    </div>
  );
}
