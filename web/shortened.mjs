// Properties of the chatbox's own objects, and of Preact's, that get shorter names in the build, in loader and core
// alike: every page is spared a tenth of a kilobyte, every chat three. A word here stands neither in JSON (frames,
// what is kept in a browser) nor among what browsers bring, and nobody writes it in quotes as a property's name;
// chatbox/tests/build.test.ts looks where it can.

export const SHORTENED = [
  // Of the loader, or of what it shares with the core.
  ...["ask", "begin", "channel", "configure", "configured", "core", "coreLoader", "draw", "early", "emit"],
  ...["forget", "guess", "hand", "hear", "hostAttributes", "isCovered", "isLarge", "isOpen", "isVisible"],
  ...["keepToken", "known", "listeners", "loadCore", "need", "openPanel", "own", "pageListeners", "panel"],
  ...["pending", "renew", "requestFrame", "run", "setPanel", "setText", "setTimer", "settled"],
  ...["setVisible", "silence", "store", "tabStore", "tell", "verify", "voice", "wished"],
  // Of the core and its lazy parts.
  ...["above", "aloud", "among", "arrived", "atEnd", "audience", "behind", "bridge", "choose", "chunk"],
  ...["chunks", "clearTimer", "closeHelpdesk", "composer", "deliveredToSeq", "dismiss", "drafts"],
  ...["episode", "excess", "fileKey", "flush", "foldable", "folded", "folds", "given", "handlers"],
  ...["hasChoice", "hasNewer", "hasOlder", "instead", "isAtEnd", "isCamera", "isComing", "isCounted"],
  ...["isEmpty", "isFull", "isHere", "isLost", "isLoud", "isNew", "isOlderComing", "isOn", "isOver"],
  ...["isSeen", "isSendable", "isSheetOpen", "isShown", "isThere", "isWelcome", "isWhole", "lastSeq"],
  ...["learn", "loadBackTo", "loadOlder", "loadThreads", "localItems", "markRead", "mayRetry", "mount"],
  ...["named", "newest", "nodes", "noPicture", "offered", "onAnswer", "onCancel", "onChangeTarget"],
  ...["onDismiss", "onFault", "onFiles", "onFold", "onFrame", "onLoud", "onOlder", "onRetry", "onSeen"],
  ...["onSend", "onStatus", "onTop", "onWrite", "openedAt", "openHelpdesk", "openThreads", "ordered"],
  ...["outbox", "postWhenActive", "rails", "readBySeq", "receipt", "receiptIn", "receiptKey", "reopenable"],
  ...["restart", "reveal", "revealed", "rewind", "sayTyping", "setOn", "setOpen", "settle", "shown"],
  ...["showsLocal", "frame", "startAt", "today", "toEnd", "unreadAfter", "unreadIn", "viewed"],
  ...["WebSocketClass"],
  // Of Preact, which calls them itself.
  ...["componentDidCatch", "componentDidMount", "componentDidUpdate", "componentWillMount"],
  ...["componentWillReceiveProps", "componentWillUnmount", "componentWillUpdate", "debounceRendering"],
  ...["getChildContext", "getDerivedStateFromError", "getDerivedStateFromProps", "getSnapshotBeforeUpdate"],
  ...["setState", "shouldComponentUpdate"],
];
