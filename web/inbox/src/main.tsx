/** The inbox begins: look, address, session, screen. */

import { render } from "preact";
import { followHistory } from "./routes";
import { Session } from "./session";
import { applyTheme } from "./settings";
import { App } from "./ui/App";
import "@threadbox/client/ui/tokens.css";
import "./ui/look.css";
import "./ui/base.css";
import "./ui/controls.css";

const session = new Session();
const root = document.getElementById("app");

applyTheme();
followHistory();
void session.resume();
if (root !== null) render(<App session={session} />, root);
