// Properties of the chatbox's own objects that get shorter names in the build, loader and core alike: a
// tenth of a kilobyte that every page is spared. A word here stands neither in JSON (frames, what is kept
// in a browser) nor among what browsers bring, and nobody writes it in quotes as a property's name;
// chatbox/tests/build.test.ts looks where it can.

export const SHORTENED = [
  ...["ask", "begin", "channel", "configure", "configured", "core", "draw", "early", "emit", "forget"],
  ...["guess", "hand", "handover", "hear", "isCovered", "isLarge", "isOpen", "isVisible", "known"],
  ...["listeners", "loadCore", "need", "openPanel", "own", "pending", "renew", "requestFrame", "run"],
  ...["setPanel", "setText", "setTimer", "setVisible", "settled", "silence", "store", "tabStore"],
  ...["tell", "verify", "voice", "wished"],
];
