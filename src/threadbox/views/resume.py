"""What a reader missed: the lines after its place, or the news that it has to start over."""

from dataclasses import dataclass

from threadbox.domain import limits
from threadbox.domain.actors import Operator, Visitor
from threadbox.domain.facts import Line
from threadbox.store import log
from threadbox.store.transaction import Reading
from threadbox.views.access import find_conversation, website_of
from threadbox.views.audience import fact_for_visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """`lines` as the reader may have them, all there are between `after` and `head`.

    `start_over`: the place is unknown, lies in the future, or too far in the past.
    """

    epoch: str
    head: int
    after: int
    lines: tuple[Line, ...] = ()
    start_over: bool = False


def lines_for_operator(rx: Reading, operator: Operator, position: int) -> Resumed:
    """Every line of the website after `position`."""
    website = website_of(rx, operator)
    resumed = Resumed(epoch=website.epoch, head=website.head, after=position)
    if not _is_within(rx, website.id, position, website.head):
        return _start_over(resumed)
    lines = log.lines_after(rx, website.id, position, limits.RESUME_FACTS + 1)
    if _too_many(lines):
        return _start_over(resumed)
    return _with(resumed, [Line(position=line.position, fact=line.fact) for line in lines])


def lines_for_visitor(rx: Reading, visitor: Visitor, position: int) -> Resumed:
    """Every line of the visitor's conversation after `position`, as the visitor sees it."""
    website = website_of(rx, visitor)
    resumed = Resumed(epoch=website.epoch, head=website.head, after=position)
    if not _is_within(rx, website.id, position, website.head):
        return _start_over(resumed)
    if find_conversation(rx, visitor, visitor.conversation) is None:
        return resumed
    lines = log.conversation_lines_after(
        rx, visitor.conversation, position, limits.RESUME_FACTS + 1
    )
    if _too_many(lines):
        return _start_over(resumed)
    seen = [(line.position, fact_for_visitor(line.fact)) for line in lines]
    return _with(resumed, [Line(position=place, fact=fact) for place, fact in seen if fact])


def _is_within(rx: Reading, website: str, position: int, head: int) -> bool:
    """The log still reaches back to `position`, and does not end before it."""
    return 0 <= position <= head and (position == head or log.oldest(rx, website) <= position + 1)


def _too_many(lines: list[log.Written]) -> bool:
    return len(lines) > limits.RESUME_FACTS


def _start_over(resumed: Resumed) -> Resumed:
    return Resumed(epoch=resumed.epoch, head=resumed.head, after=0, start_over=True)


def _with(resumed: Resumed, lines: list[Line]) -> Resumed:
    return Resumed(epoch=resumed.epoch, head=resumed.head, after=resumed.after, lines=tuple(lines))
