/**
 * A picture on somebody else's server. It is loaded once the visitor asks for it: loading it unasked
 * would tell that server who reads this message, and when.
 */

import { webAddress } from "@threadbox/client/content/contents";
import { meansHere } from "@threadbox/client/ui/Viewer";
import { useState } from "preact/hooks";
import { t } from "../../texts";
import { Icon } from "../shared/Icon";
import { isNear, REL, useMedia } from "./media";

const IMAGE = "M4 5h16v14H4Z M4 16l4.5-4.5 4 4 3-3L20 16 M15 9h.1";
const OUT = "M14 5h5v5 M19 5l-8 8 M11 6H5v13h13v-6";

interface ExternalProps {
  url: string;
  name: string;
  /** The page itself shows it, and could load it as well. */
  isOurs: boolean;
}

export function ExternalPicture({ url, name, isOurs }: ExternalProps) {
  const { origin, view } = useMedia();
  const [isWanted, setWanted] = useState(isOurs || isNear(url, origin));
  const [isBroken, setBroken] = useState(false);
  const address = webAddress(url);
  if (!address) return null;
  const { host } = new URL(address);
  if (!isWanted)
    return (
      <button type="button" class="veiled" onClick={() => setWanted(true)}>
        <Icon path={IMAGE} size={22} />
        <span>{t("media.show", { host })}</span>
      </button>
    );
  if (isBroken)
    return (
      <a class="veiled" href={address} target="_blank" rel={REL}>
        <Icon path={OUT} size={18} />
        <bdi>{host}</bdi>
      </a>
    );
  return (
    <a
      class="picture"
      href={address}
      target="_blank"
      rel={REL}
      title={t("file.show", { name })}
      aria-haspopup="dialog"
      onClick={(event) => meansHere(event) && view({ address, name, isStored: false })}
    >
      <img src={address} alt={name} referrerpolicy="no-referrer" onError={() => setBroken(true)} />
    </a>
  );
}
