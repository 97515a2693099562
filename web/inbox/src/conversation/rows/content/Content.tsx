/** What a message holds, each kind in its form. Nothing anybody sent is ever more than text here. */

import type { Upload } from "@threadbox/client/content/uploads";
import type { Content as AnyContent } from "@threadbox/client/protocol";
import { Text } from "@threadbox/client/ui/Text";
import type { Viewed } from "@threadbox/client/ui/Viewer";
import { VeiledPicture } from "../../../shared/pictures/VeiledPicture";
import { CarouselCards } from "./Carousel";
import { AudioContent, FileContent, Uploading } from "./File";
import { FieldQuestion, PickerQuestion } from "./Question";

export interface ContentProps {
  content: AnyContent;
  /** Given while the file is on its way. */
  upload: Upload<unknown> | undefined;
  onCancel: (id: string) => void;
  onView: (picture: Viewed) => void;
}

export function Content({ content, upload, onCancel, onView }: ContentProps) {
  switch (content.type) {
    case "file":
      return upload === undefined ? (
        <FileContent file={content} onView={onView} />
      ) : (
        <Uploading upload={upload} onCancel={onCancel} />
      );
    case "animation":
      return <VeiledPicture url={content.url} name="Animation" />;
    case "audio":
      return <AudioContent audio={content} />;
    case "picker":
      return <PickerQuestion picker={content} />;
    case "field":
      return <FieldQuestion field={content} />;
    case "carousel":
      return <CarouselCards carousel={content} />;
    case "unreadable":
      return <span class="words words-unreadable">This message cannot be shown.</span>;
    default:
      return <Text text={content.text} />;
  }
}
