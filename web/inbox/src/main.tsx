/** The inbox begins: look, address, session, screen. */

// First of all styles: the shared tokens name the order of the layers.
import "@threadbox/client/ui/tokens.css";
import "./ui/look.css";
import "./ui/base.css";
import "./ui/controls.css";
import "./ui/room.css";

import { render } from "preact";
import { followHistory } from "./routes";
import { Session } from "./session";
import { applyTheme } from "./settings";
import { App } from "./ui/App";

const session = new Session();
const root = document.getElementById("app");

applyTheme();
followHistory();
void session.resume();
if (root !== null) render(<App session={session} />, root);
