/** Sign-in page or inbox, by whether somebody is signed in. */

import type { WebsiteName } from "@threadbox/client/protocol";
import { useEffect, useState } from "preact/hooks";
import { Inbox } from "../server/inbox";
import { announced } from "../shared/announcements";
import { replace, route } from "../shared/routes";
import { toastError } from "../shared/toasts";
import { SignIn } from "./signIn/SignIn";
import type { Session, SessionState } from "./signIn/session";
import { Toasts } from "./Toasts";
import { Workspace } from "./workspace/Workspace";
import { rememberWebsite, shownWebsite } from "./workspace/websites";

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
  if (state.at === "in") return <AtWebsite session={session} state={state} />;
  return <Waiting unreachable={state.at === "unreachable"} onRetry={() => void session.resume()} />;
}

type Signed = Extract<SessionState, { at: "in" }>;

function AtWebsite({ session, state }: { session: Session; state: Signed }) {
  const { operator, websites } = state;
  const website = shownWebsite(operator.id, websites, route.value.website);
  if (website === null) return <NoWebsite />;
  return (
    <SignedIn
      key={`${operator.id} ${website.id}`}
      session={session}
      operator={operator}
      website={website}
      websites={websites}
    />
  );
}

interface SignedInProps extends Pick<Signed, "operator" | "websites"> {
  session: Session;
  website: WebsiteName;
}

function SignedIn({ session, operator, website, websites }: SignedInProps) {
  const [inbox, setInbox] = useState<Inbox | null>(null);
  useEffect(() => {
    rememberWebsite(operator.id, website.id);
    // Addresses that are copied from here name the website where there are several.
    if (websites.length > 1) replace({ website: website.id });
    const built = new Inbox({
      operator,
      website: website.id,
      onSignedOut: () => session.ended(),
      onNoWebsite: () => void session.resume(),
    });
    setInbox(built);
    return () => built.close();
  }, [session, operator, website, websites]);
  const signOut = async () => {
    const failed = await session.signOut();
    if (failed !== null) toastError(failed);
  };
  if (inbox === null) return null;
  return <Workspace inbox={inbox} website={website} websites={websites} onSignOut={() => void signOut()} />;
}

function NoWebsite() {
  return (
    <main class="waiting">
      <h1>You answer for no website yet</h1>
      <p>
        On the server, <code>threadbox add-operator</code> adds you to one.
      </p>
    </main>
  );
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
