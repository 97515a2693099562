/** Who is there. */

import type { Face } from "@threadbox/client/protocol";
import { useState } from "preact/hooks";
import { locale, t } from "../texts";
import { Icon } from "./Icon";

export interface HeaderProps {
  website: string;
  operators: readonly Face[];
  available: boolean;
  onClose(): void;
}

const FACES = 3;

export function Header({ website, operators, available, onClose }: HeaderProps) {
  const here = operators.filter(({ online }) => online);
  const faces = (here.length > 0 ? here : operators).slice(0, FACES);
  return (
    <header class="header">
      <span class="faces" aria-hidden="true">
        {faces.length > 0 ? (
          faces.map((face) => <FaceSign key={face.id} name={face.name} avatar={face.avatar} />)
        ) : (
          <FaceSign name={website} avatar={null} />
        )}
      </span>
      <div class="header-text">
        <h2 class="website">
          <bdi>{website}</bdi>
        </h2>
        <p class={`presence ${available ? "is-here" : ""}`}>{available ? presence(here) : t("away")}</p>
      </div>
      <button type="button" class="plain-button close" aria-label={t("close")} onClick={onClose}>
        <Icon name="close" size={22} />
      </button>
    </header>
  );
}

/** "Ana is here", "Ana and Ben are here", "Ana, Ben and 2 more are here". */
function presence(here: readonly Face[]): string {
  const first = here.slice(0, 2).map(({ name }) => name);
  const more = here.length - first.length;
  const list = more > 0 ? [...first, t("more", { count: more })] : first;
  const names = new Intl.ListFormat(locale(), { type: "conjunction" }).format(list);
  return t("here", { count: here.length, names });
}

function FaceSign({ name, avatar }: { name: string; avatar: string | null }) {
  const [isBroken, setBroken] = useState(false);
  // The page's policy may forbid images from elsewhere: initials always work.
  if (avatar && !isBroken)
    return <img class="face" src={avatar} alt="" width="34" height="34" onError={() => setBroken(true)} />;
  return <span class={`face face-${(name.codePointAt(0) ?? 0) % 6}`}>{initials(name)}</span>;
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => [...word][0]) : [...name].slice(0, 2);
  return letters.join("").toLocaleUpperCase(locale());
}
