/** Files in messages: pictures with their room kept free, everything else as a card to take. */

import { isImage } from "@threadbox/client/content/images";
import type { File } from "@threadbox/client/protocol";
import { bytesOf } from "@threadbox/client/text/time";
import { meansHere } from "@threadbox/client/ui/Viewer";
import { useEffect, useState } from "preact/hooks";
import { locale, t } from "../../texts";
import { Icon } from "../shared/Icon";
import { REL, useMedia } from "./media";

const DOWNLOAD = "M12 4v11m-5-5 5 5 5-5M5 20h14";
const IMAGE = "M4 5h16v14H4Z M4 16l4.5-4.5 4 4 3-3L20 16 M15 9h.1";
const FILE = "M7 3.5h7l4 4v13H7Z M14 3.5v4h4";

/** `id` is the client id of the message, by which an own upload is known. */
export function FileMessage({ file, id }: { file: File; id: string | null }) {
  const media = useMedia();
  const [broken, setBroken] = useState<readonly string[]>([]);
  const progress = id === null ? null : media.progress(id);
  const here = id === null ? undefined : media.picture(id);
  const address = file.url ? media.address(file) : null;
  // Pictures elsewhere are cards: only what is stored with us is shown unasked.
  const stored = useLoaded(isImage(file.media) && file.file ? address : null, here !== undefined);
  const shown = isImage(file.media) && [stored, here].find((source) => source && !broken.includes(source));
  const name = file.name || t("file");
  if (!shown) return <Card file={file} name={name} address={address} progress={progress} />;
  const size = file.width && file.height ? { width: file.width, height: file.height } : {};
  function fail(source: string): void {
    if (source === here) media.noPicture();
    setBroken([...broken, source]);
  }
  const image = (
    <img src={shown} alt={name} {...size} loading="lazy" decoding="async" onError={() => fail(shown)} />
  );
  if (progress !== null || !address)
    return (
      <div class="picture">
        {image}
        {progress !== null && <Progress value={progress} />}
      </div>
    );
  return (
    <a
      class="picture"
      href={address}
      target="_blank"
      rel={REL}
      title={t("file.show", { name })}
      aria-haspopup="dialog"
      onClick={(event) => meansHere(event) && media.view({ address, name, isStored: file.file !== null })}
    >
      {image}
    </a>
  );
}

/** A stored picture's address; while `here` is one to show in its place, only once it has come. */
function useLoaded(address: string | null, here: boolean): string | null {
  const [loaded, setLoaded] = useState(here ? null : address);
  useEffect(() => {
    if (!address || !here) return setLoaded(address);
    const image = new Image();
    image.onload = () => setLoaded(address);
    image.src = address;
    return () => {
      image.onload = null;
    };
  }, [address, here]);
  return here ? loaded : address;
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
        <Icon path={isImage(file.media) ? IMAGE : FILE} />
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
      <Icon path={DOWNLOAD} size={18} label={t("file.download", { name })} />
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
