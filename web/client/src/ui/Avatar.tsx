/** A face: the picture, or initials on a colour of the person's own. Beside a name, so it says nothing itself. */

import { useState } from "preact/hooks";
import { colourOf, textOn } from "../contrast";

export interface AvatarProps {
  /** Decides the colour. */
  id: string;
  name: string | null;
  picture: string | null;
  size?: number;
}

export function Avatar({ id, name, picture, size = 32 }: AvatarProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const colour = colourOf(id);
  const square = { inlineSize: `${size}px`, blockSize: `${size}px` };
  if (picture && picture !== broken && isPicture(picture))
    return (
      <img
        class="tb-avatar"
        src={picture}
        alt=""
        width={size}
        height={size}
        loading="lazy"
        decoding="async"
        referrerpolicy="no-referrer"
        style={square}
        onError={() => setBroken(picture)}
      />
    );
  const drawn = { ...square, background: colour, color: textOn(colour), fontSize: `${size * 0.38}px` };
  return (
    <span class="tb-avatar" aria-hidden="true" style={drawn}>
      {initials(name)}
    </span>
  );
}

/** First letters of the first and the last word; whole characters, whatever the script. */
export function initials(name: string | null): string {
  const words = (name ?? "").split(/[\s\-_.@]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.map((word) => Array.from(word.replace(/^[^\p{L}\p{N}]+/u, ""))[0] ?? "");
  const shown = letters.length > 1 ? [letters[0], letters.at(-1)] : letters;
  return shown.join("").toLocaleUpperCase() || "?";
}

function isPicture(address: string): boolean {
  return /^(https?:\/\/|\/(?!\/)|blob:)/i.test(address);
}
