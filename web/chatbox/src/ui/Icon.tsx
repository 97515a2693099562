/** The few drawings of the chat, as strokes in the text's colour. */

import { Unseen } from "./Unseen";

const PATHS = {
  close: "M6 6l12 12M18 6 6 18",
  send: "M12 19V5m-6 6 6-6 6 6",
  down: "m6 9.5 6 6 6-6",
  end: "M12 5v14m-6-6 6 6 6-6",
  forth: "m9.5 6 6 6-6 6",
  back: "m14.5 6-6 6 6 6",
  clip: "m20 11.5-8.3 8.2a5 5 0 0 1-7.1-7.1l8.6-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.9-7.8",
  camera: "M4 8h3l1.6-2.5h6.8L17 8h3v11H4Z M12 10a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6Z",
  smile: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z M8.5 14a4 4 0 0 0 7 0 M9 9.5v.6 M15 9.5v.6",
  file: "M7 3.5h7l4 4v13H7Z M14 3.5v4h4",
  image: "M4 5h16v14H4Z M4 16l4.5-4.5 4 4 3-3L20 16 M15 9h.1",
  download: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  check: "m5.5 12.5 4.3 4.3L18.5 8",
  out: "M14 5h5v5 M19 5l-8 8 M11 6H5v13h13v-6",
  search: "M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12Z M15.5 15.5 20 20",
  sound: "M5 9.5h3.5L13 6v12l-4.5-3.5H5Z M16 9.5a4 4 0 0 1 0 5 M18.5 7a7.5 7.5 0 0 1 0 10",
  silent: "M5 9.5h3.5L13 6v12l-4.5-3.5H5Z m11.5.5 4 4m0-4-4 4",
  cancel: "M8 8l8 8M16 8l-8 8",
} as const;

export type IconName = keyof typeof PATHS;

/** `label` is what it says where no text stands beside it. */
export function Icon({ name, size = 20, label }: { name: IconName; size?: number; label?: string }) {
  const drawing = (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
  if (label === undefined) return drawing;
  return (
    <>
      {drawing}
      <Unseen>{label}</Unseen>
    </>
  );
}
