/** The page before the inbox. Errors stand beside the fields; what was typed stays. */

import { useEffect, useRef, useState } from "preact/hooks";
import { Mark } from "../../shared/ui/Icon";
import type { Session } from "./session";
import "./sign-in.css";

export interface SignInProps {
  session: Session;
  /** Why the operator is asked again, when they were signed in before. */
  why: string | null;
}

export function SignIn({ session, why }: SignInProps) {
  const [error, setError] = useState(why);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);

  useEffect(() => {
    document.title = "Sign in · Threadbox";
    first.current?.focus();
  }, []);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy || !(event.currentTarget instanceof HTMLFormElement)) return;
    const fields = new FormData(event.currentTarget);
    const email = String(fields.get("email") ?? "").trim();
    const password = String(fields.get("password") ?? "");
    if (email === "" || password === "") return setError("Enter your email and your password.");
    setBusy(true);
    const refused = await session.signIn({ email, password });
    setBusy(false);
    setError(refused);
  };

  return (
    <main class="sign-in">
      <form class="sign-in-card" onSubmit={submit} noValidate>
        <span class="sign-in-mark">
          <Mark size={28} />
        </span>
        <h1>Sign in to Threadbox</h1>
        <p class="sign-in-lead">The inbox of your team.</p>
        <div class="field">
          <label for="email">Email</label>
          <input
            ref={first}
            id="email"
            name="email"
            type="email"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            aria-invalid={error !== null}
            aria-describedby={error === null ? undefined : "sign-in-error"}
          />
        </div>
        <div class="field">
          <label for="password">Password</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            aria-invalid={error !== null}
            aria-describedby={error === null ? undefined : "sign-in-error"}
          />
        </div>
        <p id="sign-in-error" class="field-error sign-in-error" role="alert">
          {error}
        </p>
        <button class="button button-primary sign-in-button" type="submit" aria-disabled={busy}>
          {busy ? "Signing in …" : "Sign in"}
        </button>
        <p class="field-hint">
          Operators are added on the server with <code>threadbox create-operator</code>.
        </p>
      </form>
    </main>
  );
}
