"""What travels between processes has a bound: each message, and what waits for a slow server."""

import asyncio

import msgspec
import pytest

from tests.live.test_presence import Clock
from threadbox.live import bell_remote
from threadbox.live.bell import InProcessBell
from threadbox.live.bell_codec import TEXT_BYTES_MOST, BellCodec
from threadbox.live.bell_remote import RedisBell
from threadbox.live.presence import Presence
from threadbox.live.presence_gossip import (
    BELIEVED_SECONDS,
    MESSAGE_BYTES,
    PAGE_BYTES,
    PresenceGossip,
)
from threadbox.live.signals import NOWHERE, Here, Page, Signal, Typing

SECRET = b"the key that all processes share"
WEBSITE = "a website"


class Heard(InProcessBell):
    """The bell of a single process, which keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Signal] = []

    def tell(self, signal: Signal) -> None:
        self.said.append(signal)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.mark.bound(
    "presence_gossip.MESSAGE_BYTES", "presence_gossip.PAGE_BYTES", "bell_codec.TEXT_BYTES_MOST"
)
def test_everybody_is_told_of_in_messages_that_each_server_carries(clock: Clock) -> None:
    """However many are here, and however long the address of the page they are on."""
    visitors: Presence[Page] = Presence(clock)
    sizes = (10, 1_000, PAGE_BYTES - 100, PAGE_BYTES + 100)
    for number in range(200):
        url = f"https://acme.example/{'a' * sizes[number % 4]}"
        visitors.arrive(WEBSITE, f"session_{number:036}", (url, "", None))
    bell = Heard()
    PresenceGossip(bell, visitors, Presence(clock)).leave()
    told: dict[str, Page | None] = {}
    for signal in bell.said:
        assert isinstance(signal, Here)
        assert len(signal.who) == 1 or len(msgspec.json.encode(signal.who)) <= MESSAGE_BYTES
        assert len(BellCodec(SECRET).sealed("0" * 16, signal).encode()) <= TEXT_BYTES_MOST
        told |= signal.who
    assert told.keys() == visitors.all_of(WEBSITE).keys()
    for number, page in enumerate(told.values()):
        assert (page == NOWHERE) == (number % 4 == 3), "too long a page is not told of"


@pytest.mark.bound("presence_gossip.BELIEVED_SECONDS")
def test_nobody_is_believed_for_longer_than_that_whatever_is_said(clock: Clock) -> None:
    visitors: Presence[Page] = Presence(clock)
    ours = PresenceGossip(Heard(), visitors, Presence(clock))
    who: dict[str, Page | None] = {"linus": NOWHERE}
    ours.hear("node", Here(WEBSITE, "visitors", who, for_seconds=10**9, is_news=True))
    clock.now += BELIEVED_SECONDS - 1
    assert visitors.gone() == ([], [])
    clock.now += 1
    assert visitors.gone() == ([(WEBSITE, "linus")], [])


def _typing(number: int, *, length: int = 0) -> Typing:
    thread = f"{number:04}".ljust(length, "x")
    return Typing(WEBSITE, "a conversation", None, typing=True, thread=thread)


@pytest.mark.bound("bell_codec.TEXT_BYTES_MOST", "bell_remote.SIGNALS_WAITING")
def test_of_signals_that_wait_for_a_slow_server_the_newest_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bell_remote, "SIGNALS_WAITING", 5)

    class Slow(RedisBell):
        """Connected, and takes nothing."""

        async def _listen(self) -> None:
            self._is_up(self._listening)
            await asyncio.Event().wait()

        async def _send(self) -> None:
            self._is_up(self._sending)
            await asyncio.Event().wait()

    async def waiting() -> list[str]:
        bell = Slow("redis://nowhere", SECRET)
        await bell.open()
        await bell.listening()
        for number in range(20):
            bell.tell(_typing(number))
        lost = bell.tally.lost
        bell.tell(_typing(99, length=TEXT_BYTES_MOST))
        assert bell.tally.lost == lost + 1, "too long, so it is not sent at all"
        texts = await bell._outgoing()
        monkeypatch.setattr(bell_remote, "LAST_WORDS_SECONDS", 0.0)
        await bell.close()
        return texts

    said = [BellCodec(SECRET).opened(text) for text in asyncio.run(waiting())]
    threads = [what.thread for _, what in filter(None, said) if isinstance(what, Typing)]
    assert threads == [f"{number:04}" for number in range(15, 20)]
