/** A picture of the conversation, large. Fetched when the first one is to be looked at. */

import { Viewer as AnyViewer, type Viewed } from "@threadbox/client/ui/Viewer";
import { t } from "../../texts";

export { default as css } from "@threadbox/client/ui/viewer.css?inline";

export function Viewer({ picture, onClose }: { picture: Viewed; onClose(): void }) {
  const { name } = picture;
  const words = {
    close: t("viewer.close"),
    download: t("viewer.download"),
    open: t("viewer.open"),
  };
  return <AnyViewer picture={{ ...picture, name: name || t("image") }} words={words} onClose={onClose} />;
}
