/** What a message holds, each kind in its form. */

import { wordsOf } from "@threadbox/client/content/contents";
import { Text } from "@threadbox/client/ui/Text";
import { t } from "../../texts";
import { lazy } from "../frame/lazy";
import type { RichContentProps } from "./RichContent";

/** Until it is there, its words are. */
const Rich = lazy<RichContentProps>(
  () => import("./RichContent").then(({ RichContent: component, css }) => ({ component, css })),
  ({ row }) => <Words text={wordsOf(row.content)} />,
);

export function Content({ row, onAnswer }: RichContentProps) {
  const { content } = row;
  switch (content.type) {
    case "text":
    case "note":
      return <Words text={content.text} />;
    default:
      return <Rich row={row} onAnswer={onAnswer} />;
  }
}

function Words({ text }: { text: string }) {
  return (
    <div class="bubble">
      <Text text={text} more={[t("words.all"), t("words.less")]} />
    </div>
  );
}
