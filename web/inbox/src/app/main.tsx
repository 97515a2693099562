/** The inbox begins: look, address, session, screen. */

// First of all styles: the shared tokens name the order of the layers.
import "@threadbox/client/ui/tokens.css";
import "./styles/look.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/small-screens.css";

import { render } from "preact";
import { followHistory } from "../shared/routes";
import { applyTheme } from "../shared/settings";
import { App } from "./App";
import { NewPassword } from "./signIn/NewPassword";
import { NEW_PASSWORD_PATH } from "./signIn/passwordReset";
import { Session } from "./signIn/session";

const root = document.getElementById("app");

applyTheme();
if (root !== null) {
  if (location.pathname === NEW_PASSWORD_PATH) render(<NewPassword token={location.hash.slice(1)} />, root);
  else begin(root);
}

function begin(at: HTMLElement): void {
  const session = new Session();
  followHistory();
  void session.resume();
  render(<App session={session} />, at);
}
