"""The sockets of this process, by audience: what is encoded once is written to each of them.

An audience is the operators of a website, or the visitors (tabs) of one conversation. Every
reader has a place: lines at or below it are never sent to it, so the feed may deliver the
same line twice without harm. `after` in what is sent is the place of the line the reader was
given before, so a reader that lost a frame notices with the next one.

A reader is given a `push` that never waits; what it does with a socket that does not read
(close it, 4508) is the gateway's business, in `gateways/server/websocket_protocol.py`.

A reader that cannot be told everything beyond its place (a line that nobody can read, an audience
that fails) is told to start over, and nothing else any more: its place never passes what it was
not given. What goes wrong for one audience never keeps a line from another.
"""

import itertools
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from threadbox.domain.facts import Fact

Push = Callable[[bytes], None]
Shown = tuple[int, str]
"""A line as an audience may see it: its position, and its fact as JSON."""

_phases = itertools.count()

log = structlog.get_logger(__name__)


class Written(Protocol):
    """A line as it stands in the log (`store.log.Written`); `text` is the JSON of its fact, and
    `conversation` None when it is about the website itself."""

    position: int
    conversation: str | None
    text: str

    @property
    def fact(self) -> Fact: ...

    @property
    def sound_text(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How one kind of audience is told things; given by the gateways, which know the wire.

    `show` is the line's fact as JSON for this audience, or None; it raises for a line that cannot
    be read. `facts` makes frames, of bounded size each, and `beat` one.
    """

    show: Callable[[Written], str | None]
    facts: Callable[[int, Sequence[Shown]], bytes]
    beat: Callable[[int], bytes]


class Reader:
    """One socket that listens.

    `place`: the position of the log through which it has been told everything. `newest`: the
    place of the newest line it was given, or of its snapshot; its own idea of where it is.
    `start_over` tells it that its past is gone; after that it is told nothing more.
    """

    __slots__ = ("newest", "place", "push", "start_over")

    def __init__(self, push: Push, place: int, newest: int, start_over: Callable[[], None]) -> None:
        self.push = push
        self.place = place
        self.newest = newest
        self.start_over = start_over


class Audience:
    """All readers who see the same: one encoding serves them."""

    def __init__(self, encoding: Encoding) -> None:
        # Spreads what is done to every audience in turn, such as idle heartbeats.
        self.phase = next(_phases)
        self._encoding = encoding
        self._readers: set[Reader] = set()

    @property
    def is_empty(self) -> bool:
        return not self._readers

    def add(self, reader: Reader) -> None:
        self._readers.add(reader)

    def remove(self, reader: Reader) -> None:
        self._readers.discard(reader)

    def deliver(self, lines: Iterable[Written], through: int) -> bool:
        """Sends each reader the lines beyond its place; `through` is the last position looked at.

        Says whether there was something for somebody here.
        """
        if not self._readers:
            return False
        try:
            return self._deliver(lines, through)
        except Exception:
            log.exception("lines_not_delivered", through=through)
            self._lose(through)
            return False

    def _deliver(self, lines: Iterable[Written], through: int) -> bool:
        shown: list[Shown] = []
        for line in lines:
            try:
                text = self._encoding.show(line)
            except Exception:
                log.exception("line_not_shown", position=line.position)
                self._lose(line.position)
            else:
                if text is not None:
                    shown.append((line.position, text))
        positions = [position for position, _ in shown]
        # Almost always one entry; readers who joined at different places differ once.
        encoded: dict[tuple[int, int], bytes] = {}
        for reader in tuple(self._readers):
            first = bisect_right(positions, reader.place)
            if first < len(shown):
                key = (first, reader.newest)
                if key not in encoded:
                    encoded[key] = self._encoding.facts(reader.newest, shown[first:])
                reader.push(encoded[key])
                reader.newest = positions[-1]
            reader.place = max(reader.place, through)
        return bool(positions)

    def start_over(self) -> None:
        """The past of everybody here is gone."""
        readers, self._readers = self._readers, set()
        for reader in readers:
            reader.start_over()

    def _lose(self, through: int) -> None:
        """What stands at `through` cannot be told: who has not passed it starts over."""
        behind = {reader for reader in self._readers if reader.place < through}
        self._readers -= behind
        for reader in behind:
            reader.start_over()

    def push(self, frame: bytes, *, but: Reader | None = None) -> None:
        """Sends a signal to everybody here, except `but`."""
        for reader in tuple(self._readers):
            if reader is not but:
                reader.push(frame)

    def beat(self) -> None:
        """Tells everybody the place of the newest line they should have."""
        encoded: dict[int, bytes] = {}
        for reader in tuple(self._readers):
            if reader.newest not in encoded:
                encoded[reader.newest] = self._encoding.beat(reader.newest)
            reader.push(encoded[reader.newest])


class Listeners:
    """Who listens to one website in this process."""

    def __init__(self, operators: Encoding, visitors: Encoding) -> None:
        self.operators = Audience(operators)
        self.visitors: dict[str, Audience] = {}
        self._visitor_encoding = visitors

    @property
    def is_empty(self) -> bool:
        return self.operators.is_empty and not self.visitors

    def audiences(self) -> list[Audience]:
        return [self.operators, *self.visitors.values()]

    def add_visitor(self, conversation: str, reader: Reader) -> None:
        if conversation not in self.visitors:
            self.visitors[conversation] = Audience(self._visitor_encoding)
        self.visitors[conversation].add(reader)

    def remove_visitor(self, conversation: str, reader: Reader) -> None:
        audience = self.visitors.get(conversation)
        if audience is not None:
            audience.remove(reader)
            if audience.is_empty:
                del self.visitors[conversation]

    def start_over(self) -> None:
        """The website's history is another one now."""
        for audience in self.audiences():
            audience.start_over()

    def deliver(self, lines: Sequence[Written]) -> list[Audience]:
        """Hands lines, in order and without a hole between them, to every audience they are for.

        Returns the audiences that had something to hear.
        """
        through = lines[-1].position
        told = [self.operators] if self.operators.deliver(lines, through) else []
        by_conversation: dict[str, list[Written]] = {}
        for line in lines:
            if line.conversation is None:
                for conversation in self.visitors:
                    by_conversation.setdefault(conversation, []).append(line)
            elif line.conversation in self.visitors:
                by_conversation.setdefault(line.conversation, []).append(line)
        for conversation, own in by_conversation.items():
            audience = self.visitors[conversation]
            if audience.deliver(own, through):
                told.append(audience)
        return told
