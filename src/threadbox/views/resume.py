"""What a reader missed: the lines after its place, or the news that it has to start over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from threadbox.domain import limits
from threadbox.domain.actors import Operator, Visitor
from threadbox.domain.facts import Fact, Line, LineLost
from threadbox.store import log
from threadbox.store.json_codec import UnreadableText, bytes_in
from threadbox.store.keys import ConversationKey
from threadbox.store.log import Written
from threadbox.store.transaction import Reading
from threadbox.store.websites import Website
from threadbox.views.access import find_conversation, find_even_merged, website_of
from threadbox.views.audience import fact_for_visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """`lines` as the reader may have them, all there are between `after` and `head`.

    `start_over`: the place is of another history, lies in the future, too far in the past, or
    before something that cannot be read.
    """

    epoch: str
    head: int
    after: int
    lines: tuple[Line, ...] = ()
    start_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """The newest line that a reader knows: where it stands, and when it happened. A history that
    went back, and on again, has another line there."""

    position: int
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a reader says it is: it knows everything of the history `epoch` up to `position`, and
    of the lines among it `last`."""

    epoch: str | None
    position: int
    last: Last | None = None


def last_for_operator(rx: Reading, operator: Operator) -> Last | None:
    """The newest line of the operator's website, for a reader that starts from a snapshot."""
    return _last(log.newest(rx, operator.website))


def last_for_visitor(rx: Reading, visitor: Visitor) -> Last | None:
    """The newest line of the visitor's conversation or of the website, if there is one."""
    return _last(log.newest_for_conversation(rx, _key_of(rx, visitor)))


def _key_of(rx: Reading, visitor: Visitor) -> ConversationKey:
    """The visitor's conversation; one without a row has no lines yet, but its website may."""
    row = find_even_merged(rx, visitor, visitor.conversation)
    return ConversationKey(website_of(rx, visitor).key, 0) if row is None else row.key


def _last(line: Written | None) -> Last | None:
    try:
        return None if line is None else Last(position=line.position, at=line.fact.at)
    except UnreadableText:
        return None


def lines_for_operator(rx: Reading, operator: Operator, place: Place) -> Resumed:
    """Every line of the website after the place."""
    website = website_of(rx, operator)
    found = log.lines_after(rx, website.id, place.position)
    return _resumed(rx, operator, website, place, found)


def lines_for_visitor(rx: Reading, visitor: Visitor, place: Place) -> Resumed:
    """Every line of the visitor's conversation after the place, as the visitor sees it."""
    website = website_of(rx, visitor)
    find_conversation(rx, visitor, visitor.conversation)  # raises when it went on elsewhere
    found = log.conversation_lines_after(rx, _key_of(rx, visitor), place.position)
    return _resumed(rx, visitor, website, place, found)


def _resumed(
    rx: Reading,
    reader: Operator | Visitor,
    website: Website,
    place: Place,
    found: Iterator[Written],
) -> Resumed:
    seen = fact_for_visitor if isinstance(reader, Visitor) else _as_it_is
    lines = _told(found, seen) if _is_known(rx, reader, website, place) else None
    return Resumed(
        epoch=website.epoch,
        head=website.head,
        after=0 if lines is None else place.position,
        lines=tuple(lines or ()),
        start_over=lines is None,
    )


def _is_known(rx: Reading, reader: Operator | Visitor, website: Website, place: Place) -> bool:
    """Whether the place is one of this history, and the log still reaches back to it."""
    position = place.position
    if place.epoch != website.epoch or not 0 <= position <= website.head:
        return False
    if position < website.head and log.oldest(rx, website.id) > position + 1:
        return False
    if place.last is None:
        return True
    return 0 < place.last.position <= position and _is_there(rx, reader, website.id, place.last)


def _is_there(rx: Reading, reader: Operator | Visitor, website: str, last: Last) -> bool:
    """Whether this history has that very line, and the reader can have been given it."""
    line = next(log.lines_after(rx, website, last.position - 1), None)
    if isinstance(reader, Visitor) and line is not None:
        line = line if line.conversation in (None, reader.conversation) else None
    return _last(line) == last


def _as_it_is(fact: Fact) -> Fact:
    return fact


def _told(found: Iterator[Written], seen: Callable[[Fact], Fact | None]) -> list[Line] | None:
    """The lines as the reader may have them; None when there are too many, in number or in bytes,
    or one of them cannot be read."""
    told: list[Line] = []
    size = 0
    for number, line in enumerate(found, 1):
        size += bytes_in(line.text)
        if number > limits.RESUME_FACTS or size > limits.RESUME_BYTES:
            return None
        try:
            fact = seen(line.fact)
        except UnreadableText:
            return None
        if isinstance(line.fact, LineLost):
            return None
        if fact is not None:
            told.append(Line(position=line.position, fact=fact))
    return told
