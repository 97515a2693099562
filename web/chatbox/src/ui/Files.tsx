/** Files in messages: pictures with their room kept free, everything else as a card to take. */

import { isImage } from "@threadbox/client/images";
import type { File } from "@threadbox/client/protocol";
import { bytesOf } from "@threadbox/client/time";
import { useState } from "preact/hooks";
import { locale, t } from "../texts";
import { Icon } from "./Icon";
import { REL, useMedia } from "./media";

/** `id` is the client id of the message, by which an own upload is known. */
export function FileMessage({ file, id }: { file: File; id: string | null }) {
  const media = useMedia();
  const [isBroken, setBroken] = useState(false);
  const here = id === null ? undefined : media.picture(id);
  const progress = id === null ? null : media.progress(id);
  const address = file.url ? media.address(file) : null;
  // Pictures elsewhere are cards: only what is stored with us is shown unasked.
  const shown = isImage(file.media) && !isBroken ? (here ?? (file.file ? address : null)) : null;
  const name = file.name || t("file");
  if (!shown) return <Card file={file} name={name} address={address} progress={progress} />;
  const size = file.width && file.height ? { width: file.width, height: file.height } : {};
  const image = (
    <img src={shown} alt={name} {...size} loading="lazy" decoding="async" onError={() => setBroken(true)} />
  );
  if (progress !== null || !address)
    return (
      <div class="picture">
        {image}
        {progress !== null && <Progress value={progress} />}
      </div>
    );
  return (
    <a class="picture" href={address} target="_blank" rel={REL} title={t("file.open", { name })}>
      {image}
    </a>
  );
}

interface CardProps {
  file: File;
  name: string;
  address: string | null;
  progress: number | null;
}

function Card({ file, name, address, progress }: CardProps) {
  const inside = (
    <>
      <span class="card-sign">
        <Icon name={isImage(file.media) ? "image" : "file"} size={20} />
      </span>
      <span class="card-text">
        <bdi class="card-name">{name}</bdi>
        <span class="meta">
          {file.bytes === null ? hostOf(address) : bytesOf(file.bytes, locale())}
          {progress !== null && <Progress value={progress} />}
        </span>
      </span>
    </>
  );
  if (!address || progress !== null) return <div class="card">{inside}</div>;
  return (
    <a class="card" href={address} target="_blank" rel={REL} download={file.file ? name : undefined}>
      {inside}
      <Icon name="download" size={18} label={t("file.download", { name })} />
    </a>
  );
}

/** Drawn and said; the bar is as long as what has arrived. */
function Progress({ value }: { value: number }) {
  const percent = new Intl.NumberFormat(locale(), { style: "percent" }).format(value);
  return <progress value={value} max={1} aria-label={t("file.uploading", { percent })} />;
}

function hostOf(address: string | null): string {
  return address ? new URL(address).host : "";
}
