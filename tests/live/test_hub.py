"""Audiences: encoded once, sent to each from its place on, linked to what was sent before."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from threadbox.domain.actors import Author
from threadbox.domain.facts import ChatOpened, ConversationCreated, Fact
from threadbox.live import hub
from threadbox.live.hub import Encoding, Listeners, Reader, Shown
from threadbox.store.json_codec import encoded
from threadbox.store.log import Written

LINUS, MALLORY = "session_linus", "session_mallory"


@dataclass
class Ear:
    """A socket that only listens; what it was sent, as text."""

    heard: list[str] = field(default_factory=list)

    def push(self, frame: bytes) -> None:
        self.heard.append(frame.decode())

    def reader(self, place: int, newest: int | None = None) -> Reader:
        return Reader(self.push, place, place if newest is None else newest, self.start_over)

    def start_over(self) -> None:
        self.heard.append("start over")


@dataclass
class Encoder:
    """Counts how often it is asked to encode."""

    times: int = 0

    def facts(self, after: int, lines: Sequence[Shown]) -> bytes:
        self.times += 1
        return f"{after}→{','.join(str(position) for position, _ in lines)}".encode()

    def encoding(self, *, hides_openings: bool = False) -> Encoding:
        def show(line: hub.Written) -> str | None:
            return None if hides_openings and isinstance(line.fact, ChatOpened) else line.sound_text

        return Encoding(show=show, facts=self.facts, beat=lambda head: f"beat {head}".encode())


def line(
    position: int, conversation: str = LINUS, kind: type[Fact] = ConversationCreated
) -> Written:
    by = Author(kind="visitor", id=conversation)
    fact = kind(conversation=conversation, at=1, by=by)  # type: ignore[call-arg]
    return Written(position, conversation, fact.type, encoded(fact))


def listeners(encoder: Encoder) -> Listeners:
    return Listeners(encoder.encoding(), encoder.encoding(hides_openings=True))


def test_one_encoding_serves_a_whole_audience() -> None:
    encoder, ears = Encoder(), [Ear() for _ in range(100)]
    here = listeners(encoder)
    for ear in ears:
        here.operators.add(ear.reader(4))
    here.deliver([line(5), line(6)])
    assert encoder.times == 1
    assert all(ear.heard == ["4→5,6"] for ear in ears)


def test_lines_at_or_below_a_readers_place_are_never_sent_again() -> None:
    here, early, late = listeners(Encoder()), Ear(), Ear()
    here.operators.add(early.reader(4))
    here.operators.add(late.reader(6))
    here.deliver([line(5), line(6), line(7)])
    here.deliver([line(6), line(7), line(8)])
    assert early.heard == ["4→5,6,7", "7→8"]
    assert late.heard == ["6→7", "7→8"]


def test_a_visitor_hears_only_the_own_conversation_linked_without_gaps() -> None:
    here, linus, mallory = listeners(Encoder()), Ear(), Ear()
    here.add_visitor(LINUS, linus.reader(4))
    here.add_visitor(MALLORY, mallory.reader(4))
    here.deliver([line(5), line(6, MALLORY), line(7)])
    here.deliver([line(8, MALLORY)])
    here.deliver([line(9)])
    assert linus.heard == ["4→5,7", "7→9"]
    assert mallory.heard == ["4→6", "6→8"]


def test_what_an_audience_may_not_see_is_neither_sent_nor_spoken_of() -> None:
    here, linus = listeners(Encoder()), Ear()
    here.add_visitor(LINUS, linus.reader(4))
    told = here.deliver([line(5, kind=ChatOpened)])
    here.visitors[LINUS].beat()
    here.deliver([line(6)])
    assert here.operators not in told
    assert linus.heard == ["beat 4", "4→6"]


def test_a_reader_who_resumed_is_linked_to_the_newest_line_it_has() -> None:
    """Its place in the log is further: between the two nothing was for it."""
    here, linus = listeners(Encoder()), Ear()
    here.add_visitor(LINUS, linus.reader(place=9, newest=3))
    here.visitors[LINUS].beat()
    here.deliver([line(8), line(10)])
    assert linus.heard == ["beat 3", "3→10"]


def test_a_heartbeat_tells_what_each_reader_should_have() -> None:
    here, ear = listeners(Encoder()), Ear()
    here.operators.add(ear.reader(4))
    here.deliver([line(5)])
    here.operators.beat()
    assert ear.heard == ["4→5", "beat 5"]


def test_a_signal_reaches_all_but_its_sender() -> None:
    here, ada, grace = listeners(Encoder()), Ear(), Ear()
    sender = ada.reader(0)
    here.operators.add(sender)
    here.operators.add(grace.reader(0))
    here.operators.push(b"typing", but=sender)
    assert (ada.heard, grace.heard) == ([], ["typing"])


def test_who_left_hears_nothing_and_leaves_nothing_behind() -> None:
    here, linus = listeners(Encoder()), Ear()
    reader = linus.reader(0)
    here.add_visitor(LINUS, reader)
    here.remove_visitor(LINUS, reader)
    here.remove_visitor(LINUS, reader)
    here.deliver([line(1)])
    assert linus.heard == []
    assert here.is_empty
    assert here.visitors == {}


def unreadable(position: int, conversation: str = LINUS) -> Written:
    return Written(position, conversation, "message_sent", '{"type":"message_sent","at":tr')


def test_a_line_that_nobody_can_read_takes_no_other_with_it() -> None:
    """Who has not passed it starts over from a snapshot; everybody else hears everything."""
    here = listeners(Encoder())
    behind, beyond, linus, mallory = Ear(), Ear(), Ear(), Ear()
    here.operators.add(behind.reader(4))
    here.operators.add(beyond.reader(6))
    here.add_visitor(LINUS, linus.reader(4))
    here.add_visitor(MALLORY, mallory.reader(4))
    here.deliver([line(5), unreadable(6), line(7, MALLORY)])
    assert mallory.heard == ["4→7"]
    assert (behind.heard, linus.heard) == (["start over"], ["start over"])
    assert "start over" not in beyond.heard


def test_who_starts_over_is_told_nothing_more_until_it_comes_back() -> None:
    here = listeners(Encoder())
    ear = Ear()
    reader = ear.reader(4)
    here.operators.add(reader)
    here.deliver([unreadable(5)])
    here.deliver([line(6)])
    here.operators.beat()
    here.operators.push(b"typing")
    assert ear.heard == ["start over"]
    assert reader.place == 4, "a place never passes what was not given"


def test_one_audiences_fault_never_keeps_a_line_from_another() -> None:
    class Broken(Encoder):
        def facts(self, after: int, lines: Sequence[Shown]) -> bytes:  # noqa: ARG002
            raise RuntimeError("a fault of ours")

    here = Listeners(Broken().encoding(), Encoder().encoding())
    olga, linus = Ear(), Ear()
    here.operators.add(olga.reader(4))
    here.add_visitor(LINUS, linus.reader(4))
    told = here.deliver([line(5)])
    assert (olga.heard, linus.heard) == (["start over"], ["4→5"])
    assert told == [here.visitors[LINUS]]
