"""Every frame of the `/visitor` and `/operator` sockets, in and out.

A field that this version does not know is left aside: a newer client says it to a server that is
not updated yet, and what it asks for is done as far as it is understood.

This file is the contract between server and screens: `web/client/src/protocol.ts` is
generated from it (`make protocol`), and `protocol/examples/` holds one file per frame.

A socket's life: `hello` → `welcome`; then commands (each with a client `id`, answered once
by `done` or `refused`), queries (answered by their result), and, unasked, `facts`, signals
and `beat`. A reader has missed something exactly when a `facts` or `beat` frame speaks of a
place beyond its own (`after` or `head` greater than its position): it then sends `resume`.
"""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from threadbox.domain.conversations import Conversation, Thread
from threadbox.domain.facts import Line
from threadbox.domain.refusals import Code, Detail
from threadbox.domain.timeline import Item
from threadbox.domain.websites import RepliesIn

PROTOCOL_VERSION = 1


class Frame(Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of all frames: `type` names the frame."""


class Plain(Struct, frozen=True, kw_only=True):
    """Base of the parts frames are made of."""


class Command(Frame):
    """`id` is the client id: sent twice, it is one effect and the same answer, for ever."""

    id: str


# --- from either side -------------------------------------------------------------------


class Page(Plain):
    """Where the visitor is. Operators are told addresses without query, and of fragments only the
    routes (`#/orders`); a title is a title, not trusted."""

    url: str
    title: str = ""
    referrer: str | None = None


class Resume(Frame, tag="resume"):
    """ "Tell me everything after `position`": answered by `facts`, or by `start_over`."""

    position: int


class History(Frame, tag="history"):
    """A query: a page of the timeline. At most one of `before`, `after`, `around` (a `seq`)."""

    id: str
    conversation: str | None = None
    before: int | None = None
    after: int | None = None
    around: int | None = None
    limit: int | None = None


class GetThreads(Frame, tag="threads"):
    """A query: threads at length, the newest first, numbered below `before`."""

    id: str
    conversation: str | None = None
    before: int | None = None
    limit: int | None = None


class Ping(Frame, tag="ping"):
    """ "Are you still there?": answered by `pong` at once, before anything that waits."""


class Typing(Frame, tag="typing"):
    """A signal: never stored, never answered. `thread` as in `send`."""

    typing: bool
    thread: str = "current"
    conversation: str | None = None


# --- from the visitor -------------------------------------------------------------------


class Last(Plain):
    """The newest line that a reader knows: its position, and when it happened (`fact.at`)."""

    position: int
    at: int


class VisitorHello(Frame, tag="hello"):
    """First frame on `/visitor`. `token` came from `POST /visitor/boot`. With `position` and
    the matching `epoch` the reader resumes; without, it gets a snapshot. `last`: from `welcome`,
    or from the newest line received since; where another line stands in its place, history went
    back, and the reader gets a snapshot too."""

    version: int
    website: str
    token: str
    epoch: str | None = None
    position: int | None = None
    last: Last | None = None
    page: Page | None = None
    locale: str | None = None


class VisitorOpen(Command, tag="open"):
    """The chatbox was opened; the first time in a session makes it active (rule 4)."""


class VisitorSend(Command, tag="send"):
    """A message: either `text`, or a `content` of type file, animation or audio. Of a file that
    was uploaded, `content` has `type` and `file` alone. `thread`: "current", "main", or the id
    of an open thread."""

    text: str | None = None
    content: Mapping[str, Any] | None = None
    thread: str = "current"


class VisitorStartThread(Command, tag="start_thread"):
    """`topic` is checked by the server so that the refusal says what is wrong with it.
    `signature` is the backend's, over the external id; a wrong one is refused."""

    topic: Any
    external_id: Any = None
    data: Any = None
    signature: str | None = None


class VisitorEndThread(Command, tag="end_thread"):
    """Ends the thread named by `thread` (id), `external_id` or `topic`; none: the current one."""

    thread: str | None = None
    external_id: str | None = None
    topic: str | None = None


class VisitorSelectThread(Command, tag="select_thread"):
    """Makes an open thread current; `main`: the main line."""

    thread: str | None = None
    external_id: str | None = None
    topic: str | None = None
    main: bool = False


class VisitorRead(Command, tag="read"):
    """The visitor has read up to `seq`: in all lines, or in `thread` (an id or "main")."""

    seq: int
    thread: str = "all"


class VisitorDelivered(Command, tag="delivered"):
    """A screen of the visitor has received everything up to `seq`."""

    seq: int


class VisitorAnswer(Command, tag="answer"):
    """The answer to the picker (`choices`: the values chosen) or field (`value`) at `seq`. It is
    written into that message; null or nothing chosen takes an answer back."""

    seq: int
    choices: list[str] | None = None
    value: str | None = None


class VisitorProfile(Command, tag="profile"):
    """Only the fields given are changed; null forgets one. `signature` is the backend's, over
    the e-mail: a wrong one is refused (`signature_wrong`), none leaves the e-mail unverified."""

    nickname: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET
    avatar: str | UnsetType | None = UNSET
    company: Mapping[str, Any] | UnsetType | None = UNSET
    signature: str | None = None


class VisitorData(Command, tag="data"):
    """Merged into the session's data; null removes a key."""

    data: Mapping[str, Any]


class VisitorSegments(Command, tag="segments"):
    segments: list[Any]
    overwrite: bool = False


class VisitorEvent(Command, tag="event"):
    text: Any
    data: Mapping[str, Any] | None = None
    color: str | None = None


class VisitorPage(Frame, tag="page"):
    """A signal: this is the page that the visitor looks at now. A `hello` says only which page
    its tab has open, which nobody may be looking at."""

    page: Page


VisitorCommand = (
    VisitorOpen
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
)
VisitorFrame = (
    VisitorHello | VisitorCommand | History | GetThreads | Resume | Ping | Typing | VisitorPage
)


# --- from the operator ------------------------------------------------------------------


class OperatorHello(Frame, tag="hello"):
    """First frame on `/operator`; the cookie says who. Without `website`: the first one. `epoch`,
    `position` and `last` as a visitor's."""

    version: int
    website: str | None = None
    epoch: str | None = None
    position: int | None = None
    last: Last | None = None


class OperatorSend(Command, tag="send"):
    """A message or note: either `text`, or for a message a `content` of any type but note."""

    conversation: str
    text: str | None = None
    content: Mapping[str, Any] | None = None
    thread: str = "current"
    note: bool = False


class OperatorStartThread(Command, tag="start_thread"):
    conversation: str
    topic: Any
    external_id: Any = None
    data: Any = None


class OperatorEndThread(Command, tag="end_thread"):
    """`thread` None: the current one. `outcome` is shown at the end marker, to both sides."""

    conversation: str
    thread: str | None = None
    outcome: str | None = None


class OperatorReopenThread(Command, tag="reopen_thread"):
    conversation: str
    thread: str


class OperatorRenameThread(Command, tag="rename_thread"):
    conversation: str
    thread: str
    topic: Any


class OperatorAssignThread(Command, tag="assign_thread"):
    """`operator` (an id) answers for the thread from now on; None: nobody."""

    conversation: str
    thread: str
    operator: str | None


class OperatorSelectThread(Command, tag="select_thread"):
    """`thread` None: the main line."""

    conversation: str
    thread: str | None = None


class OperatorRead(Command, tag="read"):
    conversation: str
    seq: int
    thread: str = "all"


class OperatorDelivered(Command, tag="delivered"):
    """A screen of an operator has received everything up to `seq`."""

    conversation: str
    seq: int


class OperatorSetState(Command, tag="set_state"):
    conversation: str
    state: Literal["unresolved", "resolved"]


class ListConversations(Frame, tag="list"):
    """A query: a page of the inbox, newest activity first. `cursor` comes from the page before."""

    id: str
    state: Literal["open", "resolved", "all"] = "open"
    cursor: str | None = None


class GetConversation(Frame, tag="conversation"):
    """A query: one full conversation with its threads and the newest page of its timeline."""

    id: str
    conversation: str


OperatorCommand = (
    OperatorSend
    | OperatorStartThread
    | OperatorEndThread
    | OperatorReopenThread
    | OperatorRenameThread
    | OperatorAssignThread
    | OperatorSelectThread
    | OperatorRead
    | OperatorDelivered
    | OperatorSetState
)
OperatorFrame = (
    OperatorHello
    | OperatorCommand
    | ListConversations
    | GetConversation
    | History
    | GetThreads
    | Resume
    | Ping
    | Typing
)


# --- from the server --------------------------------------------------------------------


class Face(Plain):
    """An operator as visitors and colleagues see one."""

    id: str
    name: str
    avatar: str | None = None
    online: bool = False


class WebsiteLook(Plain):
    """What the chatbox needs to know of its website. `accent` is a CSS hex colour; `replies_in`
    what the website says of how soon somebody answers: minutes, an hour, hours, a day."""

    id: str
    name: str
    accent: str
    welcome: str | None = None
    locale: str | None = None
    replies_in: RepliesIn | None = None


class Uploads(Plain):
    """Which files may be uploaded: at most `bytes` long, of one of these MIME types."""

    bytes: int
    media: list[str]


class Uploaded(Plain):
    """Answer of `POST /visitor/files` and `POST /operator/files`. It becomes a message, and stays,
    once `file` is sent."""

    file: str
    name: str
    url: str
    media: str
    bytes: int
    width: int | None = None
    height: int | None = None


class Boot(Plain):
    """Answer of `POST /visitor/boot`: all the launcher needs, and the session's token.

    `token` is new when none or an unknown one was sent. `opened`: the chatbox was opened
    in this session before. `unread` counts the visitor's; `ongoing`: there are messages;
    `threads_open`: at least one is. `domain`: the highest that a cookie with the token may go: the
    website's domain that the page is on, or the one below it that was asked for; None, for this
    host alone, on pages of the server itself and of apps.
    `warnings`: reasons for the page's developer to read, such as `token_id_too_weak`.
    """

    website: WebsiteLook
    session: str
    token: str
    domain: str | None
    available: bool
    opened: bool = False
    ongoing: bool = False
    threads_open: bool = False
    unread: int = 0
    warnings: list[str] = []


class VisitorWelcome(Frame, tag="welcome"):
    """`conversation` is None for a reader that resumes (facts follow) and for a session in
    which nothing has happened yet. `resumed` tells the two apart. `last` is for the next hello, of
    a reader that does not resume. `file_key` opens the files of
    this conversation for some days: `/files/…?key=<file_key>`."""

    epoch: str
    position: int
    last: Last | None
    session: str
    heartbeat_seconds: int
    website: WebsiteLook
    available: bool
    operators: list[Face]
    resumed: bool
    conversation: Conversation | None
    files: Uploads
    file_key: str


class Account(Plain):
    """The signed-in operator, to themselves."""

    id: str
    name: str
    email: str
    avatar: str | None = None


class WebsiteName(Plain):
    id: str
    name: str
    domain: str


class Counts(Plain):
    """Conversations per list, and unread ones among the open."""

    open: int
    resolved: int
    unread: int


class VisitorHere(Plain):
    """A visitor who is connected now, by conversation. `page` None: it is not known. What is cut
    off in it ends in "…"."""

    conversation: str
    page: Page | None


class OperatorWelcome(Frame, tag="welcome"):
    """`online` holds the visitors who are connected now, an entry of up to 600 bytes each, up to
    128 KiB of them; of the others `presence` tells soon. `last` as a visitor's."""

    epoch: str
    position: int
    last: Last | None
    heartbeat_seconds: int
    operator: Account
    website: WebsiteName
    websites: list[WebsiteName]
    operators: list[Face]
    online: list[VisitorHere]
    resumed: bool
    files: Uploads


class Facts(Frame, tag="facts"):
    """Lines in order. `after` is the place of the line before the first, for this audience:
    a reader whose position is smaller has missed something. Lines already seen are skipped."""

    after: int
    lines: list[Line]


class StartOver(Frame, tag="start_over"):
    """The past is gone, is another one, or is too long: drop the state, connect anew, and say
    `hello` without position. Nothing follows on this socket, which is closed soon (1012)."""


class Beat(Frame, tag="beat"):
    """The place of the newest line for this audience; also keeps proxies from closing."""

    head: int


class Pong(Frame, tag="pong"):
    """Still there. Says nothing of the storage: a command may take longer."""


class Done(Frame, tag="done"):
    """A command took effect (or had none to take) and is durable.

    `thread`: the thread started, ended, chosen or written to; `topic_ignored`: a start under
    a known external id came with another topic, which changes nothing (rule 7).
    """

    id: str
    position: int
    duplicate: bool = False
    seq: int | None = None
    fingerprint: int | None = None
    thread: str | None = None
    topic_ignored: bool = False


class Refused(Frame, tag="refused"):
    """A frame was refused and changed nothing. `id` is None when the frame had no readable one."""

    id: str | None
    code: Code | Literal["internal"]
    reason: str
    message: str
    data: Mapping[str, Detail]


class HistoryPage(Frame, tag="history"):
    """`threads`: every thread that an item of the page belongs to, in brief."""

    id: str
    conversation: str
    position: int
    items: list[Item]
    threads: list[Thread]
    has_older: bool
    has_newer: bool


class ThreadsPage(Frame, tag="threads"):
    """Threads at length, descending by number; `has_more`: there are some numbered lower."""

    id: str
    conversation: str
    position: int
    threads: list[Thread]
    has_more: bool


class ConversationPage(Frame, tag="conversation"):
    id: str
    conversation: Conversation


class ConversationsPage(Frame, tag="conversations"):
    """Rows of the inbox: conversations without items, data and events, and with some of their open
    threads, in brief. A page may hold fewer rows than another; it is `cursor` that says whether
    there are more."""

    id: str
    position: int
    conversations: list[Conversation]
    cursor: str | None
    counts: Counts


class TypingSignal(Frame, tag="typing"):
    """Somebody on the other side (or a colleague) types. Expires after six seconds."""

    conversation: str
    by: Face | None
    typing: bool
    thread: str | None


class PresenceSignal(Frame, tag="presence"):
    """A visitor came, moved or went. To operators."""

    conversation: str
    online: bool
    page: Page | None = None


class AvailabilitySignal(Frame, tag="availability"):
    """Operators came or went."""

    available: bool
    operators: list[Face]


ServerFrame = (
    Facts
    | StartOver
    | Beat
    | Pong
    | Done
    | Refused
    | HistoryPage
    | ThreadsPage
    | TypingSignal
    | AvailabilitySignal
)
ToVisitor = VisitorWelcome | ServerFrame
ToOperator = OperatorWelcome | ServerFrame | ConversationPage | ConversationsPage | PresenceSignal

# --- HTTP bodies beside the sockets -----------------------------------------------------


class BootRequest(Plain):
    """Body of `POST /visitor/boot`, sent as text/plain so that browsers need no preflight.

    `token_id` is a secret of the page's own that leads to one conversation on every device;
    `merge`: what was said before it was known, in the session of `token`, moves there.
    `cookie_domain`: where the page wishes to keep the session's cookie; "" for no wish."""

    website: str
    token: str | None = None
    token_id: str | None = None
    merge: bool = False
    cookie_domain: str = ""


class SignIn(Plain):
    """Body of `POST /operator/sign-in`."""

    email: str
    password: str


class ResetLink(Plain):
    """Body of `POST /operator/reset-link`: what stands behind the hash sign of the link."""

    token: str


class NewPassword(Plain):
    """Body of `POST /operator/password`. The answer of both is the account."""

    token: str
    password: str


class SignedIn(Plain):
    """Answer of `POST /operator/sign-in` and `GET /operator/me`."""

    operator: Account
    websites: list[WebsiteName]


VISITOR_FRAMES = msgspec.json.Decoder(VisitorFrame)
OPERATOR_FRAMES = msgspec.json.Decoder(OperatorFrame)
ENCODER = msgspec.json.Encoder()
