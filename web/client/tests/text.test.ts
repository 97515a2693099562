import { describe, expect, it } from "vitest";
import { type Inline, parse, plain } from "../src/text";

/** A compact form of the tree: `b(…) i(…) s(…) c(…) a[href](…)` and `/` for a break. */
function shape(nodes: readonly Inline[]): string {
  const names = { bold: "b", italic: "i", strike: "s" };
  return nodes
    .map((node) => {
      if (node.kind === "text") return node.text;
      if (node.kind === "break") return "/";
      if (node.kind === "code") return `c(${node.text})`;
      if (node.kind === "link") return `a[${node.href}](${shape(node.children)})`;
      return `${names[node.kind]}(${shape(node.children)})`;
    })
    .join("");
}

function read(text: string): string {
  return parse(text)
    .map((block) => {
      if (block.kind === "code") return `pre(${block.text})`;
      if (block.kind === "list")
        return `${block.ordered ? `ol${block.start}` : "ul"}(${block.items.map(shape).join("|")})`;
      return shape(block.children);
    })
    .join(" ¶ ");
}

describe("a message's text", () => {
  it.each([
    ["plain", "plain"],
    ["**bold** and *it* and _it_ and ~~no~~", "b(bold) and i(it) and i(it) and s(no)"],
    ["__bold__", "b(bold)"],
    ["**bold *and italic***", "b(bold i(and italic))"],
    ["你好**粗**你好", "你好b(粗)你好"],
    ["`**code**`", "c(**code**)"],
    ["one\ntwo", "one/two"],
    ["one\r\n\r\ntwo", "one ¶ two"],
    ["- a\n- b", "ul(a|b)"],
    ["2. a\n3) b", "ol2(a|b)"],
    ["first\n- a\nlast", "first ¶ ul(a) ¶ last"],
    ["```\nif x:\n  *y*\n```\nthen", "pre(if x:\n  *y*) ¶ then"],
    ["```ls -la```", "pre(ls -la)"],
    ["\\*not\\*", "*not*"],
  ])("%j reads %j", (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    "2*3*4 = 24",
    "snake_case_name and __init__x",
    "a * b * c",
    "** ** and ****",
    "**open",
    "*a **b",
    "~one~",
    "`open",
    "``",
    "[no link]",
    "[](https://a.example)x".replace("https://a.example", "nope"),
    "[a](b c)",
    "C:\\path\\to",
    "<b>bold</b> &amp; <script>alert(1)</script>",
  ])("%j stays as it was typed", (text) => expect(read(text)).toBe(text));

  it("leaves an unclosed code block alone", () => {
    expect(read("```\ncode")).toBe("```/code");
  });
});

describe("links", () => {
  it.each([
    ["see https://a.example/x?y=1.", "see a[https://a.example/x?y=1](https://a.example/x?y=1)."],
    ["(https://a.example/b_(c))", "(a[https://a.example/b_(c)](https://a.example/b_(c)))"],
    ["**https://a.example**", "b(a[https://a.example/](https://a.example))"],
    ["HTTPS://A.example", "a[https://a.example/](HTTPS://A.example)"],
    ["www.a.example, ok", "a[https://www.a.example/](www.a.example), ok"],
    ["write to mira@sol.example!", "write to a[mailto:mira@sol.example](mira@sol.example)!"],
    ["tel:+351123", "a[tel:+351123](tel:+351123)"],
    ["[the **docs**](https://a.example)", "a[https://a.example/](the b(docs))"],
    ["[a [b](https://a.example)", "[a a[https://a.example/](b)"],
  ])("%j reads %j", (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,hi)",
    "[x](vbscript:x)",
    "[x](//evil.example)",
    "[x](/inbox)",
    "file:///etc/passwd",
    "xhttps://a.example",
    "http://",
    "a@b",
    "@@@ @a.example",
  ])("%j is no link", (text) => expect(read(text)).toBe(text));

  it("shows the true address when the label poses as another", () => {
    const disguised = read("[https://bank.example](https://evil.example/login)");
    expect(disguised).toBe("a[https://evil.example/login](https://evil.example/login)");
  });

  it("never lets a script's address through, however it is spelled", () => {
    const tricks = [
      "\tjavascript:alert(1)",
      "java\nscript:alert(1)",
      "&#106;avascript:alert(1)",
      " javascript:alert(1)",
    ];
    for (const trick of tricks) expect(read(`[x](${trick})`)).not.toContain("a[");
  });
});

describe("a hostile message", () => {
  const most = 10_000;
  it.each([
    "*",
    "**",
    "_",
    "~~",
    "`",
    "[",
    "]",
    "](",
    "[](",
    "[a](",
    "[a](http://",
    "(http://",
    "http://(",
    "**a ",
    "*a **b ~~c ",
    "a@",
    "@a.",
    "a.b-",
    "```\n",
    "- ",
    "1. ",
    "\\",
    "_*",
    "[*_",
    "a@a.a",
    "\n\n",
    "www.",
    "://",
    "(((",
    ")))",
    "`a",
  ])("of %j ten thousand characters long takes no time", (piece) => {
    const text = piece.repeat(Math.ceil(most / piece.length));
    const from = performance.now();
    parse(text);
    parse(`**${text}`);
    expect(performance.now() - from).toBeLessThan(150);
  });

  it("takes ten times as long when ten times as long, not a hundred", () => {
    const time = (length: number) => {
      const text = "[a](*_~~`http://(".repeat(length);
      const from = performance.now();
      parse(text);
      return performance.now() - from;
    };
    time(2_000);
    const [short, long] = [time(2_000), time(20_000)];
    expect(long).toBeLessThan(Math.max(short, 2) * 40);
  });

  it("loses no character of what is not markup", () => {
    let seed = 7;
    const next = (most: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % most;
    };
    const pieces = ["a", " ", "*", "_", "~", "(", ")", "x y", "é"];
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: 30 }, () => pieces[next(pieces.length)]).join("");
      const kept = (from: string) => from.replace(/[*_~\s]/g, "");
      expect(kept(plain(text))).toBe(kept(text));
    }
  });
});

describe("a message in one line", () => {
  it("drops the markup and the line breaks", () => {
    expect(plain("**hi**\n\n- a\n- [b](https://a.example)\n```\nc\n```")).toBe("hi a b c");
  });
});
