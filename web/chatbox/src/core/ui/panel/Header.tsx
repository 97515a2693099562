/** Who is there, and how soon somebody answers. */

import type { Face, WebsiteLook } from "@threadbox/client/protocol";
import { useState } from "preact/hooks";
import { locale, t } from "../../texts";
import { Icon } from "../shared/Icon";

export interface HeaderProps {
  website: WebsiteLook;
  operators: readonly Face[];
  /** `null` while nobody can know. */
  available: boolean | null;
  /** Also those who do not fit are counted. */
  isCounted: boolean;
  /** Whether a tone is played; `null` when the page has turned that off. */
  isLoud: boolean | null;
  onLoud(loud: boolean): void;
  /** Absent when the page keeps the panel open. */
  onClose: (() => void) | null;
}

const FACES = 3;

export function Header(props: HeaderProps) {
  const { website, operators, available, isCounted, isLoud, onLoud, onClose } = props;
  const here = operators.filter(({ online }) => online);
  const faces = (here.length > 0 ? here : operators).slice(0, FACES);
  const replies = website.replies_in && t(`replies.${website.replies_in}`);
  const known = available ? withReplies(presence(here, isCounted), replies) : absence(replies);
  const said = available === null ? "\u00a0" : known;
  return (
    <div class="header">
      <span class="faces" aria-hidden="true">
        {faces.length > 0 ? (
          faces.map((face) => <FaceSign key={face.id} name={face.name} avatar={face.avatar} />)
        ) : (
          <FaceSign name={website.name} avatar={null} />
        )}
      </span>
      <div class="header-text">
        <h2 class="website">
          <bdi>{website.name}</bdi>
        </h2>
        <p key={said} class={`presence ${available ? "is-here" : ""}`}>
          {said}
        </p>
      </div>
      {isLoud !== null && (
        <button
          type="button"
          class="plain-button"
          title={t("sound")}
          aria-pressed={isLoud}
          onClick={() => onLoud(!isLoud)}
        >
          <Icon name={isLoud ? "sound" : "silent"} label={t("sound")} />
        </button>
      )}
      {onClose && (
        <button type="button" class="plain-button close" aria-label={t("close")} onClick={onClose}>
          <Icon name="close" size={22} />
        </button>
      )}
    </div>
  );
}

/** "Ana is here", "Ana and Ben are here", "Ana, Ben and 2 more are here". */
function presence(here: readonly Face[], isCounted: boolean): string {
  const first = here.slice(0, 2).map(({ name }) => name);
  const more = here.length - first.length;
  const list = more > 0 && isCounted ? [...first, t("more", { count: more })] : first;
  const names = new Intl.ListFormat(locale(), { type: "conjunction" }).format(list);
  return t("here", { count: list.length, names });
}

function withReplies(presence: string, replies: string | null): string {
  return replies ? `${presence} · ${replies}` : presence;
}

function absence(replies: string | null): string {
  return replies ? t("away.replies", { replies }) : t("away");
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
