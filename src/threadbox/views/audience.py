"""What a visitor may see: the one place where secrecy is decided, by an allow-list.

Operators of a website see everything in it. A visitor sees the own conversation, and of that what
is written down here: each class that can be part of a fact, an item or a conversation has a rule,
and each rule names every field of its class. A class without a rule is an error when it is shown,
a field that no rule names is an error when this module is imported: nothing reaches a visitor
because nobody thought of it.

Each function returns what the visitor receives, or None for nothing; an object of which nothing is
hidden comes back as the very same object.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar, cast

from threadbox.domain import conversations, facts, people, timeline, websites
from threadbox.domain.actors import Author
from threadbox.domain.conversations import Conversation, Thread
from threadbox.domain.facts import Fact
from threadbox.domain.timeline import Item

T = TypeVar("T")


class UnruledError(Exception):
    """A class, or a field of one, that no rule speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a visitor receives of one class. Each of its fields stands in exactly one of these.

    `whole`: sent as it is; only for plain values and for classes that are sent as a whole.
    `parts`: an object or a tuple of them, each sent by the rule of its own class.
    `essential`: the same, and without it nothing of the whole is sent.
    `hidden`: sent as the value given here instead.
    `seen`: whether this very object is sent at all.
    `adjust`: a last step, for what follows from the other fields.
    """

    whole: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    essential: tuple[str, ...] = ()
    hidden: Mapping[str, object]
    seen: Callable[[Any], bool] | None = None
    adjust: Callable[[Any], Any] | None = None

    def apply(self, value: T) -> T | None:
        """`value` as a visitor receives it."""
        if self.seen is not None and not self.seen(value):
            return None
        changes = {
            name: empty for name, empty in self.hidden.items() if getattr(value, name) != empty
        }
        for name in self.parts:
            _put(changes, value, name)
        for name in self.essential:
            if _put(changes, value, name) is None:
                return None
        if changes:
            value = replace(value, **changes)  # type: ignore[type-var]
        return value if self.adjust is None else cast(T, self.adjust(value))


RULES: dict[type, Rule] = {}


def fact_for_visitor(fact: Fact) -> Fact | None:
    """The fact as the conversation's visitor receives it."""
    return _shown(fact)


def item_for_visitor(item: Item) -> Item | None:
    """The place in the timeline as the visitor sees it."""
    return _shown(item)


def thread_for_visitor(thread: Thread) -> Thread:
    """The thread as its visitor sees it."""
    return cast(Thread, _shown(thread))


def conversation_for_visitor(conversation: Conversation) -> Conversation:
    """The whole view; its items may be filtered already, where pages are filled by what is seen."""
    return cast(Conversation, _shown(conversation))


def _shown(value: T) -> T | None:
    rule = RULES.get(type(value))
    if rule is None:
        raise UnruledError(f"no rule says what a visitor sees of {type(value).__name__}")
    return rule.apply(value)


def _put(changes: dict[str, object], value: object, name: str) -> object:
    """The field as it is shown; noted among the changes where that differs."""
    given = getattr(value, name)
    shown: object
    if isinstance(given, tuple):
        parts = [_shown(part) for part in given]
        same = all(part is before for part, before in zip(parts, given, strict=True))
        shown = given if same else tuple(part for part in parts if part is not None)
    else:
        shown = None if given is None else _shown(given)
    if shown is not given:
        changes[name] = shown
    return shown


def _rule(
    cls: type,
    whole: str = "",
    *,
    parts: str = "",
    essential: str = "",
    hidden: Mapping[str, object] | None = None,
) -> None:
    """Writes down the rule of `cls`; the names of fields in one text, with spaces between."""
    rule = Rule(
        whole=tuple(whole.split()),
        parts=tuple(parts.split()),
        essential=tuple(essential.split()),
        hidden=hidden or {},
    )
    ruled = sorted((*rule.whole, *rule.parts, *rule.essential, *rule.hidden))
    known = sorted(field.name for field in fields(cls))
    if ruled != known:
        raise UnruledError(f"{cls.__name__} has the fields {known}, its rule {ruled}")
    RULES[cls] = rule


def _refine(
    cls: type,
    *,
    seen: Callable[[Any], bool] | None = None,
    adjust: Callable[[Any], Any] | None = None,
) -> None:
    """Adds to a rule what depends on the very object."""
    RULES[cls] = replace(RULES[cls], seen=seen, adjust=adjust)


def _never(cls: type) -> None:
    """Nothing of this class is ever sent to a visitor."""
    RULES[cls] = Rule(hidden={}, seen=lambda _: False)


def _ending_where_seen(seen: Conversation) -> Conversation:
    """`last_seq` is the last place the visitor can see: a note after it leaves no trace."""
    last_seq = seen.items[-1].seq if seen.items else 0
    return seen if last_seq == seen.last_seq else replace(seen, last_seq=last_seq)


# --- people -------------------------------------------------------------------------------

_rule(Author, "kind id name avatar origin")
# What is known of the visitor was said by the visitor's own page, which reads it back.
_rule(people.Company, "name url description employment geolocation")
_rule(people.Profile, "nickname email phone avatar company verified")
_rule(people.SessionEvent, "text data color")

# --- contents -----------------------------------------------------------------------------

_rule(timeline.Text, "text type")
_never(timeline.Note)
_rule(timeline.File, "name url media bytes width height file type")
_rule(timeline.Animation, "url media type")
_rule(timeline.Audio, "url media seconds file type")
_rule(timeline.ChoiceAction, "type target")
_rule(timeline.Choice, "value label icon selected action")
_rule(timeline.Picker, "id text choices required type")
_rule(timeline.Field, "id text explain value required type")
_rule(timeline.TargetAction, "label url")
_rule(timeline.Target, "title description image actions")
_rule(timeline.Carousel, "text targets type")
# One that stands for a note is as hidden as the note.
_rule(timeline.Unreadable, "internal type")
_refine(timeline.Unreadable, seen=lambda content: not content.internal)

# --- items --------------------------------------------------------------------------------

_PLACE = "seq fingerprint at by thread kind"
# `follows` is a hint to operators about where a message may belong (threads.md rule 11).
_rule(
    timeline.Message,
    f"{_PLACE} client_id",
    essential="content",
    hidden={"follows": None},
)
_rule(timeline.Started, f"{_PLACE} topic")
_rule(timeline.Reopened, f"{_PLACE} topic")
_rule(timeline.Ended, f"{_PLACE} topic seconds messages outcome")
# Visitors see the result of a rename, not its trace (threads.md rule 10).
_never(timeline.Renamed)
_rule(timeline.Undone, _PLACE)

# --- threads and conversations ------------------------------------------------------------

_rule(conversations.Unread, "visitor operator")
_rule(
    conversations.Episode,
    "seq at by number messages first_reply_at last_reply_at ended_seq ended_at ended_by outcome",
)
# A thread's data comes from the backend, and who answers for it is decided among operators.
_rule(
    Thread,
    "id number topic state external_id verified messages unread last_seq brief episodes",
    hidden={"data": {}, "owner": None},
)
_rule(conversations.Preview, "text by at")
_rule(
    Conversation,
    "id position created_at active_at opened state profile data segments events current unread "
    "main_unread read delivered preview last_seq has_older merged_into open_threads",
    parts="threads items",
)
_refine(Conversation, adjust=_ending_where_seen)

# --- facts --------------------------------------------------------------------------------

_FACT = "conversation at by type"
# Who runs the website, to those who visit it.
_SOMEBODY = Author(kind="administrator", id="")
_rule(facts.ConversationCreated, _FACT)
_rule(facts.ChatOpened, _FACT)
_rule(facts.MessageSent, _FACT, essential="message")
_rule(facts.ThreadStarted, _FACT, parts="thread mark")
_rule(facts.ThreadReopened, _FACT, parts="thread mark undone")
_rule(facts.ThreadEnded, f"{_FACT} current", parts="thread mark")
_rule(facts.ThreadRenamed, f"{_FACT} thread topic", parts="mark")
_never(facts.ThreadAssigned)
_rule(facts.ThreadChosen, f"{_FACT} thread")
_rule(conversations.LineUnread, "thread read unread")
_rule(facts.MessagesRead, f"{_FACT} side seq unread lines")
_rule(facts.MessagesDelivered, f"{_FACT} side seq")
_rule(facts.MessageUpdated, _FACT, essential="message")
_rule(facts.StateChanged, f"{_FACT} state")
_rule(facts.ProfileChanged, f"{_FACT} profile")
_rule(facts.DataChanged, f"{_FACT} data")
_rule(facts.SegmentsChanged, f"{_FACT} segments")
_rule(facts.EventPushed, f"{_FACT} event")
_rule(facts.ConversationMerged, f"{_FACT} into")
_rule(facts.HistoryBrought, f"{_FACT} source", parts="after")
_rule(facts.LineLost, _FACT)
# --- facts about the website --------------------------------------------------------------

# Where else the website lives, and who speaks for it, is for those who run it; who changed it, too.
_rule(
    websites.WebsiteSettings,
    "name accent welcome locale replies_in",
    hidden={"domains": ()},
)
_rule(facts.WebsiteChanged, "at type", parts="settings", hidden={"by": _SOMEBODY})
_never(facts.TokenCreated)
_never(facts.TokenRevoked)
