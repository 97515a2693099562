/** Ctrl-K: find and do anything. A combobox over a list; the arrows move, Enter does. */

import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/ui/Icon";
import { matchingEntries, type PaletteEntry } from "./search";
import "./palette.css";

export interface PaletteProps {
  entries: readonly PaletteEntry[];
  label: string;
  onClose: () => void;
}

export function Palette({ entries, label, onClose }: PaletteProps) {
  const own = useId();
  const box = useRef<HTMLDialogElement>(null);
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const shown = matchingEntries(entries, search);
  const chosen = shown[Math.min(at, shown.length - 1)];

  // At once: what is typed after the key that opened it is meant for it.
  useLayoutEffect(() => box.current?.showModal(), []);
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at, search]);

  const choose = (entry: PaletteEntry | undefined) => {
    if (entry === undefined) return;
    box.current?.close();
    // After the focus went back, so that an action may take it elsewhere.
    setTimeout(entry.run);
  };
  const press = (event: KeyboardEvent) => {
    event.stopPropagation();
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((Math.min(at, shown.length - 1) + step + shown.length) % Math.max(1, shown.length));
    }
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      choose(chosen);
    }
  };

  return (
    <dialog ref={box} class="dialog palette" aria-label={label} onClose={onClose} closedby="any">
      <div class="palette-search">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded={true}
          aria-controls={own}
          aria-activedescendant={chosen === undefined ? undefined : `${own}-${chosen.id}`}
          aria-autocomplete="list"
          autocomplete="off"
          spellcheck={false}
          placeholder={label}
          value={search}
          onInput={(event) => {
            setSearch(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
      </div>
      <div id={own} class="palette-list" role="listbox" aria-label={label} tabIndex={-1}>
        {shown.map((entry, index) => (
          <Entry
            key={entry.id}
            id={`${own}-${entry.id}`}
            entry={entry}
            heads={search === "" && shown[index - 1]?.group !== entry.group}
            chosen={entry === chosen}
            onChoose={choose}
          />
        ))}
      </div>
      {shown.length === 0 && <p class="palette-none">Nothing found for “{search}”.</p>}
    </dialog>
  );
}

interface EntryProps {
  id: string;
  entry: PaletteEntry;
  heads: boolean;
  chosen: boolean;
  onChoose: (entry: PaletteEntry) => void;
}

function Entry({ id, entry, heads, chosen, onChoose }: EntryProps) {
  return (
    <>
      {heads && (
        <div class="menu-group" role="presentation">
          {entry.group}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the focus and the keys */}
      <div
        id={id}
        class="palette-line"
        role="option"
        aria-selected={chosen}
        tabIndex={-1}
        onClick={() => onChoose(entry)}
      >
        <bdi class="menu-label">{entry.label}</bdi>
        <bdi class="menu-hint">{entry.hint}</bdi>
      </div>
    </>
  );
}
