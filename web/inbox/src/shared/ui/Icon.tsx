/** The few drawn signs of the inbox, as outlines in the colour of the text around them. */

const PATHS = {
  startThread: "M8 4.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7z M8 11.5V20M17 9v8M13 13h8",
  inbox: "M3 13.5h4.2l1.5 2.5h6.6l1.5-2.5H21 M5.6 5h12.8L21 13.5V19H3v-5.5z",
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  down: "M6 9l6 6 6-6",
  up: "M6 15l6-6 6 6",
  right: "M9 6l6 6-6 6",
  toStart: "M6 5h12M12 20V9.5M7.5 13.5L12 9l4.5 4.5",
  toEnd: "M6 19h12M12 4v10.5M7.5 10.5L12 15l4.5-4.5",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  check: "M5 12.5l4.5 4.5L19 7.5",
  checks: "M2.5 12.5l4.5 4.5L16.5 7.5M12 16.5l.5.5L22 7.5",
  note: "M5 4h14v10l-5.5 6H5z M19 14h-5.5v6",
  send: "M4 12h15M13 6l6 6-6 6",
  details: "M4 5h16v14H4z M14.5 5v14",
  sun: "M12 8a4 4 0 100 8 4 4 0 000-8z M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  moon: "M19.5 14.5A8 8 0 019.5 4.5a8 8 0 1010 10z",
  system: "M4 5h16v11H4z M9 20h6M12 16v4",
  search: "M11 5a6 6 0 100 12 6 6 0 000-12z M15.5 15.5L20 20",
  link: "M10 14a4 4 0 005.7 0l3-3A4 4 0 0013 5.3l-1 1M14 10a4 4 0 00-5.7 0l-3 3A4 4 0 0011 18.7l1-1",
  pen: "M5 19l1-4L16 5l3 3L9 18z",
  reopen: "M5 12a7 7 0 107-7 7.2 7.2 0 00-5 2.2L5 9M5 4.5V9h4.5",
  retry: "M19 12a7 7 0 11-2.1-5L19 9M19 4.5V9h-4.5",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7",
  keyboard: "M3 7h18v10H3z M7 10.5h.01M11 10.5h.01M15 10.5h.01M8 14h8",
  leave: "M14 5h5v14h-5M4 12h10M10.5 8.5L14 12l-3.5 3.5",
  fold: "M8 4l4 4 4-4M8 20l4-4 4 4M5 12h14",
  clip: "M19.5 11.5l-7.8 7.8a4.6 4.6 0 01-6.5-6.5l8-8a3.1 3.1 0 014.4 4.4l-7.9 7.9a1.5 1.5 0 01-2.2-2.2l7.2-7.1",
  file: "M6 3.5h8l4.5 4.5v12.5H6z M13.5 3.5V8.5h5",
  image: "M4 5h16v14H4z M4 16l4.5-4.5 4 4 2.5-2.5L20 17.5 M15.5 8.7a.8.8 0 110 1.6.8.8 0 010-1.6z",
  audio: "M4 10v4M8 7v10M12 4v16M16 8v8M20 10.5v3",
  download: "M12 4v11M7.5 10.5L12 15l4.5-4.5M5 19.5h14",
  out: "M13 5h6v6M19 5l-8.5 8.5M16 13.5V19H5V8h5.5",
  person: "M12 4.5a3.75 3.75 0 100 7.5 3.75 3.75 0 000-7.5z M5 20c.6-3.6 3.4-5.5 7-5.5s6.4 1.9 7 5.5",
  question: "M4 5h16v11h-9l-4 3.5V16H4z M9.8 9.2a2.2 2.2 0 114 1.2c-.7.7-1.8.9-1.8 2.1M12 14.3h.01",
  unverified: "M12 3.5L21 19H3z M12 10v4M12 16.6h.01",
  switch: "M4 8h14M14.5 4.5L18 8l-3.5 3.5M20 16H6M9.5 12.5L6 16l3.5 3.5",
  focus: "M4 9V5h4M20 9V5h-4M4 15v4h4M20 15v4h-4",
} as const;

/** The name of a sign. */
export type IconName = keyof typeof PATHS;

/** A sign; hidden from assistive technology, since the control around it has a name. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg class={`icon icon-${name}`} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** Threadbox's own sign: two threads, a ring and a dot, as in every timeline. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <circle class="mark-ring" cx="5.2" cy="6" r="2.3" />
      <circle class="mark-dot" cx="5.2" cy="14" r="2.6" />
      <path d="M10.5 6H17M10.5 14H17" />
    </svg>
  );
}
