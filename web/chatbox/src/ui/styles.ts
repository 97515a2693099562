/** The style sheet of the panel, as one text for one constructable sheet. */

import base from "./base.css?inline";
import composer from "./composer.css?inline";
import forms from "./forms.css?inline";
import marks from "./marks.css?inline";
import messages from "./messages.css?inline";
import panel from "./panel.css?inline";
import states from "./states.css?inline";
import timeline from "./timeline.css?inline";
import tokens from "./tokens.css?inline";

/** All of it, in the order of its layers. */
export const styles = [tokens, base, panel, timeline, marks, messages, forms, composer, states].join("\n");
