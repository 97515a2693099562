/** The style sheet of the panel, as one text for one constructable sheet. */

import composer from "../composer/composer.css?inline";
import forms from "../content/forms.css?inline";
import panel from "../panel/panel.css?inline";
import marks from "../timeline/marks.css?inline";
import messages from "../timeline/messages.css?inline";
import timeline from "../timeline/timeline.css?inline";
import base from "./base.css?inline";
import states from "./states.css?inline";
import tokens from "./tokens.css?inline";

/** All of it, in the order of its layers. */
export const styles = [tokens, base, panel, timeline, marks, messages, forms, composer, states].join("\n");
