// Generated from src/threadbox/wire/frames.py by `make protocol`. Do not edit.

export const PROTOCOL_VERSION = 1;

export type VisitorWelcome = {
  type: "welcome";
  epoch: string;
  position: number;
  last: Last | null;
  session: string;
  heartbeat_seconds: number;
  website: WebsiteLook;
  available: boolean;
  operators: Face[];
  resumed: boolean;
  conversation: Conversation | null;
  files: Uploads;
  file_key: string;
};

export type Last = {
  position: number;
  at: number;
};

export type WebsiteLook = {
  id: string;
  name: string;
  accent: string;
  welcome: string | null;
  locale: string | null;
  replies_in: "minutes" | "hour" | "hours" | "day" | null;
};

export type Face = {
  id: string;
  name: string;
  avatar: string | null;
  online: boolean;
};

export type Conversation = {
  id: string;
  position: number;
  created_at: number;
  active_at: number;
  opened: boolean;
  state: "pending" | "unresolved" | "resolved";
  profile: Profile;
  data: Record<string, string | number | boolean>;
  segments: string[];
  events: SessionEvent[];
  threads: Thread[];
  current: string | null;
  unread: Unread;
  main_unread: Unread;
  read: Unread;
  delivered: Unread;
  preview: Preview | null;
  last_seq: number;
  items: Item[];
  has_older: boolean;
  merged_into: string | null;
  open_threads: number;
};

export type Profile = {
  nickname: string | null;
  email: string | null;
  phone: string | null;
  avatar: string | null;
  company: Company | null;
  verified: boolean;
};

export type Company = {
  name: string;
  url: string | null;
  description: string | null;
  employment: string[];
  geolocation: string[];
};

export type SessionEvent = {
  text: string;
  data: Record<string, string | number | boolean>;
  color: string;
};

export type Thread = {
  id: string;
  number: number;
  topic: string;
  state: "open" | "ended";
  episodes: Episode[];
  external_id: string | null;
  verified: boolean;
  data: Record<string, string | number | boolean>;
  messages: number;
  unread: Unread;
  last_seq: number;
  owner: string | null;
  brief: boolean;
};

export type Episode = {
  seq: number;
  at: number;
  by: Author;
  number: number;
  messages: number;
  first_reply_at: number | null;
  last_reply_at: number | null;
  ended_seq: number | null;
  ended_at: number | null;
  ended_by: Author | null;
  outcome: string | null;
};

export type Author = {
  kind: "visitor" | "page" | "operator" | "backend" | "administrator";
  id: string;
  name: string | null;
  avatar: string | null;
  origin: string | null;
};

export type Unread = {
  visitor: number;
  operator: number;
};

export type Preview = {
  text: string;
  by: Author;
  at: number;
};

export type Item =
  | Message
  | Started
  | Reopened
  | Ended
  | Renamed
  | Undone;

export type Message = {
  seq: number;
  fingerprint: number;
  at: number;
  by: Author;
  thread: string | null;
  content: Content;
  client_id: string | null;
  follows: string | null;
  kind: "message";
};

export type Content =
  | Text
  | Note
  | File
  | Animation
  | Audio
  | Picker
  | Field
  | Carousel
  | Unreadable;

export type Text = {
  text: string;
  type: "text";
};

export type Note = {
  text: string;
  type: "note";
};

export type File = {
  name: string;
  url: string;
  media: string;
  bytes: number | null;
  width: number | null;
  height: number | null;
  file: string | null;
  type: "file";
};

export type Animation = {
  url: string;
  media: string;
  type: "animation";
};

export type Audio = {
  url: string;
  media: string;
  seconds: number | null;
  file: string | null;
  type: "audio";
};

export type Picker = {
  id: string;
  text: string;
  choices: Choice[];
  required: boolean;
  type: "picker";
};

export type Choice = {
  value: string;
  label: string;
  icon: string | null;
  selected: boolean;
  action: ChoiceAction | null;
};

export type ChoiceAction = {
  type: "frame" | "link";
  target: string;
};

export type Field = {
  id: string;
  text: string;
  explain: string | null;
  value: string | null;
  required: boolean;
  type: "field";
};

export type Carousel = {
  text: string;
  targets: Target[];
  type: "carousel";
};

export type Target = {
  title: string;
  description: string;
  image: string | null;
  actions: TargetAction[];
};

export type TargetAction = {
  label: string;
  url: string;
};

export type Unreadable = {
  internal: boolean;
  type: "unreadable";
};

export type Started = {
  seq: number;
  fingerprint: number;
  at: number;
  by: Author;
  thread: string;
  topic: string;
  kind: "started";
};

export type Reopened = {
  seq: number;
  fingerprint: number;
  at: number;
  by: Author;
  thread: string;
  topic: string;
  kind: "reopened";
};

export type Ended = {
  seq: number;
  fingerprint: number;
  at: number;
  by: Author;
  thread: string;
  topic: string;
  seconds: number;
  messages: number;
  outcome: string | null;
  kind: "ended";
};

export type Renamed = {
  seq: number;
  fingerprint: number;
  at: number;
  by: Author;
  thread: string;
  topic: string;
  previous: string;
  kind: "renamed";
};

export type Undone = {
  seq: number;
  fingerprint: number;
  at: number;
  by: Author;
  thread: string;
  kind: "undone";
};

export type Uploads = {
  bytes: number;
  media: string[];
};

export type Facts = {
  type: "facts";
  after: number;
  lines: Line[];
};

export type Line = {
  position: number;
  fact: Fact;
};

export type Fact =
  | ConversationCreated
  | ChatOpened
  | MessageSent
  | ThreadStarted
  | ThreadReopened
  | ThreadEnded
  | ThreadRenamed
  | ThreadAssigned
  | ThreadChosen
  | MessagesRead
  | MessagesDelivered
  | MessageUpdated
  | StateChanged
  | ProfileChanged
  | DataChanged
  | SegmentsChanged
  | EventPushed
  | ConversationMerged
  | HistoryBrought
  | WebsiteChanged
  | TokenCreated
  | TokenRevoked
  | LineLost;

export type ConversationCreated = {
  conversation: string;
  at: number;
  by: Author;
  type: "conversation_created";
};

export type ChatOpened = {
  conversation: string;
  at: number;
  by: Author;
  type: "chat_opened";
};

export type MessageSent = {
  conversation: string;
  at: number;
  by: Author;
  message: Message;
  type: "message_sent";
};

export type ThreadStarted = {
  conversation: string;
  at: number;
  by: Author;
  thread: Thread;
  mark: Started;
  type: "thread_started";
};

export type ThreadReopened = {
  conversation: string;
  at: number;
  by: Author;
  thread: Thread;
  mark: Reopened | null;
  undone: Undone | null;
  type: "thread_reopened";
};

export type ThreadEnded = {
  conversation: string;
  at: number;
  by: Author;
  thread: Thread;
  mark: Ended;
  current: string | null;
  type: "thread_ended";
};

export type ThreadRenamed = {
  conversation: string;
  at: number;
  by: Author;
  thread: string;
  topic: string;
  mark: Renamed | null;
  type: "thread_renamed";
};

export type ThreadAssigned = {
  conversation: string;
  at: number;
  by: Author;
  thread: string;
  owner: string | null;
  type: "thread_assigned";
};

export type ThreadChosen = {
  conversation: string;
  at: number;
  by: Author;
  thread: string | null;
  type: "thread_chosen";
};

export type MessagesRead = {
  conversation: string;
  at: number;
  by: Author;
  side: "visitor" | "operator";
  seq: number;
  unread: number;
  lines: LineUnread[];
  type: "messages_read";
};

export type LineUnread = {
  thread: string | null;
  read: number;
  unread: number;
};

export type MessagesDelivered = {
  conversation: string;
  at: number;
  by: Author;
  side: "visitor" | "operator";
  seq: number;
  type: "messages_delivered";
};

export type MessageUpdated = {
  conversation: string;
  at: number;
  by: Author;
  message: Message;
  type: "message_updated";
};

export type StateChanged = {
  conversation: string;
  at: number;
  by: Author;
  state: "pending" | "unresolved" | "resolved";
  type: "state_changed";
};

export type ProfileChanged = {
  conversation: string;
  at: number;
  by: Author;
  profile: Profile;
  type: "profile_changed";
};

export type DataChanged = {
  conversation: string;
  at: number;
  by: Author;
  data: Record<string, string | number | boolean>;
  type: "data_changed";
};

export type SegmentsChanged = {
  conversation: string;
  at: number;
  by: Author;
  segments: string[];
  type: "segments_changed";
};

export type EventPushed = {
  conversation: string;
  at: number;
  by: Author;
  event: SessionEvent;
  type: "event_pushed";
};

export type ConversationMerged = {
  conversation: string;
  at: number;
  by: Author;
  into: string;
  type: "conversation_merged";
};

export type HistoryBrought = {
  conversation: string;
  at: number;
  by: Author;
  source: string;
  after: Conversation;
  type: "history_brought";
};

export type WebsiteChanged = {
  at: number;
  by: Author;
  settings: WebsiteSettings;
  type: "website_changed";
};

export type WebsiteSettings = {
  name: string;
  domains: string[];
  accent: string;
  welcome: string | null;
  locale: string | null;
  replies_in: "minutes" | "hour" | "hours" | "day" | null;
};

export type TokenCreated = {
  at: number;
  by: Author;
  identifier: string;
  tier: string;
  type: "token_created";
};

export type TokenRevoked = {
  at: number;
  by: Author;
  identifier: string;
  type: "token_revoked";
};

export type LineLost = {
  conversation: string;
  at: number;
  by: Author;
  type: "line_lost";
};

export type StartOver = {
  type: "start_over";
};

export type Beat = {
  type: "beat";
  head: number;
};

export type Pong = {
  type: "pong";
};

export type Done = {
  type: "done";
  id: string;
  position: number;
  duplicate: boolean;
  seq: number | null;
  fingerprint: number | null;
  thread: string | null;
  topic_ignored: boolean;
};

export type Refused = {
  type: "refused";
  id: string | null;
  code: "invalid" | "unauthenticated" | "forbidden" | "not_found" | "conflict" | "too_large" | "unsupported" | "too_many" | "unavailable" | "internal";
  reason: string;
  message: string;
  data: Record<string, string | number | boolean | null>;
};

export type HistoryPage = {
  type: "history";
  id: string;
  conversation: string;
  position: number;
  items: Item[];
  threads: Thread[];
  has_older: boolean;
  has_newer: boolean;
};

export type ThreadsPage = {
  type: "threads";
  id: string;
  conversation: string;
  position: number;
  threads: Thread[];
  has_more: boolean;
};

export type TypingSignal = {
  type: "typing";
  conversation: string;
  by: Face | null;
  typing: boolean;
  thread: string | null;
};

export type AvailabilitySignal = {
  type: "availability";
  available: boolean;
  operators: Face[];
};

export type ToVisitor =
  | VisitorWelcome
  | Facts
  | StartOver
  | Beat
  | Pong
  | Done
  | Refused
  | HistoryPage
  | ThreadsPage
  | TypingSignal
  | AvailabilitySignal;

export type OperatorWelcome = {
  type: "welcome";
  epoch: string;
  position: number;
  last: Last | null;
  heartbeat_seconds: number;
  operator: Account;
  website: WebsiteName;
  websites: WebsiteName[];
  operators: Face[];
  online: VisitorHere[];
  resumed: boolean;
  files: Uploads;
};

export type Account = {
  id: string;
  name: string;
  email: string;
  avatar: string | null;
};

export type WebsiteName = {
  id: string;
  name: string;
  domain: string;
};

export type VisitorHere = {
  conversation: string;
  page: Page | null;
};

export type Page = {
  url: string;
  title: string;
  referrer: string | null;
};

export type ConversationPage = {
  type: "conversation";
  id: string;
  conversation: Conversation;
};

export type ConversationsPage = {
  type: "conversations";
  id: string;
  position: number;
  conversations: Conversation[];
  cursor: string | null;
  counts: Counts;
};

export type Counts = {
  open: number;
  resolved: number;
  unread: number;
};

export type PresenceSignal = {
  type: "presence";
  conversation: string;
  online: boolean;
  page: Page | null;
};

export type ToOperator =
  | OperatorWelcome
  | Facts
  | StartOver
  | Beat
  | Pong
  | Done
  | Refused
  | HistoryPage
  | ThreadsPage
  | TypingSignal
  | AvailabilitySignal
  | ConversationPage
  | ConversationsPage
  | PresenceSignal;

export type Boot = {
  website: WebsiteLook;
  session: string;
  token: string;
  domain: string | null;
  available: boolean;
  opened: boolean;
  ongoing: boolean;
  threads_open: boolean;
  unread: number;
  warnings: string[];
};

export type SignedIn = {
  operator: Account;
  websites: WebsiteName[];
};

export type Uploaded = {
  file: string;
  name: string;
  url: string;
  media: string;
  bytes: number;
  width: number | null;
  height: number | null;
};

export type ConversationFact =
  | ConversationCreated
  | ChatOpened
  | MessageSent
  | ThreadStarted
  | ThreadReopened
  | ThreadEnded
  | ThreadRenamed
  | ThreadAssigned
  | ThreadChosen
  | MessagesRead
  | MessagesDelivered
  | MessageUpdated
  | StateChanged
  | ProfileChanged
  | DataChanged
  | SegmentsChanged
  | EventPushed
  | ConversationMerged
  | HistoryBrought
  | LineLost;

export type WebsiteFact =
  | WebsiteChanged
  | TokenCreated
  | TokenRevoked;

export type VisitorHello = {
  type: "hello";
  version: number;
  website: string;
  token: string;
  epoch?: string | null;
  position?: number | null;
  last?: Last | null;
  page?: Page | null;
  locale?: string | null;
};

export type VisitorOpen = {
  type: "open";
  id: string;
};

export type VisitorSend = {
  type: "send";
  id: string;
  text?: string | null;
  content?: Record<string, unknown> | null;
  thread?: string;
};

export type VisitorStartThread = {
  type: "start_thread";
  id: string;
  topic: unknown;
  external_id?: unknown;
  data?: unknown;
  signature?: string | null;
};

export type VisitorEndThread = {
  type: "end_thread";
  id: string;
  thread?: string | null;
  external_id?: string | null;
  topic?: string | null;
};

export type VisitorSelectThread = {
  type: "select_thread";
  id: string;
  thread?: string | null;
  external_id?: string | null;
  topic?: string | null;
  main?: boolean;
};

export type VisitorRead = {
  type: "read";
  id: string;
  seq: number;
  thread?: string;
};

export type VisitorDelivered = {
  type: "delivered";
  id: string;
  seq: number;
};

export type VisitorAnswer = {
  type: "answer";
  id: string;
  seq: number;
  choices?: string[] | null;
  value?: string | null;
};

export type VisitorProfile = {
  type: "profile";
  id: string;
  nickname?: string | null;
  email?: string | null;
  phone?: string | null;
  avatar?: string | null;
  company?: Record<string, unknown> | null;
  signature?: string | null;
};

export type VisitorData = {
  type: "data";
  id: string;
  data: Record<string, unknown>;
};

export type VisitorSegments = {
  type: "segments";
  id: string;
  segments: unknown[];
  overwrite?: boolean;
};

export type VisitorEvent = {
  type: "event";
  id: string;
  text: unknown;
  data?: Record<string, unknown> | null;
  color?: string | null;
};

export type History = {
  type: "history";
  id: string;
  conversation?: string | null;
  before?: number | null;
  after?: number | null;
  around?: number | null;
  limit?: number | null;
};

export type GetThreads = {
  type: "threads";
  id: string;
  conversation?: string | null;
  before?: number | null;
  limit?: number | null;
};

export type Resume = {
  type: "resume";
  position: number;
};

export type Ping = {
  type: "ping";
};

export type Typing = {
  type: "typing";
  typing: boolean;
  thread?: string;
  conversation?: string | null;
};

export type VisitorPage = {
  type: "page";
  page: Page;
};

export type VisitorFrame =
  | VisitorHello
  | VisitorOpen
  | VisitorSend
  | VisitorStartThread
  | VisitorEndThread
  | VisitorSelectThread
  | VisitorRead
  | VisitorDelivered
  | VisitorAnswer
  | VisitorProfile
  | VisitorData
  | VisitorSegments
  | VisitorEvent
  | History
  | GetThreads
  | Resume
  | Ping
  | Typing
  | VisitorPage;

export type VisitorCommand =
  | VisitorOpen
  | VisitorSend
  | VisitorStartThread
  | VisitorEndThread
  | VisitorSelectThread
  | VisitorRead
  | VisitorDelivered
  | VisitorAnswer
  | VisitorProfile
  | VisitorData
  | VisitorSegments
  | VisitorEvent;

export type OperatorHello = {
  type: "hello";
  version: number;
  website?: string | null;
  epoch?: string | null;
  position?: number | null;
  last?: Last | null;
};

export type OperatorSend = {
  type: "send";
  id: string;
  conversation: string;
  text?: string | null;
  content?: Record<string, unknown> | null;
  thread?: string;
  note?: boolean;
};

export type OperatorStartThread = {
  type: "start_thread";
  id: string;
  conversation: string;
  topic: unknown;
  external_id?: unknown;
  data?: unknown;
};

export type OperatorEndThread = {
  type: "end_thread";
  id: string;
  conversation: string;
  thread?: string | null;
  outcome?: string | null;
};

export type OperatorReopenThread = {
  type: "reopen_thread";
  id: string;
  conversation: string;
  thread: string;
};

export type OperatorRenameThread = {
  type: "rename_thread";
  id: string;
  conversation: string;
  thread: string;
  topic: unknown;
};

export type OperatorAssignThread = {
  type: "assign_thread";
  id: string;
  conversation: string;
  thread: string;
  operator: string | null;
};

export type OperatorSelectThread = {
  type: "select_thread";
  id: string;
  conversation: string;
  thread?: string | null;
};

export type OperatorRead = {
  type: "read";
  id: string;
  conversation: string;
  seq: number;
  thread?: string;
};

export type OperatorDelivered = {
  type: "delivered";
  id: string;
  conversation: string;
  seq: number;
};

export type OperatorSetState = {
  type: "set_state";
  id: string;
  conversation: string;
  state: "unresolved" | "resolved";
};

export type ListConversations = {
  type: "list";
  id: string;
  state?: "open" | "resolved" | "all";
  cursor?: string | null;
};

export type GetConversation = {
  type: "conversation";
  id: string;
  conversation: string;
};

export type OperatorFrame =
  | OperatorHello
  | OperatorSend
  | OperatorStartThread
  | OperatorEndThread
  | OperatorReopenThread
  | OperatorRenameThread
  | OperatorAssignThread
  | OperatorSelectThread
  | OperatorRead
  | OperatorDelivered
  | OperatorSetState
  | ListConversations
  | GetConversation
  | History
  | GetThreads
  | Resume
  | Ping
  | Typing;

export type OperatorCommand =
  | OperatorSend
  | OperatorStartThread
  | OperatorEndThread
  | OperatorReopenThread
  | OperatorRenameThread
  | OperatorAssignThread
  | OperatorSelectThread
  | OperatorRead
  | OperatorDelivered
  | OperatorSetState;

export type BootRequest = {
  website: string;
  token?: string | null;
  token_id?: string | null;
  merge?: boolean;
  cookie_domain?: string;
};

export type SignIn = {
  email: string;
  password: string;
};

export type NewPassword = {
  token: string;
  password: string;
};
