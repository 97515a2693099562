/**
 * A picture on somebody else's server. It is loaded once the operator asks for it: loading it
 * unasked would tell that server the operator's address, and when they read this.
 */

import { webAddress } from "@threadbox/client/contents";
import { meansHere, type Viewed } from "@threadbox/client/ui/Viewer";
import { useState } from "preact/hooks";
import { Icon } from "../Icon";
import { REL } from "./links";
import "./file.css";

export interface VeiledProps {
  url: string;
  name: string;
  onView: (picture: Viewed) => void;
}

export function Veiled({ url, name, onView }: VeiledProps) {
  const [wanted, setWanted] = useState(false);
  const [broken, setBroken] = useState(false);
  const address = webAddress(url);
  if (address === null) return <span>{name}</span>;
  const { host, protocol } = new URL(address);
  if (wanted && !broken)
    return (
      <a
        class="picture"
        href={address}
        target="_blank"
        rel={REL}
        aria-haspopup="dialog"
        onClick={(event) => meansHere(event) && onView({ address, name, isStored: false })}
      >
        <img src={address} alt={name} referrerpolicy="no-referrer" onError={() => setBroken(true)} />
      </a>
    );
  // Over plain http it would be loaded in the open; the page's policy forbids it as well.
  if (broken || protocol !== "https:")
    return (
      <a class="veiled" href={address} target="_blank" rel={REL}>
        <Icon name="out" size={20} />
        <span class="veiled-text">
          <bdi class="card-name">{name}</bdi>
          <span class="card-meta">
            {broken ? "Cannot be shown here · " : ""}
            <bdi>{host}</bdi>
          </span>
        </span>
      </a>
    );
  return (
    <button type="button" class="veiled" onClick={() => setWanted(true)}>
      <Icon name="image" size={20} />
      <span class="veiled-text">
        <bdi class="card-name">{name}</bdi>
        <span class="card-meta">
          Show it from <bdi>{host}</bdi>
        </span>
      </span>
    </button>
  );
}
