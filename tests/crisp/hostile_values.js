// Values that no page should pass, and some page will. Evaluates to a function that makes them.
() => {
  const many = "x".repeat(1_000_000);
  const nested = (depth, wrap) => Array.from({ length: depth }).reduce(wrap, "deep");
  const cyclic = { topic: "cyclic" };
  cyclic.self = cyclic;
  const ring = [];
  ring.push(ring);
  const wide = [];
  wide.push(wide, wide, "wide");
  const trap = () => {
    throw new Error("trap");
  };
  const throwing = (...names) =>
    Object.defineProperties(
      {},
      Object.fromEntries(names.map((name) => [name, { get: trap, enumerable: true }])),
    );
  const proxies = ["get", "has", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf"].flatMap((name) => [
    new Proxy({ topic: "x" }, { [name]: trap }),
    new Proxy(["x", "y"], { [name]: trap }),
  ]);
  const revoked = [{}, [], () => {}].map((target) => {
    const { proxy, revoke } = Proxy.revocable(target, {});
    revoke();
    return proxy;
  });
  const polluting = ["__proto__", "constructor", "prototype"].flatMap((name) => [
    JSON.parse(`{"${name}": {"polluted": true}}`),
    JSON.parse(`{"topic": "t", "data": {"${name}": {"polluted": true}, "${name}.polluted": 1}}`),
    [[[name, "polluted"]]],
    [name, "polluted"],
  ]);
  const controls = Array.from({ length: 0xa0 }, (_, code) => code)
    .filter((code) => code < 0x20 || code > 0x7e)
    .map((code) => `a${String.fromCharCode(code)}b`);
  const invisible = [0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0x2028, 0x2029, 0xad, 0x061c];
  const bidi = [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x200e, 0x200f];
  const odd = [...invisible, ...bidi].flatMap((code) => [
    String.fromCharCode(code),
    `a${String.fromCharCode(code)}b`,
  ]);
  const surrogates = ["\ud800", "\udc00", "a\ud83d", "\ude00b", "\udc00\ud800", "\ud800\ud800"];
  const markup = [
    "<script>window.polluted = 1</script>",
    "<img src=x onerror='window.polluted = 1'>",
    "<svg/onload=alert(1)>",
    "<b>bold</b>",
    "&lt;b&gt;",
    "</textarea><script>alert(1)</script>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://a.example/\"onmouseover='alert(1)'",
    "http://[::1",
    "//evil.example/x",
    "ftp://a.example/",
    "https://",
    "https://a.example/ b",
    "{{7*7}}",
    "${7*7}",
    "<%= 7*7 %>",
    "=1+1",
    "@SUM(A1)",
    "../../etc/passwd",
    "'; DROP TABLE messages; --",
    "\u0000",
    "%00",
    "%s%s%s%n",
    "\\u0000",
  ];
  const words = [
    ...["", " ", "\t\n", "null", "undefined", "NaN", "true", "0", "-1", "1e400", "[object Object]"],
    ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"],
    ...["é", "e\u0301", "ﷺ", "👩‍👩‍👧‍👦", "🏳️‍🌈", "مرحبا", "שלום", "İ", "ß", "Å", "\u212b"],
    ...[64, 65, 100, 101, 128, 129, 254, 255, 256, 1000, 1001, 10_000, 10_001].map((n) => "x".repeat(n)),
    ...["😀".repeat(255), "😀".repeat(256), "😀".repeat(10_000), `a${"\u0301".repeat(10_000)}`, '"'.repeat(1000)],
    many,
  ];
  const numbers = [0, -0, 1, -1, 0.1, 1e21, -1e21, 2 ** 53, 2 ** 53 - 1, -(2 ** 53), 1e308, 5e-324];
  const specials = [Number.NaN, Infinity, -Infinity, 0n, 1n, 2n ** 64n, -1n, Symbol("x"), Symbol.iterator, Symbol()];
  const functions = [() => {}, trap, async () => {}, function* () {}, class {}, Function, Object, Symbol, many.at];
  const objects = [
    ...[{}, Object.create(null), Object.freeze({ topic: "x" }), cyclic, new Date(), new Date(Number.NaN)],
    ...[/x/g, new Map([["a", 1]]), new Set([1]), new WeakMap(), new Error("x"), Promise.resolve(1)],
    ...[new ArrayBuffer(8), new Uint8Array(8), new Float64Array(2), new DataView(new ArrayBuffer(1))],
    ...[new Boolean(false), new Number(7), new String("boxed"), Object(Symbol("x")), Object(1n)],
    ...[new URL("https://a.example"), new URLSearchParams("a=1"), new Blob(["x"]), new Event("x")],
    ...[document, document.body, document.createElement("p"), document.createTextNode("x"), window, location],
    ...[document.querySelectorAll("*"), document.documentElement.attributes, getComputedStyle(document.body)],
    ...[Math, JSON, Reflect, globalThis, new AbortController().signal, performance],
    { toString: trap },
    { valueOf: trap, toString: trap },
    { [Symbol.toPrimitive]: trap },
    { toJSON: trap },
    { toJSON: () => many },
    { toString: () => "chat:open" },
    { length: 1e9 },
    { 0: "a", 1: "b", length: 2 },
    { [Symbol.iterator]: trap },
    { then: trap },
    throwing("topic"),
    throwing("external_id"),
    throwing("data", "signature"),
    throwing("name", "url", "type"),
    throwing("text", "choices", "targets"),
    throwing("value", "0", "length"),
    { topic: {} },
    { topic: null, external_id: {}, data: [], signature: {} },
    { topic: "t", external_id: many },
    { topic: "t", data: Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`k${n}`, n])) },
    { topic: "t", data: { key: many, "bad key": 1, "": 1, number: Number.NaN, big: 1e300, deep: {} } },
    { topic: "t", signature: many },
    { id: many },
    { id: 7, external_id: Number.NaN, topic: 7 },
    { name: many, url: many, type: many, duration: -1 },
    { name: "a", url: "javascript:alert(1)", type: "x" },
    { name: "a", url: "https://a.example", type: "\u0007", duration: Infinity },
    { id: "p", text: "?", choices: [] },
    { id: "p", text: "?", choices: [null, 1, {}] },
    { id: "p", text: "?", choices: [{ value: "v", label: "l", action: { type: "eval", target: "x" } }] },
    { text: "c", targets: [{ title: "t", actions: [{ label: "l", url: "javascript:1" }] }] },
    { text: "c", targets: Array.from({ length: 1000 }, () => ({ title: "t", actions: [] })) },
    { url: {}, employment: {}, geolocation: [[[]]], description: many },
    nested(1000, (inner) => ({ inner })),
    nested(1000, (inner) => ({ topic: inner, data: inner })),
  ];
  const lists = [
    ...[[], [[]], [[[]]], [null], [undefined], [[undefined]], [[[null]]], new Array(5), new Array(1_000)],
    ...[ring, wide, nested(1000, (inner) => [inner]), Array.from({ length: 1_000 }, () => "x")],
    ...[[["a"]], [["a", "b", "c"]], [[["a", { b: 1 }, "red"]]], [1, 2, 3], [{}, {}], [[1, [2, [3]]]]],
    Object.defineProperty(["x"], 0, { get: trap }),
    Object.assign(["x"], { toJSON: trap }),
    Object.assign(["x"], { flat: null, map: null, pop: null }),
    Array.from({ length: 3 }, (_, n) => [`key${n}`, many]),
    Array.from({ length: 200 }, (_, n) => [`key${n}`, n]),
    Array.from({ length: 60 }, (_, n) => [`key${n}`, "😀".repeat(1000)]),
  ];
  return [
    ...[undefined, null, true, false],
    ...[numbers, specials, words, controls, odd, surrogates, markup, functions].flat(),
    ...[objects, lists, proxies, revoked, polluting].flat(),
  ];
}
