/**
 * A picture on somebody else's server. It is loaded once the operator asks for it, and then in a frame
 * of its own: loading it unasked would tell that server the operator's address, and when they read this.
 */

import { webAddress } from "@threadbox/client/content/contents";
import { useState } from "preact/hooks";
import { Icon } from "../ui/Icon";
import { ExternalPicture } from "./ExternalPicture";
import { REL } from "./linkRelation";
import "./files.css";

export function VeiledPicture({ url, name }: { url: string; name: string }) {
  const [wanted, setWanted] = useState(false);
  const [broken, setBroken] = useState(false);
  const address = webAddress(url);
  if (address === null) return <span>{name}</span>;
  const { host, protocol } = new URL(address);
  if (wanted && !broken)
    return (
      <figure class="elsewhere-picture">
        <ExternalPicture address={address} name={name} onBroken={() => setBroken(true)} />
        <figcaption class="card-meta">
          <a href={address} target="_blank" rel={REL}>
            <bdi>{host}</bdi> <Icon name="out" size={13} />
          </a>
        </figcaption>
      </figure>
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
