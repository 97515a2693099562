/** The search of help articles. There are none yet, and it says so. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../texts";
import { Icon } from "../shared/Icon";

export { default as css } from "./helpdesk.css?inline";

const BACK = "m14.5 6-6 6 6 6";
const SEARCH = "M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12Z M15.5 15.5 20 20";

export interface HelpdeskProps {
  /** What the page wants to be searched for. */
  query: string;
  onClose(): void;
}

export function Helpdesk({ query, onClose }: HelpdeskProps) {
  const [text, setText] = useState(query);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => setText(query), [query]);
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), []);
  return (
    <section class="helpdesk" aria-label={t("help.title")}>
      <div class="helpdesk-head">
        <button type="button" class="plain-button" onClick={onClose}>
          <Icon path={BACK} size={22} label={t("help.back")} />
        </button>
        <h2 class="website">{t("help.title")}</h2>
      </div>
      <div class="search">
        <Icon path={SEARCH} size={18} />
        <input
          ref={field}
          type="search"
          dir="auto"
          aria-label={t("help.search")}
          placeholder={t("help.search")}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <div class="helpdesk-body">
        <p class="helpdesk-none" role="status">
          {t("help.empty")}
        </p>
        <p class="meta">{t("help.instead")}</p>
        <button type="button" class="button" onClick={onClose}>
          {t("help.back")}
        </button>
      </div>
    </section>
  );
}
