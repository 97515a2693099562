"""How lines of the log become bytes for operators and for visitors. Encoded once per audience.

A line carries the JSON it is stored as. Operators are sent that text as it is. Visitors are sent
what `views/audience.py`, which alone decides what they may see, leaves of the fact, encoded anew:
the stored text may hold fields that only a newer process knows.
"""

from collections.abc import Iterable, Iterator, Sequence

from threadbox.domain.limits import FACTS_BYTES
from threadbox.gateways.server.websocket_frames import text_frame
from threadbox.live.hub import Encoding, Shown, Written
from threadbox.views.audience import fact_for_visitor
from threadbox.wire import frames


def encoded(frame: frames.Frame) -> bytes:
    """A frame as the bytes that go over the line."""
    return text_frame(frames.ENCODER.encode(frame))


def facts(after: int, lines: Sequence[Shown]) -> bytes:
    """`frames.Facts`, put together from what is JSON already: as many of them as keep each within
    `FACTS_BYTES`, and each of them linked to the one before."""
    return b"".join(facts_frames(after, lines))


def facts_frames(after: int, lines: Iterable[Shown]) -> Iterator[bytes]:
    """The same, one by one."""
    listed: list[bytes] = []
    size, last = 0, after
    for position, text in lines:
        line = f'{{"position":{position},"fact":{text}}}'.encode()
        if listed and size + len(line) > FACTS_BYTES:
            yield _facts(after, listed)
            listed, size, after = [], 0, last
        listed.append(line)
        size += len(line)
        last = position
    yield _facts(after, listed)


def _facts(after: int, listed: Sequence[bytes]) -> bytes:
    return text_frame(b'{"type":"facts","after":%d,"lines":[%b]}' % (after, b",".join(listed)))


def _beat(head: int) -> bytes:
    return encoded(frames.Beat(head=head))


def _all_of_it(line: Written) -> str:
    return line.sound_text


def _for_visitors(line: Written) -> str | None:
    fact = fact_for_visitor(line.fact)
    return None if fact is None else frames.ENCODER.encode(fact).decode()


FOR_OPERATORS = Encoding(show=_all_of_it, facts=facts, beat=_beat)
FOR_VISITORS = Encoding(show=_for_visitors, facts=facts, beat=_beat)
