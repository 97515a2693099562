/** A face: the picture somebody has, or their initials on a colour of their own. */

import { useState } from "preact/hooks";
import { hueOf, initials } from "../names";
import "./avatar.css";

/** Size in pixels; `label` only where no name stands beside it. */
export interface AvatarProps {
  id: string;
  name: string;
  picture: string | null;
  size?: "small" | "medium";
  online?: boolean;
}

export function Avatar({ id, name, picture, size = "medium", online = false }: AvatarProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const shown = picture?.startsWith("https:") && picture !== broken ? picture : null;
  return (
    <span class={`avatar avatar-${size} avatar-hue-${hueOf(id)}`} aria-hidden="true">
      {shown !== null ? (
        <img src={shown} alt="" referrerpolicy="no-referrer" onError={() => setBroken(picture)} />
      ) : (
        initials(name)
      )}
      {online && <span class="avatar-online" />}
    </span>
  );
}
