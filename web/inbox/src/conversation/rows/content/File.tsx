/**
 * Files in messages: pictures with their room kept free, recordings to play, everything else as a
 * card to take. What lies elsewhere is a link: nothing is loaded before somebody follows it.
 */

import { webAddress } from "@threadbox/client/content/contents";
import { isImage } from "@threadbox/client/content/images";
import type { Upload } from "@threadbox/client/content/uploads";
import type { Audio, File } from "@threadbox/client/protocol";
import { meansHere, type Viewed } from "@threadbox/client/ui/Viewer";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { fileSize } from "../../../shared/composer/fileProblems";
import { REL } from "../../../shared/pictures/linkRelation";
import { pictureSize } from "../../../shared/pictures/pictureSize";
import { VeiledPicture } from "../../../shared/pictures/VeiledPicture";
import { duration } from "../../../shared/timeFormat";
import { Icon, type IconName } from "../../../shared/ui/Icon";
import "../../../shared/pictures/files.css";

export function FileContent({ file, onView }: { file: File; onView: (picture: Viewed) => void }) {
  const [broken, setBroken] = useState(false);
  const stored = file.file !== null;
  if (!stored && isImage(file.media)) return <VeiledPicture url={file.url} name={file.name} />;
  const address = addressOf(file);
  if (stored && address !== null && isImage(file.media) && !broken)
    return <Picture file={file} address={address} onBroken={() => setBroken(true)} onView={onView} />;
  const heard = stored && address !== null && file.media.startsWith("audio/");
  return (
    <>
      <Card file={file} address={address} />
      {heard && <Player address={address} label={file.name} />}
    </>
  );
}

export function AudioContent({ audio }: { audio: Audio }) {
  const address = addressOf(audio);
  const length = audio.seconds === null ? "" : ` · ${duration(audio.seconds)}`;
  if (audio.file !== null && address !== null) return <Player address={address} label={`Audio${length}`} />;
  return <Elsewhere address={address} icon="audio" name={`Audio${length}`} />;
}

/** A file of ours on its way: how much has arrived, and the way to give it up. */
export function Uploading({ upload, onCancel }: { upload: Upload<unknown>; onCancel: (id: string) => void }) {
  const { id, file, name, problem, progress } = upload;
  return (
    <div class="card">
      <Sign media={upload.media} name={name} />
      <span class="card-text">
        <bdi class="card-name">{name}</bdi>
        <span class="card-meta">{fileSize(file.size)}</span>
        {problem === null && (
          <progress class="card-progress" max={1} value={progress.value} aria-label={`Sending ${name}`} />
        )}
      </span>
      {problem === null && (
        <button
          type="button"
          class="icon-button"
          aria-label={`Cancel ${name}`}
          title="Cancel"
          onClick={() => onCancel(id)}
        >
          <Icon name="close" size={16} />
        </button>
      )}
    </div>
  );
}

interface PictureProps {
  file: File;
  address: string;
  onBroken: () => void;
  onView: (picture: Viewed) => void;
}

function Picture({ file, address, onBroken, onView }: PictureProps) {
  const room = pictureSize(file);
  return (
    <a
      class="picture"
      href={address}
      target="_blank"
      rel={REL}
      title={titleOf(file)}
      aria-haspopup="dialog"
      onClick={(event) => meansHere(event) && onView({ address, name: file.name, isStored: true })}
    >
      <img src={address} alt={file.name} {...room} loading="lazy" decoding="async" onError={onBroken} />
    </a>
  );
}

function Card({ file, address }: { file: File; address: string | null }) {
  const { name, media, bytes } = file;
  if (file.file === null) return <Elsewhere address={address} icon="file" name={name} />;
  const inside = (
    <>
      <Sign media={media} name={name} />
      <span class="card-text">
        <bdi class="card-name">{name || "File"}</bdi>
        <span class="card-meta">{bytes === null ? media : fileSize(bytes)}</span>
      </span>
    </>
  );
  if (address === null) return <div class="card">{inside}</div>;
  return (
    <a class="card" href={address} target="_blank" rel={REL} download={name} title={titleOf(file)}>
      {inside}
      <Icon name="download" size={18} />
    </a>
  );
}

function Elsewhere({ address, icon, name }: { address: string | null; icon: IconName; name: string }) {
  const inside = (host: ComponentChildren) => (
    <>
      <span class="card-sign">
        <Icon name={icon} size={18} />
      </span>
      <span class="card-text">
        <bdi class="card-name">{name}</bdi>
        <span class="card-meta">{host}</span>
      </span>
    </>
  );
  if (address === null) return <div class="card">{inside("No address")}</div>;
  return (
    <a class="card" href={address} target="_blank" rel={REL}>
      {inside(<bdi>{new URL(address).host}</bdi>)}
      <Icon name="out" size={17} />
    </a>
  );
}

/** Nothing is loaded before it is played. */
function Player({ address, label }: { address: string; label: string }) {
  // biome-ignore lint/a11y/useMediaCaption: nobody has written captions for what a person said
  return <audio class="player" controls preload="none" src={address} aria-label={label} />;
}

/** The ending of the name in the shape of a file: "PDF", "ZIP". */
function Sign({ media, name }: { media: string; name: string }) {
  const ending = /\.([a-z0-9]{1,4})$/i.exec(name)?.[1]?.toUpperCase();
  return (
    <span class="card-sign" aria-hidden="true">
      {isImage(media) ? <Icon name="image" size={18} /> : (ending ?? <Icon name="file" size={18} />)}
    </span>
  );
}

function titleOf({ name, bytes }: File): string {
  return bytes === null ? name : `${name} · ${fileSize(bytes)}`;
}

/** What is stored with us lies on this very server, where the operator's cookie opens it. */
function addressOf({ url, file }: { url: string; file: string | null }): string | null {
  if (file === null) return webAddress(url);
  return url.startsWith("/files/") ? url : null;
}
