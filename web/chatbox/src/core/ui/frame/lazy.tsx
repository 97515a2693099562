/** Components that are fetched, with their styles, when they are first drawn. */

import { signal } from "@preact/signals";
import type { ComponentType, VNode } from "preact";
import { styleSheet } from "../../../bridge/styleSheet";
import { speakOfParts } from "../../texts";

/** What a chunk gives. */
interface Part<Props> {
  component: ComponentType<Props>;
  css?: string;
}

/** A component that can be fetched before it is drawn; `isThere` tells whoever draws when it has come. */
type Lazy<Props> = ((props: Props) => VNode | null) & { fetch(): void; isThere(): boolean };

const sheets: CSSStyleSheet[] = [];
let place: ShadowRoot | null = null;

/** Says where the components are drawn; what has been fetched before is styled there at once. */
export function setLazyRoot(root: ShadowRoot): void {
  place = root;
  root.adoptedStyleSheets.push(...sheets);
}

/** A component that is `before` until it is there; without `before` there is nothing in its place. */
export function lazy<Props extends object>(
  load: () => Promise<Part<Props>>,
  before: (props: Props) => VNode | null = () => null,
): Lazy<Props> {
  const loaded = signal<ComponentType<Props> | null>(null);
  let isAsked = false;

  function take({ component, css }: Part<Props>): void {
    if (css) {
      const made = styleSheet(css);
      sheets.push(made);
      place?.adoptedStyleSheets.push(made);
    }
    loaded.value = component;
  }

  function fetch(): void {
    if (isAsked) return;
    isAsked = true;
    Promise.all([load(), speakOfParts()]).then(
      ([part]) => take(part),
      () => {
        isAsked = false; // The next drawing tries again, and so does a network that is back.
        addEventListener("online", fetch, { once: true });
      },
    );
  }

  function Lazy(props: Props) {
    const Loaded = loaded.value;
    if (Loaded) return <Loaded {...props} />;
    fetch();
    return before(props);
  }
  return Object.assign(Lazy, { fetch, isThere: () => loaded.value !== null });
}
