/** What a message consists of, as `message:send` and `message:show` take it. All text is text, never HTML. */

/** A value that operators can be shown. */
export type Plain = string | number | boolean;

export interface FileContent {
  name: string;
  /** http or https. */
  url: string;
  /** The MIME type, such as `application/pdf`. */
  type: string;
}

export interface AnimationContent {
  url: string;
  type: string;
}

export interface AudioContent {
  url: string;
  type: string;
  /** In seconds. */
  duration: number;
}

/** A question with buttons. */
export interface PickerContent {
  id: string;
  text: string;
  choices: PickerChoice[];
  required?: boolean | undefined;
}

export interface PickerChoice {
  value: string;
  label: string;
  /** One emoji. */
  icon?: string | undefined;
  selected: boolean;
  /** Choosing it opens an address. */
  action?: { type: "frame" | "link"; target: string } | undefined;
}

/** A question with an input. */
export interface FieldContent {
  id: string;
  text: string;
  explain: string;
  value?: string | undefined;
  required?: boolean | undefined;
}

/** Cards, side by side. */
export interface CarouselContent {
  text: string;
  targets: CarouselTarget[];
}

export interface CarouselTarget {
  title: string;
  description: string;
  image?: string | undefined;
  actions: { label: string; url: string }[];
}

/** The arguments of `message:send`: what a visitor may say. */
export type SentContent =
  | [type: "text", content: string]
  | [type: "file", content: FileContent]
  | [type: "animation", content: AnimationContent]
  | [type: "audio", content: AudioContent];

/** The arguments of `message:show`: what a page may show as if an operator had said it. */
export type ShownContent =
  | SentContent
  | [type: "picker", content: PickerContent]
  | [type: "field", content: FieldContent]
  | [type: "carousel", content: CarouselContent];
