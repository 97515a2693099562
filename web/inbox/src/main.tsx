/** The inbox begins: look, address, session, screen. */

// First of all styles: the shared tokens name the order of the layers.
import "@threadbox/client/ui/tokens.css";
import "./ui/look.css";
import "./ui/base.css";
import "./ui/controls.css";
import "./ui/room.css";

import { render } from "preact";
import { NEW_PASSWORD_PATH } from "./newPassword";
import { followHistory } from "./routes";
import { Session } from "./session";
import { applyTheme } from "./settings";
import { App } from "./ui/App";
import { NewPassword } from "./ui/NewPassword";

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
