/**
 * Messages that few conversations have: files, questions, cards, sounds, pictures elsewhere. Fetched
 * with their styles when the first of them is to be shown.
 */

import type { Answer } from "@threadbox/client/content/contents";
import type { MessageRow } from "@threadbox/client/timeline/rows";
import { t } from "../../texts";
import { CarouselMessage } from "./Carousel";
import { ExternalPicture } from "./ExternalPicture";
import { FileMessage } from "./Files";
import files from "./files.css?inline";
import { useMedia } from "./media";
import { FieldMessage, PickerMessage } from "./Question";
import rich from "./rich-content.css?inline";

export const css = files + rich;

export interface RichContentProps {
  row: MessageRow;
  onAnswer(seq: number, answer: Answer): void;
}

export function RichContent({ row, onAnswer }: RichContentProps) {
  const { content, item, sending } = row;
  const seq = item?.seq ?? row.seq;
  // What this page said or shows by itself: nobody else chose its addresses.
  const isOurs = row.side === "visitor" || !Number.isInteger(seq);
  switch (content.type) {
    case "file":
      return <FileMessage file={content} id={item?.client_id ?? sending?.id ?? null} />;
    case "animation":
      return <ExternalPicture url={content.url} name={t("animation")} isOurs={isOurs} />;
    case "audio":
      return <AudioMessage url={content.url} file={content.file} />;
    case "picker":
      return (
        <PickerMessage
          picker={content}
          onChoose={(value) => onAnswer(seq, { choices: [value], value: null })}
        />
      );
    case "field":
      return <FieldMessage field={content} onAnswer={(value) => onAnswer(seq, { choices: null, value })} />;
    case "carousel":
      return <CarouselMessage carousel={content} isOurs={isOurs} />;
    default:
      return <div class="bubble">{t("unreadable")}</div>;
  }
}

/** Nothing is loaded before it is played. */
function AudioMessage(given: { url: string; file: string | null }) {
  const address = useMedia().address(given);
  if (!address) return <div class="bubble">{t("audio")}</div>;
  // biome-ignore lint/a11y/useMediaCaption: nobody has written captions for what a person said
  return <audio class="audio" controls preload="none" src={address} aria-label={t("audio")} />;
}
