/** A modal dialog on the platform's `<dialog>`: Escape and the inert page are the browser's. */

import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./Icon";
import "./dialog.css";

export interface DialogProps {
  title: string;
  onClose: () => void;
  class?: string;
  children: ComponentChildren;
}

export function Dialog({ title, onClose, class: classes = "", children }: DialogProps) {
  const own = useId();
  const box = useRef<HTMLDialogElement>(null);

  // At once: what is typed after the key that opened it is meant for it.
  useLayoutEffect(() => {
    box.current?.showModal();
  }, []);

  return (
    <dialog
      ref={box}
      class={`dialog ${classes}`}
      aria-labelledby={own}
      onClose={onClose}
      closedby="any"
      onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
    >
      <div class="dialog-body">
        <header class="dialog-header">
          <h2 id={own}>{title}</h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={() => box.current?.close()}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
