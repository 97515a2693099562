/** Sign-in page or inbox, by whether somebody is signed in. */

import { useEffect, useState } from "preact/hooks";
import { announced } from "../announce";
import type { Session } from "../session";
import { Inbox } from "../state";
import { toastError } from "../toasts";
import { SignIn } from "./SignIn";
import { Toasts } from "./Toasts";
import { Workspace } from "./Workspace";

export function App({ session }: { session: Session }) {
  return (
    <>
      <Page session={session} />
      <Toasts />
      <p class="hidden-text" role="status">
        {announced.value}
      </p>
    </>
  );
}

function Page({ session }: { session: Session }) {
  const state = session.state.value;
  if (state.at === "out") return <SignIn session={session} why={state.why} />;
  if (state.at === "in") return <SignedIn key={state.operator.id} session={session} />;
  return <Waiting unreachable={state.at === "unreachable"} onRetry={() => void session.resume()} />;
}

function SignedIn({ session }: { session: Session }) {
  const [inbox, setInbox] = useState<Inbox | null>(null);
  useEffect(() => {
    const state = session.state.peek();
    if (state.at !== "in") return;
    const built = new Inbox({ operator: state.operator, onSignedOut: () => session.ended() });
    setInbox(built);
    return () => built.close();
  }, [session]);
  const signOut = async () => {
    const failed = await session.signOut();
    if (failed !== null) toastError(failed);
  };
  return inbox === null ? null : <Workspace inbox={inbox} onSignOut={() => void signOut()} />;
}

function Waiting({ unreachable, onRetry }: { unreachable: boolean; onRetry: () => void }) {
  if (!unreachable) return <div class="waiting" />;
  return (
    <main class="waiting">
      <h1>Threadbox cannot be reached</h1>
      <p>The server does not answer, or you are offline.</p>
      <button type="button" class="button button-primary" onClick={onRetry}>
        Try again
      </button>
    </main>
  );
}
