// Generated from src/threadbox/wire/frames.py by `make protocol`. Do not edit.

export const PROTOCOL_VERSION = 1;

export interface VisitorWelcome {
  type: "welcome";
  epoch: string;
  position: number;
  session: string;
  heartbeat_seconds: number;
  website: WebsiteLook;
  available: boolean;
  operators: Face[];
  resumed: boolean;
  conversation: Conversation | null;
}

export interface WebsiteLook {
  id: string;
  name: string;
  accent: string;
  welcome: string | null;
  locale: string | null;
}

export interface Face {
  id: string;
  name: string;
  avatar: string | null;
  online: boolean;
}

export interface Conversation {
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
  preview: Preview | null;
  last_seq: number;
  items: Item[];
  has_older: boolean;
}

export interface Profile {
  nickname: string | null;
  email: string | null;
  phone: string | null;
  avatar: string | null;
  company: Company | null;
  verified: boolean;
}

export interface Company {
  name: string;
  url: string | null;
  description: string | null;
  employment: string[];
  geolocation: string[];
}

export interface SessionEvent {
  text: string;
  data: Record<string, string | number | boolean>;
  color: string;
}

export interface Thread {
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
}

export interface Episode {
  seq: number;
  at: number;
  by: Author;
  messages: number;
  first_reply_at: number | null;
  last_reply_at: number | null;
  ended_seq: number | null;
  ended_at: number | null;
  ended_by: Author | null;
  outcome: string | null;
}

export interface Author {
  kind: "visitor" | "page" | "operator" | "backend";
  id: string;
  name: string | null;
  avatar: string | null;
  origin: string | null;
}

export interface Unread {
  visitor: number;
  operator: number;
}

export interface Preview {
  text: string;
  by: Author;
  at: number;
}

export type Item =
  | Message
  | Started
  | Reopened
  | Ended
  | Renamed;

export interface Message {
  seq: number;
  fingerprint: number;
  at: number;
  by: Author;
  thread: string | null;
  content: Content;
  client_id: string | null;
  follows: string | null;
  kind: "message";
}

export type Content =
  | Text
  | Note;

export interface Text {
  text: string;
  type: "text";
}

export interface Note {
  text: string;
  type: "note";
}

export interface Started {
  seq: number;
  fingerprint: number;
  at: number;
  by: Author;
  thread: string;
  topic: string;
  kind: "started";
}

export interface Reopened {
  seq: number;
  fingerprint: number;
  at: number;
  by: Author;
  thread: string;
  topic: string;
  kind: "reopened";
}

export interface Ended {
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
}

export interface Renamed {
  seq: number;
  fingerprint: number;
  at: number;
  by: Author;
  thread: string;
  topic: string;
  previous: string;
  kind: "renamed";
}

export interface Facts {
  type: "facts";
  after: number;
  lines: Line[];
}

export interface Line {
  position: number;
  fact: Fact;
}

export type Fact =
  | ConversationCreated
  | ChatOpened
  | MessageSent
  | ThreadStarted
  | ThreadReopened
  | ThreadEnded
  | ThreadRenamed
  | ThreadChosen
  | MessagesRead
  | StateChanged
  | ProfileChanged
  | DataChanged
  | SegmentsChanged
  | EventPushed;

export interface ConversationCreated {
  conversation: string;
  at: number;
  by: Author;
  type: "conversation_created";
}

export interface ChatOpened {
  conversation: string;
  at: number;
  by: Author;
  type: "chat_opened";
}

export interface MessageSent {
  conversation: string;
  at: number;
  by: Author;
  message: Message;
  type: "message_sent";
}

export interface ThreadStarted {
  conversation: string;
  at: number;
  by: Author;
  thread: Thread;
  mark: Started;
  type: "thread_started";
}

export interface ThreadReopened {
  conversation: string;
  at: number;
  by: Author;
  thread: Thread;
  mark: Reopened;
  type: "thread_reopened";
}

export interface ThreadEnded {
  conversation: string;
  at: number;
  by: Author;
  thread: Thread;
  mark: Ended;
  current: string | null;
  type: "thread_ended";
}

export interface ThreadRenamed {
  conversation: string;
  at: number;
  by: Author;
  thread: string;
  topic: string;
  mark: Renamed | null;
  type: "thread_renamed";
}

export interface ThreadChosen {
  conversation: string;
  at: number;
  by: Author;
  thread: string | null;
  type: "thread_chosen";
}

export interface MessagesRead {
  conversation: string;
  at: number;
  by: Author;
  side: "visitor" | "operator";
  seq: number;
  unread: number;
  lines: LineUnread[];
  type: "messages_read";
}

export interface LineUnread {
  thread: string | null;
  read: number;
  unread: number;
}

export interface StateChanged {
  conversation: string;
  at: number;
  by: Author;
  state: "pending" | "unresolved" | "resolved";
  type: "state_changed";
}

export interface ProfileChanged {
  conversation: string;
  at: number;
  by: Author;
  profile: Profile;
  type: "profile_changed";
}

export interface DataChanged {
  conversation: string;
  at: number;
  by: Author;
  data: Record<string, string | number | boolean>;
  type: "data_changed";
}

export interface SegmentsChanged {
  conversation: string;
  at: number;
  by: Author;
  segments: string[];
  type: "segments_changed";
}

export interface EventPushed {
  conversation: string;
  at: number;
  by: Author;
  event: SessionEvent;
  type: "event_pushed";
}

export interface StartOver {
  type: "start_over";
}

export interface Beat {
  type: "beat";
  head: number;
}

export interface Done {
  type: "done";
  id: string;
  position: number;
  duplicate: boolean;
  seq: number | null;
  fingerprint: number | null;
  thread: string | null;
  topic_ignored: boolean;
}

export interface Refused {
  type: "refused";
  id: string | null;
  code: "invalid" | "unauthenticated" | "forbidden" | "not_found" | "conflict" | "too_large" | "too_many" | "unavailable" | "internal";
  reason: string;
  message: string;
  data: Record<string, string | number | boolean | null>;
}

export interface HistoryPage {
  type: "history";
  id: string;
  conversation: string;
  position: number;
  items: Item[];
  threads: Thread[];
  has_older: boolean;
  has_newer: boolean;
}

export interface TypingSignal {
  type: "typing";
  conversation: string;
  by: Face | null;
  typing: boolean;
  thread: string | null;
}

export interface AvailabilitySignal {
  type: "availability";
  available: boolean;
  operators: Face[];
}

export type ToVisitor =
  | VisitorWelcome
  | Facts
  | StartOver
  | Beat
  | Done
  | Refused
  | HistoryPage
  | TypingSignal
  | AvailabilitySignal;

export interface OperatorWelcome {
  type: "welcome";
  epoch: string;
  position: number;
  heartbeat_seconds: number;
  operator: Account;
  website: WebsiteName;
  websites: WebsiteName[];
  operators: Face[];
  online: string[];
  resumed: boolean;
}

export interface Account {
  id: string;
  name: string;
  email: string;
  avatar: string | null;
}

export interface WebsiteName {
  id: string;
  name: string;
  domain: string;
}

export interface ConversationPage {
  type: "conversation";
  id: string;
  conversation: Conversation;
}

export interface ConversationsPage {
  type: "conversations";
  id: string;
  position: number;
  conversations: Conversation[];
  cursor: string | null;
  counts: Counts;
}

export interface Counts {
  open: number;
  resolved: number;
  unread: number;
}

export interface PresenceSignal {
  type: "presence";
  conversation: string;
  online: boolean;
  page: Page | null;
}

export interface Page {
  url: string;
  title: string;
  referrer: string | null;
}

export type ToOperator =
  | OperatorWelcome
  | Facts
  | StartOver
  | Beat
  | Done
  | Refused
  | HistoryPage
  | TypingSignal
  | AvailabilitySignal
  | ConversationPage
  | ConversationsPage
  | PresenceSignal;

export interface Boot {
  website: WebsiteLook;
  session: string;
  token: string;
  available: boolean;
  opened: boolean;
  ongoing: boolean;
  unread: number;
}

export interface SignedIn {
  operator: Account;
  websites: WebsiteName[];
}

export interface VisitorHello {
  type: "hello";
  version: number;
  website: string;
  token: string;
  epoch?: string | null;
  position?: number | null;
  page?: Page | null;
  locale?: string | null;
}

export interface VisitorOpen {
  type: "open";
  id: string;
}

export interface VisitorSend {
  type: "send";
  id: string;
  text: string;
  thread?: string;
}

export interface VisitorStartThread {
  type: "start_thread";
  id: string;
  topic: unknown;
  external_id?: unknown;
  data?: unknown;
  signature?: string | null;
}

export interface VisitorEndThread {
  type: "end_thread";
  id: string;
  thread?: string | null;
  external_id?: string | null;
  topic?: string | null;
}

export interface VisitorSelectThread {
  type: "select_thread";
  id: string;
  thread?: string | null;
  external_id?: string | null;
  topic?: string | null;
  main?: boolean;
}

export interface VisitorRead {
  type: "read";
  id: string;
  seq: number;
  thread?: string;
}

export interface VisitorProfile {
  type: "profile";
  id: string;
  nickname?: string | null;
  email?: string | null;
  phone?: string | null;
  avatar?: string | null;
  company?: Record<string, unknown> | null;
  signature?: string | null;
}

export interface VisitorData {
  type: "data";
  id: string;
  data: Record<string, unknown>;
}

export interface VisitorSegments {
  type: "segments";
  id: string;
  segments: unknown[];
  overwrite?: boolean;
}

export interface VisitorEvent {
  type: "event";
  id: string;
  text: unknown;
  data?: Record<string, unknown> | null;
  color?: string | null;
}

export interface History {
  type: "history";
  id: string;
  conversation?: string | null;
  before?: number | null;
  after?: number | null;
  around?: number | null;
  limit?: number | null;
}

export interface Resume {
  type: "resume";
  position: number;
}

export interface Typing {
  type: "typing";
  typing: boolean;
  thread?: string;
  conversation?: string | null;
}

export interface VisitorPage {
  type: "page";
  page: Page;
}

export type VisitorFrame =
  | VisitorHello
  | VisitorOpen
  | VisitorSend
  | VisitorStartThread
  | VisitorEndThread
  | VisitorSelectThread
  | VisitorRead
  | VisitorProfile
  | VisitorData
  | VisitorSegments
  | VisitorEvent
  | History
  | Resume
  | Typing
  | VisitorPage;

export type VisitorCommand =
  | VisitorOpen
  | VisitorSend
  | VisitorStartThread
  | VisitorEndThread
  | VisitorSelectThread
  | VisitorRead
  | VisitorProfile
  | VisitorData
  | VisitorSegments
  | VisitorEvent;

export interface OperatorHello {
  type: "hello";
  version: number;
  website?: string | null;
  epoch?: string | null;
  position?: number | null;
}

export interface OperatorSend {
  type: "send";
  id: string;
  conversation: string;
  text: string;
  thread?: string;
  note?: boolean;
}

export interface OperatorStartThread {
  type: "start_thread";
  id: string;
  conversation: string;
  topic: unknown;
  external_id?: unknown;
  data?: unknown;
}

export interface OperatorEndThread {
  type: "end_thread";
  id: string;
  conversation: string;
  thread?: string | null;
  outcome?: string | null;
}

export interface OperatorReopenThread {
  type: "reopen_thread";
  id: string;
  conversation: string;
  thread: string;
}

export interface OperatorRenameThread {
  type: "rename_thread";
  id: string;
  conversation: string;
  thread: string;
  topic: unknown;
}

export interface OperatorSelectThread {
  type: "select_thread";
  id: string;
  conversation: string;
  thread?: string | null;
}

export interface OperatorRead {
  type: "read";
  id: string;
  conversation: string;
  seq: number;
  thread?: string;
}

export interface OperatorSetState {
  type: "set_state";
  id: string;
  conversation: string;
  state: "unresolved" | "resolved";
}

export interface ListConversations {
  type: "list";
  id: string;
  state?: "open" | "resolved" | "all";
  cursor?: string | null;
}

export interface GetConversation {
  type: "conversation";
  id: string;
  conversation: string;
}

export type OperatorFrame =
  | OperatorHello
  | OperatorSend
  | OperatorStartThread
  | OperatorEndThread
  | OperatorReopenThread
  | OperatorRenameThread
  | OperatorSelectThread
  | OperatorRead
  | OperatorSetState
  | ListConversations
  | GetConversation
  | History
  | Resume
  | Typing;

export type OperatorCommand =
  | OperatorSend
  | OperatorStartThread
  | OperatorEndThread
  | OperatorReopenThread
  | OperatorRenameThread
  | OperatorSelectThread
  | OperatorRead
  | OperatorSetState;

export interface BootRequest {
  website: string;
  token?: string | null;
}

export interface SignIn {
  email: string;
  password: string;
}
