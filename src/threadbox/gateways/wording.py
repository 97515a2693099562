"""How lines of the log become bytes for operators and for visitors. Encoded once per audience.

A line carries the JSON it is stored as. Operators are sent that text as it is; so are visitors,
unless `views/audience.py`, which alone decides what they may see, changes the fact for them.
"""

from collections.abc import Sequence

from threadbox.gateways.websocket_frames import text_frame
from threadbox.live.hub import Shown, Wording, Written
from threadbox.views.audience import fact_for_visitor
from threadbox.wire import frames


def encoded(frame: frames.Frame) -> bytes:
    """A frame as the bytes that go over the line."""
    return text_frame(frames.ENCODER.encode(frame))


def facts(after: int, lines: Sequence[Shown]) -> bytes:
    """A `frames.Facts`, put together from what is JSON already."""
    listed = ",".join(f'{{"position":{position},"fact":{text}}}' for position, text in lines)
    return text_frame(f'{{"type":"facts","after":{after},"lines":[{listed}]}}'.encode())


def _beat(head: int) -> bytes:
    return encoded(frames.Beat(head=head))


def _all_of_it(line: Written) -> str:
    return line.text


def _for_visitors(line: Written) -> str | None:
    fact = fact_for_visitor(line.fact)
    if fact is line.fact:
        return line.text
    return None if fact is None else frames.ENCODER.encode(fact).decode()


FOR_OPERATORS = Wording(show=_all_of_it, facts=facts, beat=_beat)
FOR_VISITORS = Wording(show=_for_visitors, facts=facts, beat=_beat)
