/**
 * Keeps the reader's place in a list that grows at both ends and changes in between.
 *
 * Before each drawing the first visible rows and where they stand are known; after it the first
 * of them that is still there is put back to where it stood. Who is at the end stays at the end.
 * Nothing here knows what a row is: rows are the list's children, and those with a `data-key`
 * keep their place.
 */

/** What is on the screen: indexes of rows, and how far it is to either end. */
export interface View {
  first: number;
  last: number;
  /** The last row whose end is on the screen, too. */
  seen: number;
  toStart: number;
  toEnd: number;
}

interface Anchor {
  key: string;
  top: number;
}

/** Closer than this counts as being at the end. */
const END_PIXELS = 48;
/** Time for pictures, fonts and folds to take their size. */
const HELD_MILLISECONDS = 800;
/** Room above what came unseen, for the bar that lies there. */
const UNSEEN_PIXELS = 56;
/** Rows remembered as anchors: a fold may take several away at once. */
const ANCHORS = 12;

export class Scroller {
  #anchors: Anchor[] = [];
  #atEnd = true;
  /** What was asked for holds the place instead of the end, until everything around it has its size. */
  #held: { key: string; until: number } | null = null;

  constructor(
    private readonly box: HTMLElement,
    private readonly list: HTMLElement,
  ) {}

  /** The row the reader looks at: what was asked for or clicked, else the first; `null`: the end. */
  get readKey(): string | null {
    return this.#heldKey() ?? (this.#atEnd ? null : (this.#anchors[0]?.key ?? null));
  }

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
      const { key } = row.dataset;
      if (key !== undefined) this.#anchors.push({ key, top: row.offsetTop - top });
    }
    const bottom = list.children[last];
    const isCut =
      bottom instanceof HTMLElement && bottom.offsetTop + bottom.offsetHeight > top + box.clientHeight + 1;
    return { first, last, seen: isCut ? last - 1 : last, toStart: top, toEnd };
  }

  /**
   * Puts the reader back after the rows or the sizes changed. `follows`: who is at the end stays
   * there, `butFor` what came while nobody looked: its first row stays on the screen.
   */
  restore(follows: boolean, butFor: HTMLElement | null = null): void {
    const held = this.#heldKey();
    if (this.#atEnd && follows && held === null) this.#follow(butFor);
    else this.#restoreAnchor(held);
  }

  /** A thread was folded or unfolded: what the reader clicked stays where it is. */
  keep(key: string): void {
    this.note();
    const row = this.#rowsByKey().get(key);
    if (row !== undefined) this.#anchors.unshift({ key, top: row.offsetTop - this.box.scrollTop });
    this.#hold(key);
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
    this.#hold(row.dataset.key ?? "");
    return row;
  }

  /** The reader scrolled by hand: what was asked for no longer holds the place. */
  release(): void {
    this.#held = null;
  }

  #follow(butFor: HTMLElement | null): void {
    this.toEnd();
    const most = butFor === null ? Number.POSITIVE_INFINITY : butFor.offsetTop - UNSEEN_PIXELS;
    if (this.box.scrollTop <= most) return;
    this.box.scrollTop = most;
    this.note();
  }

  #hold(key: string): void {
    this.#held = { key, until: performance.now() + HELD_MILLISECONDS };
  }

  #heldKey(): string | null {
    if (this.#held !== null && this.#held.until < performance.now()) this.#held = null;
    return this.#held?.key ?? null;
  }

  #restoreAnchor(key: string | null): void {
    const rows = this.#rowsByKey();
    const held = this.#anchors.filter((anchor) => anchor.key === key);
    for (const anchor of [...held, ...this.#anchors]) {
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
      if (row instanceof HTMLElement && row.dataset.key !== undefined) rows.set(row.dataset.key, row);
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
