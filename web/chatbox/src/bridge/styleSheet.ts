/** A constructable style sheet: the one kind that a strict content security policy lets apply. */
export function styleSheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}
