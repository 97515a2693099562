/** Objects as the server writes them (protocol/examples): what a test does not name is as there. */

import line from "../../../protocol/examples/fact.thread_started.json";
import type { Thread } from "../src/protocol";

export const EXAMPLE_THREAD = line.fact.thread as unknown as Thread;
