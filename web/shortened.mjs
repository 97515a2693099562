// Properties of the chatbox's own objects, and of Preact's, that get shorter names in the build, in loader and core
// alike: every page is spared a tenth of a kilobyte, every chat three. A word here stands neither in JSON (frames,
// what is kept in a browser) nor among what browsers bring, and nobody writes it in quotes as a property's name;
// chatbox/tests/build.test.ts looks where it can.

export const SHORTENED = [
  // Of the loader, or of what it shares with the core.
  ...["ask", "begin", "channel", "configure", "configured", "core", "draw", "early", "emit", "forget"],
  ...["guess", "hand", "handover", "hear", "isCovered", "isLarge", "isOpen", "isVisible", "known"],
  ...["listeners", "loadCore", "need", "openPanel", "own", "pending", "renew", "requestFrame", "run"],
  ...["setPanel", "setText", "setTimer", "setVisible", "settled", "silence", "store", "tabStore"],
  ...["tell", "verify", "voice", "wished"],
  // Of the core and its lazy parts.
  ...["clearTimer", "closeHelpdesk", "deliveredToSeq", "hasChoice", "hasOlder", "isCamera", "isCounted"],
  ...["isEmpty", "isFull", "isLoud", "isNew", "isOlderComing", "isOn", "isSeen", "isSheetOpen", "isShown"],
  ...["isThere", "isUnderMark", "isWelcome", "isWhole", "lastSeq", "loadOlder", "markRead", "mayRetry"],
  ...["openHelpdesk", "openThreads", "openedAt", "postWhenActive", "readBySeq", "receiptIn", "receiptKey"],
  ...["sayTyping", "setOn", "setOpen", "startAt", "toEnd", "unreadAfter", "unreadIn"],
  // Of Preact, which calls them itself.
  ...["componentWillUnmount", "debounceRendering", "getChildContext", "getDerivedStateFromError", "setState"],
  "shouldComponentUpdate",
];
