/** Which addresses become links: http, https, mailto and tel, written out or bare. Nothing else, ever. */

export interface Link {
  href: string;
  /** Where the text after it begins. */
  end: number;
}

/** As long as any browser carries; what is longer stays text. */
const ADDRESS_CHARACTERS = 2_048;
const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);
const BARE = ["http://", "https://", "mailto:", "tel:", "www."];
const CLOSERS: Record<string, string> = { ")": "(", "}": "{" };
const LOCAL = /[A-Za-z0-9._%+-]/;

/**
 * Where an address ends is where a reader would end it: at a space, at quotation marks, brackets and
 * punctuation of any script, and where another script begins right behind Latin letters, as in
 * "https://example.comを見て". Names and paths in letters of any script go on: "/wiki/日本".
 */
const WITHIN = "·‐‑–־・\u200c\u200d";
/** Two addresses with a comma between them are two. */
const ASCII = "(?!'?[,;]'?https?://)[!#-.0-;=@-Z_a-z{-~]";
const LETTERS = `\\p{Script=Latin}|[\\p{M}\\p{N}${WITHIN}]`;
const HOST = `(?:${ASCII}|${LETTERS}|(?<!\\p{Script=Latin}|:\\d+)\\p{L})*`;
const PATH = `(?:[/?#]|${ASCII}|${LETTERS}|(?<![\\p{Script=Latin}\\d])\\p{L})*`;
const WEB = new RegExp(`${HOST}(?:[/?#]${PATH})?`, "uy");
const DOMAIN = new RegExp(`(?:[-.]|${LETTERS}|(?<!\\p{Script=Latin})\\p{L})*`, "uy");
const TRAILING = new Set(`.,;:!?'*_~|({${WITHIN}`);

/** The address to link to, as the browser understands it, or null when it is none of ours. */
export function hrefOf(address: string): string | null {
  if (address.length > ADDRESS_CHARACTERS) return null;
  try {
    const url = new URL(/^www\./i.test(address) ? `https://${address}` : address);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Whether the word before `at` goes on there. A letter of another script ends none of Latin ones. */
export function isWithinWord(source: string, at: number): boolean {
  return /[\p{Script=Latin}\p{N}]/u.test(source[at - 1] ?? "");
}

/**
 * The bare address or e-mail address that begins at `at`; its `href` is null when it only looks
 * like one, so that the whole word is passed over. Null when there is nothing of the kind.
 */
export function addressAt(source: string, at: number): { href: string | null; end: number } | null {
  const head = source.slice(at, at + 8).toLowerCase();
  const prefix = BARE.find((each) => head.startsWith(each));
  if (prefix) return webAddressAt(source, at, prefix.length);
  return mailAddressAt(source, at);
}

/** Whether `label` poses as another address than `href`: `[https://bank.example](https://evil.example)`. */
export function labelMisleads(label: string, href: string): boolean {
  const claimed = /^\s*(https?:\/\/|www\.)\S+\s*$/i.test(label) ? hrefOf(label.trim()) : null;
  return claimed !== null && new URL(claimed).host !== new URL(href).host;
}

function webAddressAt(
  source: string,
  at: number,
  prefix: number,
): { href: string | null; end: number } | null {
  const end = endOf(WEB, source, at + prefix);
  const trimmed = withoutTrailing(source, at, end);
  if (trimmed <= at + prefix) return null;
  const href = hrefOf(source.slice(at, trimmed));
  return { href, end: href === null ? end : trimmed };
}

/** A sentence's punctuation after an address is not part of it; a bracket is, if it opened in it. */
function withoutTrailing(source: string, at: number, end: number): number {
  const opened: Record<string, number> = {};
  for (let index = at; index < end; index++) {
    const character = source[index] ?? "";
    opened[character] = (opened[character] ?? 0) + 1;
  }
  let last = source.slice(at, end).endsWith("'s") ? end - 2 : end;
  while (last > at) {
    const character = source[last - 1] ?? "";
    const opener = CLOSERS[character];
    const unbalanced = opener !== undefined && (opened[character] ?? 0) > (opened[opener] ?? 0);
    if (!TRAILING.has(character) && !unbalanced) break;
    opened[character] = (opened[character] ?? 0) - 1;
    last -= 1;
  }
  return last;
}

function mailAddressAt(source: string, at: number): { href: string | null; end: number } | null {
  // Only from where such a run begins, or "a.b.c.…" would be read from every dot again.
  if (at > 0 && LOCAL.test(source[at - 1] ?? "")) return null;
  const local = runOf(source, at, LOCAL);
  if (local === at || source[local] !== "@") return null;
  let end = endOf(DOMAIN, source, local + 1);
  while (end > local && /[.-]/.test(source[end - 1] ?? "")) end -= 1;
  const labels = source.slice(local + 1, end).split(".");
  const isDomain = labels.length > 1 && labels.every((label) => label !== "");
  if (!isDomain || !/^(?:\p{L}\p{M}*){2,}$/u.test(labels.at(-1) ?? "")) return null;
  return { href: hrefOf(`mailto:${source.slice(at, end)}`), end };
}

function runOf(source: string, at: number, allowed: RegExp): number {
  let end = at;
  while (end < source.length && allowed.test(source[end] ?? "")) end += 1;
  return end;
}

/** Where that ends which `allowed` takes from `at` on. */
function endOf(allowed: RegExp, source: string, at: number): number {
  allowed.lastIndex = at;
  return at + (allowed.exec(source)?.[0].length ?? 0);
}
