/** Files dragged over the page: where they may be dropped, and that nowhere else they take the page away. */

import { useEffect, useRef, useState } from "preact/hooks";

/** Handlers for an element that takes files; `over` while some hang above it. */
export function useFileDrop(onFiles: (files: File[]) => void) {
  const depth = useRef(0);
  const [over, setOver] = useState(false);
  const left = () => {
    depth.current = 0;
    setOver(false);
  };
  return {
    over,
    handlers: {
      // Entering a child comes before leaving its parent, so they are counted.
      onDragEnter: (event: DragEvent) => {
        if (!holdsFiles(event)) return;
        depth.current += 1;
        setOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        if (!holdsFiles(event)) return;
        depth.current -= 1;
        if (depth.current <= 0) left();
      },
      onDrop: (event: DragEvent) => {
        left();
        const files = [...(event.dataTransfer?.files ?? [])];
        if (files.length === 0) return;
        event.preventDefault();
        onFiles(files);
      },
    },
  };
}

/** A file dropped beside the composer would otherwise be opened in place of the inbox. */
export function useDropGuard(): void {
  useEffect(() => {
    const guard = (event: DragEvent) => holdsFiles(event) && event.preventDefault();
    addEventListener("dragover", guard);
    addEventListener("drop", guard);
    return () => {
      removeEventListener("dragover", guard);
      removeEventListener("drop", guard);
    };
  }, []);
}

/** Files of a paste, unless it is words that happen to come with their picture. */
export function pastedFiles(event: ClipboardEvent): File[] {
  const data = event.clipboardData;
  return data === null || data.types.includes("text/plain") ? [] : [...data.files];
}

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") === true;
}
