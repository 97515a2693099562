/** A grid of emoji for desks, where no keyboard offers them; found by words of the visitor's language. */

import { useEffect, useRef, useState } from "preact/hooks";
import { direction, language, t } from "../../texts";
import { EMOJI } from "./emoji/emoji";

const WORDS: Readonly<Record<string, () => Promise<{ words: string }>>> = {
  ar: () => import("./emoji/ar"),
  de: () => import("./emoji/de"),
  en: () => import("./emoji/en"),
  es: () => import("./emoji/es"),
  fr: () => import("./emoji/fr"),
  pt: () => import("./emoji/pt"),
};
const COLUMNS = 8;

export { default as css } from "./emoji-picker.css?inline";

export interface EmojiPickerProps {
  onPick(emoji: string): void;
  onClose(): void;
}

export function EmojiPicker({ onPick, onClose }: EmojiPickerProps) {
  const box = useRef<HTMLDivElement>(null);
  const [words, setWords] = useState<readonly string[]>([]);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);

  useEffect(() => {
    WORDS[language()]?.().then(
      (module) => setWords(module.words.split("|")),
      () => {}, // Without words there is the grid.
    );
    box.current?.querySelector("input")?.focus();
  }, []);

  const wanted = text.trim().toLocaleLowerCase();
  const found = EMOJI.map((emoji, index) => ({ emoji, name: words[index] ?? "" })).filter(
    ({ name }) => !wanted || ` ${name}`.includes(` ${wanted}`),
  );

  function move(event: KeyboardEvent): void {
    const forth = direction() === "rtl" ? -1 : 1;
    const steps: Record<string, number> = {
      ArrowRight: forth,
      ArrowLeft: -forth,
      ArrowDown: COLUMNS,
      ArrowUp: -COLUMNS,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(found.length - 1, Math.max(0, chosen + step));
    setChosen(next);
    box.current?.querySelectorAll<HTMLElement>(".emoji-grid button")[next]?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    onClose();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes it wherever the focus is inside
    <div ref={box} class="emoji" onKeyDown={onKeyDown}>
      <input
        type="search"
        dir="auto"
        aria-label={t("emoji.search")}
        placeholder={t("emoji.search")}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            if (wanted && found[0]) onPick(found[0].emoji);
          } else if (event.key === "ArrowDown") {
            event.preventDefault();
            box.current?.querySelector<HTMLElement>(".emoji-grid button")?.focus();
          }
        }}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws a frame that no style takes away everywhere */}
      <div class="emoji-grid" role="group" aria-label={t("emoji")} onKeyDown={move}>
        {found.map(({ emoji, name }, index) => (
          <button
            key={emoji}
            type="button"
            title={name.split(" ")[0] ?? ""}
            aria-label={name || emoji}
            tabIndex={index === Math.min(chosen, found.length - 1) ? 0 : -1}
            onClick={() => onPick(emoji)}
          >
            {emoji}
          </button>
        ))}
      </div>
      {found.length === 0 && (
        <p class="meta" role="status">
          {t("emoji.nothing")}
        </p>
      )}
    </div>
  );
}
