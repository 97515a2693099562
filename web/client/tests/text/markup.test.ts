import { describe, expect, it } from "vitest";
import { type Inline, parse, plain } from "../../src/text/markup";

/** A compact form of the tree: `b(…) i(…) s(…) c(…) a[href](…)`. */
function shape(nodes: readonly Inline[]): string {
  const names = { bold: "b", italic: "i", strike: "s" };
  return nodes
    .map((node) => {
      if ("text" in node) return node.kind === "code" ? `c(${node.text})` : node.text;
      if (node.kind === "link") return `a[${node.href}](${shape(node.children)})`;
      return `${names[node.kind]}(${shape(node.children)})`;
    })
    .join("");
}

function read(text: string): string {
  return parse(text)
    .map((block) => {
      if (block.kind === "code") return `pre${block.info}(${block.text})`;
      if (block.kind === "paragraph") return shape(block.children);
      const items = block.items.map(({ above, sign, children }) => `${above}${sign}:${shape(children)}`);
      return `${block.ordered ? "ol" : "ul"}(${items.join("|")})`;
    })
    .join(" ¶ ");
}

describe("a message's text", () => {
  it.each([
    ["plain", "plain"],
    ["**bold** and *it* and _it_ and ~~no~~", "b(bold) and i(it) and i(it) and s(no)"],
    ["__very bold__", "b(very bold)"],
    ["***both***", "b(i(both))"],
    ["„*so*“, «*oui*»、（*это*）", "„i(so)“, «i(oui)»、（i(это)）"],
    ["*wow!* **Note:** _this one_.", "i(wow!) b(Note:) i(this one)."],
    ["😀*hi*😀 and **Ticket #1929383**", "😀i(hi)😀 and b(Ticket #1929383)"],
    ["**bold *and italic***", "b(bold i(and italic))"],
    ["你好**粗**你好", "你好b(粗)你好"],
    ["`**code**`", "c(**code**)"],
    ["one\ntwo", "one\ntwo"],
    ["one\r\n\r\ntwo", "one ¶ \ntwo"],
    ["one\n\n \ntwo", "one ¶ \n \ntwo"],
    ["- a\n- b", "ul(- :a|- :b)"],
    ["2. a\n7)  b\n100. c", "ol(2. :a|7)  :b|100. :c)"],
    ["first\n- a\nlast", "first ¶ ul(- :a) ¶ last"],
    ["- a\n  - b\n\n- c", "ul(- :a|  - :b) ¶ ul(\n- :c)"],
    ["a:\n\n```js\nb\n```", "a: ¶ \n ¶ prejs(b)"],
    ["```SELECT 1\nFROM a\n```", "preSELECT 1(FROM a)"],
    ["```\nif x:\n  *y*\n```\nthen", "pre(if x:\n  *y*) ¶ then"],
    ["```ls -la```", "pre(ls -la)"],
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
    "\\*not\\*",
    "\\\\server\\share\\_Documentation",
    "C:\\Users\\_temp_\\*.log",
    "^\\[a-z\\]\\(\\d+\\)\\*$",
    "edit __init__.py, then __main__ and __name__",
    "password is *Ab_c_9*",
    "password is **Ab_c_9**, or *Abc123*, or _x9_, or __xY__",
    "rm *.log *.tmp; cp src/**/*.ts lib/**/*.js",
    "def f(*args, **kwargs): return x**2 + y**2",
    "int *p, *q; char **argv, **envp; *p = 2*3*4;",
    "find . -name \"*test*\" -o -name '*spec*'",
    'if __name__ == "__main__": print(__all__)',
    "printf('%s*%s*', a, b); /* a *b, c */ x",
    "5 *3* 2 and */5 * * * * and ****",
    "_config_.yml of $_GET_ and _id_9",
    "server {\n    listen 80;\n\tlocation / {\n        deny all;\n    }\n}",
    "col1    col2      col3",
    "  /\\_/\\\n ( o.o)",
    "*one\ntwo*",
    "             - too far in for a list",
    "<b>bold</b> &amp; <script>alert(1)</script>",
  ])("%j stays as it was typed", (text) => expect(read(text)).toBe(text));

  it("leaves an unclosed code block alone", () => {
    expect(read("```\ncode")).toBe("```\ncode");
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
    ["详情见https://a.example/help", "详情见a[https://a.example/help](https://a.example/help)"],
    ["请看https://a.example/a。谢谢", "请看a[https://a.example/a](https://a.example/a)。谢谢"],
    ["请看 https://a.example/a，谢谢", "请看 a[https://a.example/a](https://a.example/a)，谢谢"],
    ["（https://a.example/a）", "（a[https://a.example/a](https://a.example/a)）"],
    ["「https://a.example/a」を見て", "「a[https://a.example/a](https://a.example/a)」を見て"],
    ["https://a.example/aを開いて", "a[https://a.example/a](https://a.example/a)を開いて"],
    [
      "https://a.exampleをwww.b.example詳細",
      "a[https://a.example/](https://a.example)をa[https://www.b.example/](www.b.example)詳細",
    ],
    ["https://a.example:8080请看", "a[https://a.example:8080/](https://a.example:8080)请看"],
    [
      "https://a.example/42号，https://b.example/",
      "a[https://a.example/42](https://a.example/42)号，a[https://b.example/](https://b.example/)",
    ],
    ["https://a.example/a를 열어", "a[https://a.example/a](https://a.example/a)를 열어"],
    ["смотриhttps://a.example/x!", "смотриa[https://a.example/x](https://a.example/x)!"],
    [
      "انظر https://a.example/x؟ أو https://b.example/y، شكرا",
      "انظر a[https://a.example/x](https://a.example/x)؟ أو a[https://b.example/y](https://b.example/y)، شكرا",
    ],
    [
      "״https://a.example/x״ https://b.example׃",
      "״a[https://a.example/x](https://a.example/x)״ a[https://b.example/](https://b.example)׃",
    ],
    ["https://a.example/x। और", "a[https://a.example/x](https://a.example/x)। और"],
    [
      "https://a.example/x👍 „https://b.example“",
      "a[https://a.example/x](https://a.example/x)👍 „a[https://b.example/](https://b.example)“",
    ],
    [
      "https://a.example,https://b.example;",
      "a[https://a.example/](https://a.example),a[https://b.example/](https://b.example);",
    ],
    [
      "https://a.example's page, 'https://b.example'",
      "a[https://a.example/](https://a.example)'s page, 'a[https://b.example/](https://b.example)'",
    ],
    [
      "https://a.example/x\u200b\u2060 https://b.example\\n",
      "a[https://a.example/x](https://a.example/x)\u200b\u2060 a[https://b.example/](https://b.example)\\n",
    ],
    [
      "联系mira@sol.example或ben@sol.exampleまで",
      "联系a[mailto:mira@sol.example](mira@sol.example)或a[mailto:ben@sol.example](ben@sol.example)まで",
    ],
    ["[the **docs**](https://a.example)", "a[https://a.example/](the b(docs))"],
    ["[a [b](https://a.example)", "[a a[https://a.example/](b)"],
  ])("%j reads %j", (text, expected) => expect(read(text)).toBe(expected));

  it.each(
    // Names and paths in letters of any script, with or without Latin ones before a dot, dash or slash.
    [
      "https://bücher.example/straße?größe=ä#maß",
      "https://пример.рф/путь/страница-1",
      "https://2гис.рф/",
      "https://例え.テスト/日本語/の?検索=東京",
      "https://ja.wikipedia.org/wiki/レオナルド・ダ・ヴィンチ",
      "https://ja.wikipedia.org/wiki/日本#歴史",
      "https://ar.wikipedia.org/wiki/القاهرة",
      "https://he.wikipedia.org/wiki/תל_אביב-יפו",
      "https://hi.wikipedia.org/wiki/हिन्दी",
      "https://th.wikipedia.org/wiki/กรุงเทพมหานคร",
      "https://ko.wikipedia.org/wiki/서울특별시",
      "https://fa.wikipedia.org/wiki/می‌خواهم",
      "https://en.wikipedia.org/wiki/Michelson–Morley_experiment",
      "https://a.example/b_(c)/d?x={y}&z=[".slice(0, -1).replace("&z=", "&z=1"),
    ],
  )("%s is one address", (address) => {
    for (const text of [address, `(${address})`, `„${address}“`, `${address}。`, `${address}?`])
      expect(read(text)).toContain(`](${address})`);
  });

  it.each([..."，。、；：？！）」』】》〉”’»›…،؛؟۔״׃।።၊។՝·\u3000\u200b"])(
    "%j behind one is none of it",
    (sign) => {
      const expected = `a[https://a.example/x](https://a.example/x)${sign}`;
      expect(read(`https://a.example/x${sign}`)).toBe(expected);
      expect(read(`https://a.example/x${sign} y`)).toBe(`${expected} y`);
      if (sign !== "·") expect(read(`https://a.example/x${sign}y`)).toBe(`${expected}y`);
    },
  );

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
    "*a1*.",
    "*a b*.",
    "_a_ ",
    "https://日",
    "https://a.example,",
    "www.日a",
    "a@日.",
    "\u0301",
    "a\n",
    "- a\n",
    "   ",
    "'s",
    "[a](*_~~`http://(",
  ])("of %j takes ten times as long when ten times as long, not a hundred", (piece) => {
    const [short, long] = [1_000, 10_000].map((length) => {
      const text = piece.repeat(Math.ceil(length / piece.length));
      return Math.min(...[1, 2, 3].map(() => durationOf(() => [parse(text), parse(`**${text}`)])));
    });
    expect(long).toBeLessThan(Math.max(short ?? 0, 2) * 40);
  });

  it("draws one letter with a few marks, however many there are", () => {
    expect(plain(`a${"\u0301".repeat(10_000)}b`)).toBe(`a${"\u0301".repeat(8)}b`);
    expect(plain("שָׁ֞לוֹם הགྱུ")).toBe("שָׁ֞לוֹם הགྱུ");
  });
});

function durationOf(act: () => unknown): number {
  const from = performance.now();
  act();
  return performance.now() - from;
}

/** A stream of numbers that is the same in each run. */
function numbers(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % most;
  };
}

/** Everything that stands on the screen, with a line break between blocks. */
function drawn(text: string): string {
  const said = (nodes: readonly Inline[]): string =>
    nodes.map((node) => ("text" in node ? node.text : said(node.children))).join("");
  return parse(text)
    .map((block) => {
      if (block.kind === "code") return `${block.info && `${block.info}\n`}${block.text}`;
      // The last line break of a paragraph is where it ends.
      if (block.kind === "paragraph") return said(block.children).replace(/\n$/, "");
      return block.items.map(({ above, sign, children }) => above + sign + said(children)).join("\n");
    })
    .join("\n");
}

/** What of `text` is missing in `shown`, which must be `text` with some of it left out; or `null`. */
function missing(text: string, shown: string): string | null {
  let gone = "";
  let at = 0;
  for (const character of text) {
    if (shown.startsWith(character, at)) at += character.length;
    else gone += character;
  }
  return at === shown.length ? gone : null;
}

describe("any text", () => {
  const PIECES = [
    ..."ab9 \t\n*_~`\\-.,:;!?()[]<>/@#\"'&=+|{}^$%é日ーのعא😀👩‍👩‍👧、。「」“”«»",
    "  ",
    "\n\n",
    "\n- ",
    "\n12. ",
    "\n    ",
    "\n```\n",
    "```",
    "**",
    "__",
    "~~",
    "\\*",
    "\\\\",
    "https://a.example/",
    "www.b.example",
    "mira@sol.example",
    "word",
    "e\u0301",
    "\u200d",
  ];
  const some = (next: (most: number) => number, pieces: readonly string[]) =>
    Array.from({ length: 1 + next(40) }, () => pieces[next(pieces.length)]).join("");

  it("is drawn whole but for its markup, in its order", () => {
    const next = numbers(7);
    for (let round = 0; round < 4_000; round++) {
      const text = some(next, PIECES);
      const gone = missing(text, drawn(text));
      expect(gone, JSON.stringify(text)).not.toBeNull();
      expect(gone, JSON.stringify(text)).toMatch(/^[*_~`\s]*$/);
    }
  });

  it("without a sign of markup is drawn to the letter", () => {
    const next = numbers(11);
    const pieces = PIECES.filter((piece) => !/[*_~`[]/.test(piece));
    for (let round = 0; round < 4_000; round++) {
      const text = `x${some(next, pieces)}`;
      expect(drawn(text)).toBe(text.replace(/(\n[ \t]*)+$/, ""));
    }
  });

  it("has links that the browser understands, and none that reads on into what follows", () => {
    const next = numbers(13);
    for (let round = 0; round < 2_000; round++) {
      const text = some(next, PIECES);
      const links = JSON.stringify(parse(text)).match(/"href":"[^"]*"/g) ?? [];
      for (const link of links) expect(link, text).toMatch(/^"href":"(https?:\/\/|mailto:)[!-~]+"$/);
      expect(links.join(), text).not.toMatch(/%E3%80%8[12CD]|%E2%80%9[CD]|%C2%[AB]B/);
    }
  });
});

describe("a message in one line", () => {
  it("drops the markup and the line breaks", () => {
    expect(plain("**hi**\n\n- a\n- [b](https://a.example)\n```\nc\n```")).toBe("hi a b c");
  });
});
