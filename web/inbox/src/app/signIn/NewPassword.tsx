/** The page behind `threadbox reset-link`: whose password it is, the new one, and that it is done. */

import type { Account } from "@threadbox/client/protocol";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { BASE } from "../../shared/routes";
import { Mark } from "../../shared/ui/Icon";
import { choose, ownerOf, PASSWORD_CHARACTERS_LEAST } from "./passwordReset";
import "./sign-in.css";

type State =
  | { at: "asking" }
  | { at: "refused"; why: string }
  | { at: "choosing"; owner: Account }
  | { at: "done" };

export function NewPassword({ token }: { token: string }) {
  const [state, setState] = useState<State>({ at: "asking" });
  useEffect(() => {
    document.title = "Choose a new password · Threadbox";
    void ownerOf(token).then((found) =>
      setState(
        "owner" in found ? { at: "choosing", owner: found.owner } : { at: "refused", why: found.refused },
      ),
    );
  }, [token]);
  if (state.at === "asking") return <div class="sign-in" />;
  if (state.at === "choosing")
    return <Choosing token={token} owner={state.owner} onDone={() => setState({ at: "done" })} />;
  return state.at === "done" ? (
    <Told title="Your new password is set" to="Sign in">
      You are signed out wherever you were signed in before.
    </Told>
  ) : (
    <Told title="This link does not work any more" to="Go to the sign-in">
      {state.why} Whoever runs your Threadbox can make another one.
    </Told>
  );
}

interface ToldProps {
  title: string;
  /** What the way out is called. */
  to: string;
  children: ComponentChildren;
}

function Told({ title, to, children }: ToldProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <span class="sign-in-mark">
          <Mark size={28} />
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <p class="sign-in-lead">{children}</p>
        <a class="button button-primary sign-in-button" href={BASE}>
          {to}
        </a>
      </div>
    </main>
  );
}

interface ChoosingProps {
  token: string;
  owner: Account;
  onDone: () => void;
}

function Choosing({ token, owner, onDone }: ChoosingProps) {
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy || !(event.currentTarget instanceof HTMLFormElement)) return;
    const fields = new FormData(event.currentTarget);
    const password = String(fields.get("password") ?? "");
    if (password !== String(fields.get("again") ?? ""))
      return setError("The two are not the same. Please type them again.");
    setBusy(true);
    const found = await choose({ token, password });
    setBusy(false);
    if ("owner" in found) onDone();
    else setError(found.refused);
  };

  const described = error === null ? "new-password-hint" : "new-password-hint new-password-error";
  return (
    <main class="sign-in">
      <form class="sign-in-card" onSubmit={submit} noValidate>
        <span class="sign-in-mark">
          <Mark size={28} />
        </span>
        <h1>Choose a new password</h1>
        <p class="sign-in-lead">
          For {owner.name}, <bdi>{owner.email}</bdi>
        </p>
        {/* So that a password manager knows whose it is. */}
        <input
          class="hidden-text"
          type="text"
          autocomplete="username"
          value={owner.email}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <Field label="New password" name="password" inputRef={first} wrong={error !== null} by={described} />
        <Field label="The same again" name="again" wrong={error !== null} by={described} />
        <p id="new-password-hint" class="field-hint">
          At least {PASSWORD_CHARACTERS_LEAST} characters. Three words that nobody expects together are good.
        </p>
        <p id="new-password-error" class="field-error sign-in-error" role="alert">
          {error}
        </p>
        <button class="button button-primary sign-in-button" type="submit" aria-disabled={busy}>
          {busy ? "Setting …" : "Set password"}
        </button>
      </form>
    </main>
  );
}

interface FieldProps {
  label: string;
  name: string;
  wrong: boolean;
  /** What describes the field, by ids. */
  by: string;
  inputRef?: { current: HTMLInputElement | null };
}

function Field({ label, name, wrong, by, inputRef }: FieldProps) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        ref={inputRef ?? null}
        id={name}
        name={name}
        type="password"
        autocomplete="new-password"
        aria-invalid={wrong}
        aria-describedby={by}
      />
    </div>
  );
}
