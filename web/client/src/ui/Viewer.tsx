/** One picture as large as the screen, over everything else. Escape and the inert page are the browser's. */

import { useLayoutEffect, useRef } from "preact/hooks";

/** A picture to look at. */
export interface Viewed {
  address: string;
  name: string;
  /** It is stored with us, so it can be taken under its name. */
  isStored: boolean;
}

export interface ViewerProps {
  picture: Viewed;
  words: Readonly<Record<"close" | "download" | "open", string>>;
  onClose: () => void;
}

export function Viewer({ picture: { address, name, isStored }, words, onClose }: ViewerProps) {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => box.current?.showModal(), []);
  const close = () => box.current?.close();
  return (
    <dialog
      ref={box}
      class="viewer"
      aria-label={name}
      onClose={onClose}
      // What it lies over has a meaning for these keys as well.
      onKeyDown={(event) => event.stopPropagation()}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) close();
      }}
    >
      <div class="viewer-bar">
        <bdi class="viewer-name">{name}</bdi>
        {isStored && (
          <a class="viewer-button" href={address} download={name}>
            {words.download}
          </a>
        )}
        <a class="viewer-button" href={address} target="_blank" rel="noopener noreferrer nofollow ugc">
          {words.open}
        </a>
        <button type="button" class="viewer-button" onClick={close}>
          {words.close}
        </button>
      </div>
      <img class="viewer-picture" src={address} alt={name} referrerpolicy="no-referrer" />
    </dialog>
  );
}

/** Whether a press on a link to a picture means the picture here, and not a tab or a copy of it. */
export function meansHere(event: MouseEvent): boolean {
  const { button, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return false;
  event.preventDefault();
  return true;
}
