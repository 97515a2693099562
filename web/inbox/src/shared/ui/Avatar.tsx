/**
 * A face: initials on a colour of its own. A picture only where it lies with us: to load it from
 * elsewhere would tell its server who works here, and when they look.
 */

import { useState } from "preact/hooks";
import { hueOfFace } from "../faceColors";
import { initials } from "../names";
import { Icon } from "./Icon";
import "./avatar.css";

export interface AvatarProps {
  id: string;
  /** `null`: somebody who has not said who they are. */
  name: string | null;
  picture: string | null;
  size?: "small" | "medium";
  online?: boolean;
}

export function Avatar({ id, name, picture, size = "medium", online = false }: AvatarProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const shown = picture !== null && isOurs(picture) && picture !== broken ? picture : null;
  return (
    <span class={`avatar avatar-${size} avatar-hue-${hueOfFace(id)}`} aria-hidden="true">
      {shown !== null ? (
        <img src={shown} alt="" onError={() => setBroken(picture)} />
      ) : name === null ? (
        <Icon name="person" size={size === "small" ? 15 : 19} />
      ) : (
        // Drawn, not written: it abbreviates the name, which stands beside it, and is no label.
        <span class="avatar-initials" data-initials={initials(name)} />
      )}
      {online && <span class="avatar-online" />}
    </span>
  );
}

function isOurs(picture: string): boolean {
  return URL.canParse(picture, location.href) && new URL(picture, location.href).origin === location.origin;
}
