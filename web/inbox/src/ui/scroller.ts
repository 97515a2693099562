/**
 * Keeps the reader's place in a list that grows at both ends and changes in between.
 *
 * Before each drawing the first visible rows and where they stand are known; after it the first
 * of them that is still there is put back to where it stood. Who is at the end stays at the end.
 * Nothing here knows what a row is: rows are the list's children, named by `data-key`.
 */

/** What is on the screen: indexes of the first and the last row, and how far it is to either end. */
export interface View {
  first: number;
  last: number;
  toStart: number;
  toEnd: number;
}

interface Anchor {
  key: string;
  top: number;
}

/** Closer than this counts as being at the end. */
const END_PIXELS = 48;
/** Rows remembered as anchors: a fold may take several away at once. */
const ANCHORS = 12;

export class Scroller {
  #anchors: Anchor[] = [];
  #atEnd = true;
  /** While something was asked for, its row holds the place instead of the end. */
  #held: string | null = null;

  constructor(
    private readonly box: HTMLElement,
    private readonly list: HTMLElement,
  ) {}

  get atEnd(): boolean {
    return this.#atEnd;
  }

  /** Notes where everything stands; call after scrolling. */
  note(): View {
    const { box, list } = this;
    const top = box.scrollTop;
    const toEnd = box.scrollHeight - top - box.clientHeight;
    this.#atEnd = toEnd <= END_PIXELS;
    const first = this.#rowAt(top);
    const last = this.#rowAt(top + box.clientHeight - 1);
    this.#anchors = [];
    for (let at = first; at < list.children.length && this.#anchors.length < ANCHORS; at++) {
      const row = list.children[at] as HTMLElement;
      this.#anchors.push({ key: row.dataset.key ?? "", top: row.offsetTop - top });
    }
    return { first, last, toStart: top, toEnd };
  }

  /** Puts the reader back after the rows or the sizes changed. `follows` says whether the end is live. */
  restore(follows: boolean): void {
    if (this.#atEnd && follows && this.#held === null) this.toEnd();
    else this.#restoreAnchor();
  }

  /** Goes to the end and follows it from now on. */
  toEnd(): void {
    this.#held = null;
    this.box.scrollTop = this.box.scrollHeight;
    this.#atEnd = true;
  }

  /** Puts a row a quarter below the top, so that what is before it gives it context. */
  toRow(index: number): HTMLElement | null {
    const row = this.list.children[index];
    if (!(row instanceof HTMLElement)) return null;
    this.box.scrollTop = row.offsetTop - this.box.clientHeight * 0.25;
    this.note();
    this.#held = row.dataset.key ?? null;
    return row;
  }

  /** The reader scrolled by hand: what was asked for no longer holds the place. */
  release(): void {
    this.#held = null;
  }

  #restoreAnchor(): void {
    const rows = this.#rowsByKey();
    const held = this.#held === null ? undefined : this.#anchors.find(({ key }) => key === this.#held);
    for (const anchor of held === undefined ? this.#anchors : [held, ...this.#anchors]) {
      const row = rows.get(anchor.key);
      if (row === undefined) continue;
      const moved = row.offsetTop - this.box.scrollTop - anchor.top;
      if (Math.abs(moved) >= 1) this.box.scrollTop += moved;
      return;
    }
  }

  #rowsByKey(): Map<string, HTMLElement> {
    const rows = new Map<string, HTMLElement>();
    for (const row of this.list.children)
      if (row instanceof HTMLElement) rows.set(row.dataset.key ?? "", row);
    return rows;
  }

  /** The row that covers this height, by halving: rows stand in order. */
  #rowAt(height: number): number {
    const { children } = this.list;
    let low = 0;
    let high = children.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((children[middle] as HTMLElement).offsetTop <= height) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }
}
