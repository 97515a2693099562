"""How lines of the log become bytes for operators and for visitors. Encoded once per audience.

What a visitor may see is decided in `views/audience.py` and nowhere else.
"""

from collections.abc import Sequence

from threadbox.domain.facts import Fact, Line
from threadbox.gateways.transport import text_frame
from threadbox.live.hub import Wording
from threadbox.views.audience import fact_for_visitor
from threadbox.wire import frames


def encoded(frame: frames.Frame) -> bytes:
    """A frame as the bytes that go over the line."""
    return text_frame(frames.ENCODER.encode(frame))


def _facts(after: int, lines: Sequence[Line]) -> bytes:
    return encoded(frames.Facts(after=after, lines=list(lines)))


def _beat(head: int) -> bytes:
    return encoded(frames.Beat(head=head))


def _as_it_is(fact: Fact) -> Fact:
    return fact


FOR_OPERATORS = Wording(show=_as_it_is, facts=_facts, beat=_beat)
FOR_VISITORS = Wording(show=fact_for_visitor, facts=_facts, beat=_beat)
