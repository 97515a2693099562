/** Nobody is there: asks once where an answer may be sent. The visitor may pass. */

import { useId, useState } from "preact/hooks";
import { t } from "../../texts";

export { default as css } from "./email-card.css?inline";

export interface EmailCardProps {
  /** What the visitor has given here just now; `null` while it is asked for. */
  given: string | null;
  onGive(email: string): void;
  onSkip(): void;
}

/** One @ with something before it and a dot behind it: the server and the mail tell the rest. */
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

export function EmailCard({ given, onGive, onSkip }: EmailCardProps) {
  const id = useId();
  const [email, setEmail] = useState("");
  const [isWrong, setWrong] = useState(false);
  if (given !== null)
    return (
      <p class="ask is-done" role="status">
        {t.parts("email.thanks", { email: <bdi>{given}</bdi> })}
      </p>
    );

  function give(event: Event): void {
    event.preventDefault();
    const address = email.trim();
    setWrong(!EMAIL.test(address));
    if (EMAIL.test(address)) onGive(address);
  }

  return (
    <form class="ask" noValidate onSubmit={give}>
      <p id={`${id}why`}>{t("email.why")}</p>
      <div class="answer-line">
        <input
          type="email"
          dir="ltr"
          autocomplete="email"
          aria-label={t("email.label")}
          aria-describedby={`${id}why ${id}wrong`}
          aria-invalid={isWrong}
          placeholder={t("email.label")}
          value={email}
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
        <button type="submit" class="button">
          {t("email.save")}
        </button>
      </div>
      <p id={`${id}wrong`} class="failed" role="alert">
        {isWrong && t("email.wrong")}
      </p>
      <button type="button" class="quiet" onClick={onSkip}>
        {t("email.skip")}
      </button>
    </form>
  );
}
