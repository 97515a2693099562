/**
 * A picture on somebody else's server. It is loaded once the visitor asks for it: loading it unasked
 * would tell that server who reads this message, and when.
 */

import { webAddress } from "@threadbox/client/contents";
import { useState } from "preact/hooks";
import { t } from "../texts";
import { Icon } from "./Icon";
import { isNear, REL, useMedia } from "./media";

interface ExternalProps {
  url: string;
  name: string;
  /** The page itself shows it, and could load it as well. */
  isOurs: boolean;
}

export function External({ url, name, isOurs }: ExternalProps) {
  const { origin } = useMedia();
  const [isWanted, setWanted] = useState(isOurs || isNear(url, origin));
  const [isBroken, setBroken] = useState(false);
  const address = webAddress(url);
  if (!address) return null;
  const { host } = new URL(address);
  if (!isWanted)
    return (
      <button type="button" class="veiled" onClick={() => setWanted(true)}>
        <Icon name="image" size={22} />
        <span>{t("media.show", { host })}</span>
      </button>
    );
  if (isBroken)
    return (
      <a class="veiled" href={address} target="_blank" rel={REL}>
        <Icon name="out" size={18} />
        <bdi>{host}</bdi>
      </a>
    );
  return (
    <div class="picture">
      <img src={address} alt={name} referrerpolicy="no-referrer" onError={() => setBroken(true)} />
    </div>
  );
}
