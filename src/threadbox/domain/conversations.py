"""Conversation and thread as everybody sees them: stored, sent and replayed in this one form.

A conversation is the whole, lasting history with one visitor; threads are its named,
started and ended parts. Facts (`facts.py`) say how one state becomes the next; the
TypeScript twin is `web/client/src/connection/replay.ts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from threadbox.domain.actors import Author
from threadbox.domain.people import Profile, SessionEvent, Value
from threadbox.domain.timeline import Item

State = Literal["pending", "unresolved", "resolved"]
ThreadState = Literal["open", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Messages not yet read: `visitor` by the visitor, `operator` by any operator."""

    visitor: int = 0
    operator: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One stretch of a thread, from its start or a reopening to its end.

    `number` counts the thread's episodes from 1; 0 in what was stored before they had numbers.
    `messages` is what both sides see (notes do not count). The `ended_*` fields are None
    while it runs. Reply times are of operators' messages, in milliseconds since the epoch.
    """

    seq: int
    at: int
    by: Author
    number: int = 0
    messages: int = 0
    first_reply_at: int | None = None
    last_reply_at: int | None = None
    ended_seq: int | None = None
    ended_at: int | None = None
    ended_by: Author | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A topic-named flow of messages. The last episode is the running one while open. `owner`: the
    id of the operator who answers for it; operators only.

    Of many `episodes` the first and the newest are kept. `brief`: where a view would grow too
    large, it leaves out `data` and all episodes but the first and the last; `threads` (a query)
    has them.
    """

    id: str
    number: int
    topic: str
    state: ThreadState
    episodes: tuple[Episode, ...]
    external_id: str | None = None
    verified: bool = False
    data: Mapping[str, Value] = field(default_factory=dict)
    messages: int = 0
    unread: Unread = Unread()
    last_seq: int = 0
    owner: str | None = None
    brief: bool = False

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def episode(self) -> Episode:
        return self.episodes[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The last message, cut short, for lists. Never a note, never a marker (rule 15)."""

    text: str
    by: Author
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One conversation at log position `position`.

    `threads` holds, by number, in a full view (`items` loaded) every open thread and the newest
    ended ones, in a row of a list some of the open ones; `open_threads` counts all of those.
    `current` is the id of the open thread new messages go to, None for the main line. A row has
    neither `data` nor `events`. `unread` counts the whole conversation, `main_unread` the main
    line alone. `read` is, per side, the highest `seq` that side has read; `delivered`, the highest
    that has reached a screen of that side. `items` is the newest page of the timeline, ascending by
    `seq`; `has_older` says whether there is more before it. `merged_into`: its history went on
    in that conversation, and nothing can happen here any more.
    """

    id: str
    position: int
    created_at: int
    active_at: int
    opened: bool = False
    state: State = "pending"
    profile: Profile = field(default_factory=Profile)
    data: Mapping[str, Value] = field(default_factory=dict)
    segments: tuple[str, ...] = ()
    events: tuple[SessionEvent, ...] = ()
    threads: tuple[Thread, ...] = ()
    current: str | None = None
    unread: Unread = Unread()
    main_unread: Unread = Unread()
    read: Unread = Unread()
    delivered: Unread = Unread()
    preview: Preview | None = None
    last_seq: int = 0
    items: tuple[Item, ...] = ()
    has_older: bool = False
    merged_into: str | None = None
    open_threads: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineUnread:
    """One thread, or the main line (`thread` None), after a read: read up to the seq `read`,
    with `unread` messages left."""

    thread: str | None
    read: int
    unread: int
