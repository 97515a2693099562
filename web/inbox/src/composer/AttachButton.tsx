/** The paperclip: opens the system's own picker; on phones that is also the camera. */

import { useRef } from "preact/hooks";
import { Icon } from "../shared/ui/Icon";

export interface AttachButtonProps {
  /** What the server takes, as the picker wants it; empty: anything. */
  accept: string;
  onFiles: (files: Iterable<File>) => void;
}

export function AttachButton({ accept, onFiles }: AttachButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="icon-button composer-attach"
        aria-label="Attach files"
        title="Attach files"
        onClick={() => input.current?.click()}
      >
        <Icon name="clip" />
      </button>
      <input
        ref={input}
        type="file"
        class="hidden-text"
        tabIndex={-1}
        aria-hidden="true"
        multiple
        accept={accept}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          // The same file again is a change, too.
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
