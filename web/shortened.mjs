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
  ...["chunks", "clearTimer", "closeHelpdesk", "composing", "deliveredToSeq", "hasChoice"],
  ...["hasNewer", "hasOlder", "isCamera", "isCounted"],
  ...["isEmpty", "isFull", "isHere", "isLost", "isLoud", "isNew", "isOlderComing", "isOn", "isSeen"],
  ...[
    "isSendable",
    "isSheetOpen",
    "isShown",
    "isThere",
    "isWelcome",
    "isWhole",
    "lastSeq",
    "loadOlder",
    "markRead",
    "mayRetry",
  ],
  ...["noPicture", "offered", "onAnswer", "onDismiss", "onFiles", "onFold", "onOlder", "onRetry", "onSeen"],
  ...["onSend", "onWrite", "outbox", "revealed", "showsLocal", "viewed"],
  ...["openHelpdesk", "openThreads", "openedAt", "postWhenActive", "readBySeq", "receiptIn", "receiptKey"],
  ...["sayTyping", "setOn", "setOpen", "startAt", "toEnd", "unreadAfter", "unreadIn"],
  ...["WebSocketClass", "atEnd", "audience", "bridge", "foldable", "folds", "handlers", "isAtEnd", "isOver"],
  ...["onCancel", "onChangeTarget", "onFault", "onFrame", "onLoud", "onStatus", "onTop", "rails"],
  ...["receipt", "reopenable", "stage"],
  ...[
    "above",
    "aloud",
    "among",
    "arrived",
    "behind",
    "choose",
    "chunk",
    "drafts",
    "episode",
    "folded",
    "given",
  ],
  ...["instead", "learn", "loadBackTo", "loadThreads", "named", "newest", "ordered", "restart", "reveal"],
  ...["isComing", "nodes"],
  ...["dismiss", "excess", "fileKey", "flush", "mount", "rewind", "settle", "shown", "today"],
  // Of Preact, which calls them itself.
  ...["componentDidCatch", "componentDidMount", "componentDidUpdate", "componentWillMount"],
  ...["componentWillReceiveProps", "componentWillUpdate", "getDerivedStateFromProps"],
  ...[
    "getSnapshotBeforeUpdate",
    "componentWillUnmount",
    "debounceRendering",
    "getChildContext",
    "getDerivedStateFromError",
    "setState",
  ],
  "shouldComponentUpdate",
];
