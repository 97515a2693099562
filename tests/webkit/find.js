// What a person sees, in the page and in shadow roots: by what it is, and what it is called or
// says. A name as long as a page is nobody's.
const [selector, pattern] = arguments;
const LONGEST = 300;

function* roots(root) {
  yield root;
  for (const it of root.querySelectorAll("*")) if (it.shadowRoot) yield* roots(it.shadowRoot);
}

function nameOf(it) {
  const own = it.getAttribute("aria-label") ?? it.getAttribute("alt");
  if (own !== null) return own;
  const ids = it.getAttribute("aria-labelledby")?.split(/\s+/) ?? [];
  const labels = [...ids.map((id) => it.getRootNode().getElementById(id)), ...(it.labels ?? [])];
  return (labels.length ? labels : [it]).map((label) => label?.textContent ?? "").join(" ");
}

function isCalled(it) {
  const name = nameOf(it).replace(/\s+/g, " ").trim();
  return name.length <= LONGEST && new RegExp(pattern).test(name);
}

return [...roots(document)]
  .flatMap((root) => [...root.querySelectorAll(selector)])
  .filter((it) => (pattern === null || isCalled(it)) && it.checkVisibility({ visibilityProperty: true }));
