"""Every fact, in the past tense. A fact happened: it is in the log, and it cannot fail.

These classes are also the stored and the sent form; a log line on the wire is
`{"position": N, "fact": {…}}`. Each fact carries its outcome, not only its cause (the
unread counts after a read, the current thread after an end), so that replaying needs
nothing but the state before. `protocol/examples/` holds one file per fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from threadbox.domain.actors import Author, Side
from threadbox.domain.conversations import Conversation, LineUnread, State, Thread
from threadbox.domain.people import Profile, SessionEvent, Value
from threadbox.domain.timeline import Ended, Message, Renamed, Reopened, Started, Undone
from threadbox.domain.websites import WebsiteSettings


class Fact:
    """Something that happened: `at` (ms), `by` whom, and what (`type`)."""

    __slots__ = ()

    at: int
    by: Author
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationFact(Fact):
    """Something that happened in a conversation (its public id)."""

    conversation: str
    at: int
    by: Author


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationCreated(ConversationFact):
    """The first fact of every conversation."""

    type: Literal["conversation_created"] = "conversation_created"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatOpened(ConversationFact):
    """The chatbox was opened for the first time in this session (threads.md rule 4)."""

    type: Literal["chat_opened"] = "chat_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(ConversationFact):
    """A message or note was stored. It counts as unread on the other side; a note nowhere."""

    message: Message
    type: Literal["message_sent"] = "message_sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadStarted(ConversationFact):
    """A new thread is open and current."""

    thread: Thread
    mark: Started
    type: Literal["thread_started"] = "thread_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadReopened(ConversationFact):
    """An ended thread is open and current again. `thread` is its state after, but of its
    episodes only the running one and without its data: neither grows with what went before.

    A slip that was taken back (rule 16) has no `mark`: the former episode runs on, and `undone`
    takes the place of its end in the timeline.
    """

    thread: Thread
    mark: Reopened | None
    undone: Undone | None = None
    type: Literal["thread_reopened"] = "thread_reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadEnded(ConversationFact):
    """An open thread ended; `current` is the conversation's after, `thread` the thread's, but of
    its episodes only the one that ended and without its data."""

    thread: Thread
    mark: Ended
    current: str | None
    type: Literal["thread_ended"] = "thread_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadRenamed(ConversationFact):
    """The topic changed; id, number, external id and links stay.

    `mark` is the trace that operators see; visitors see only the result (rule 10).
    """

    thread: str
    topic: str
    mark: Renamed | None
    type: Literal["thread_renamed"] = "thread_renamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadAssigned(ConversationFact):
    """Another operator (their id), or nobody, answers for a thread. Operators only."""

    thread: str
    owner: str | None
    type: Literal["thread_assigned"] = "thread_assigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadChosen(ConversationFact):
    """Another open thread, or the main line (None), became the current one."""

    thread: str | None
    type: Literal["thread_chosen"] = "thread_chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesRead(ConversationFact):
    """`side` has read everything up to `seq` (which a read of one thread alone does not move).
    `lines` names every line that changed; `unread` is that side's count in the whole
    conversation after."""

    side: Side
    seq: int
    unread: int
    lines: tuple[LineUnread, ...]
    type: Literal["messages_read"] = "messages_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesDelivered(ConversationFact):
    """Everything up to `seq` has reached a screen of `side`. Reading says it too."""

    side: Side
    seq: int
    type: Literal["messages_delivered"] = "messages_delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageUpdated(ConversationFact):
    """A message has another content, such as the answer to its question. `message` takes the
    place of the one with its `seq`; nothing else changes, and nothing becomes unread."""

    message: Message
    type: Literal["message_updated"] = "message_updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChanged(ConversationFact):
    """pending, unresolved or resolved. Threads stay as they are (rule 3)."""

    state: State
    type: Literal["state_changed"] = "state_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged(ConversationFact):
    """`profile` is the whole profile after."""

    profile: Profile
    type: Literal["profile_changed"] = "profile_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataChanged(ConversationFact):
    """`data` is the whole map after."""

    data: Mapping[str, Value]
    type: Literal["data_changed"] = "data_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentsChanged(ConversationFact):
    """`segments` is the whole list after."""

    segments: tuple[str, ...]
    type: Literal["segments_changed"] = "segments_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPushed(ConversationFact):
    """The page reported a session event. A view keeps the newest twenty."""

    event: SessionEvent
    type: Literal["event_pushed"] = "event_pushed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationMerged(ConversationFact):
    """This conversation's history went on in `into`; nothing can happen here any more."""

    into: str
    type: Literal["conversation_merged"] = "conversation_merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryBrought(ConversationFact):
    """The history of the conversation `source` is now part of this one; `after` is the whole
    view after, with the newest page of its timeline."""

    source: str
    after: Conversation
    type: Literal["history_brought"] = "history_brought"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebsiteFact(Fact):
    """Something that happened to a website. Which one, its log says."""

    at: int
    by: Author


@dataclass(frozen=True, slots=True, kw_only=True)
class WebsiteChanged(WebsiteFact):
    """`settings` are all of the website's settings after."""

    settings: WebsiteSettings
    type: Literal["website_changed"] = "website_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCreated(WebsiteFact):
    """A backend or plugin may speak for the website; its key is told once, and to nobody else."""

    identifier: str
    tier: str
    type: Literal["token_created"] = "token_created"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(WebsiteFact):
    """A token opens nothing any more."""

    identifier: str
    type: Literal["token_revoked"] = "token_revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLost(ConversationFact):
    """Keeps the place of a line that could not be read any more and was set aside. What it said is
    in the tables: a reader that passes it starts from a snapshot."""

    type: Literal["line_lost"] = "line_lost"


def conversation_of(fact: Fact) -> str | None:
    """The conversation (public id) that a fact is about; None: the website itself."""
    return fact.conversation if isinstance(fact, ConversationFact) else None


FACTS: dict[str, type[Fact]] = {
    "conversation_created": ConversationCreated,
    "chat_opened": ChatOpened,
    "message_sent": MessageSent,
    "thread_started": ThreadStarted,
    "thread_reopened": ThreadReopened,
    "thread_ended": ThreadEnded,
    "thread_renamed": ThreadRenamed,
    "thread_assigned": ThreadAssigned,
    "thread_chosen": ThreadChosen,
    "messages_read": MessagesRead,
    "messages_delivered": MessagesDelivered,
    "message_updated": MessageUpdated,
    "state_changed": StateChanged,
    "profile_changed": ProfileChanged,
    "data_changed": DataChanged,
    "segments_changed": SegmentsChanged,
    "event_pushed": EventPushed,
    "conversation_merged": ConversationMerged,
    "history_brought": HistoryBrought,
    "website_changed": WebsiteChanged,
    "token_created": TokenCreated,
    "token_revoked": TokenRevoked,
    "line_lost": LineLost,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A fact with its place in the website's log: contiguous from 1, in commit order."""

    position: int
    fact: Fact
