/**
 * The few drawings of the chat, as strokes in the text's colour. Those of a part that is fetched later
 * come with it, as its `path`.
 */

import { ScreenReaderText } from "./ScreenReaderText";

const PATHS = {
  close: "M6 6l12 12M18 6 6 18",
  send: "M12 19V5m-6 6 6-6 6 6",
  down: "m6 9.5 6 6 6-6",
  end: "M12 5v14m-6-6 6 6 6-6",
  forth: "m9.5 6 6 6-6 6",
  clip: "m20 11.5-8.3 8.2a5 5 0 0 1-7.1-7.1l8.6-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.9-7.8",
  camera: "M4 8h3l1.6-2.5h6.8L17 8h3v11H4Z M12 10a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6Z",
  smile: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Z M8.5 14a4 4 0 0 0 7 0 M9 9.5v.6 M15 9.5v.6",
  sound: "M5 9.5h3.5L13 6v12l-4.5-3.5H5Z M16 9.5a4 4 0 0 1 0 5 M18.5 7a7.5 7.5 0 0 1 0 10",
  silent: "M5 9.5h3.5L13 6v12l-4.5-3.5H5Z m11.5.5 4 4m0-4-4 4",
} as const;

export type IconName = keyof typeof PATHS;

interface IconProps {
  name?: IconName;
  path?: string;
  size?: number;
  /** What it says where no text stands beside it. */
  label?: string;
}

export function Icon({ name, path = name && PATHS[name], size = 20, label }: IconProps) {
  const drawing = (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path d={path} />
    </svg>
  );
  if (label === undefined) return drawing;
  return (
    <>
      {drawing}
      <ScreenReaderText>{label}</ScreenReaderText>
    </>
  );
}
