/** The few drawings of the chat, as strokes in the text's colour. */

const PATHS = {
  close: "M6 6l12 12M18 6 6 18",
  send: "M12 19V5m-6 6 6-6 6 6",
  down: "m6 9.5 6 6 6-6",
  end: "M12 5v14m-6-6 6 6 6-6",
  forth: "m9.5 6 6 6-6 6",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
