"""The other processes of the same Threadbox: what they say of who is with them, and what we say.

Each process says at once who came, moved or went, and every few seconds who is with it, for a
span after which its word passes. So a lost message is made good by the next, a process that
has just come knows everybody soon (it asks), and one that died is forgotten by itself.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, repeat
from typing import Any

import msgspec

from threadbox.live.bell import Bell
from threadbox.live.presence import GRACE_SECONDS, Presence
from threadbox.live.signals import NOWHERE, Gone, Here, Kind, Page, Signal, Typing, WhoIsHere

# Everybody is said again this often ...
REPEAT_SECONDS = 10
# ... and believed for this long: two repetitions may be lost.
BELIEVED_SECONDS = 30.0
# One message holds this much of names and pages; PostgreSQL carries 7,999 bytes in a notice.
MESSAGE_BYTES = 6_000
# How often somebody has moved, as it travels.
MOVES_BYTES = 8
# A page as it travels; who is at a longer one is said to be here, and not where.
PAGE_BYTES = 2_000


class PresenceGossip:
    """Says and hears who is where. `came` and `typed` are told what is news."""

    def __init__(self, bell: Bell, visitors: Presence[Page], operators: Presence[None]) -> None:
        self.came: Callable[[Kind, str, Mapping[str, Page | None]], None] = _nobody_asks
        self.typed: Callable[[Typing], None] = _nobody_listens
        self._bell = bell
        self._presences: Mapping[Kind, Presence[Any]] = {
            "visitors": visitors,
            "operators": operators,
        }
        self._is_asked = False
        self._seconds = 0

    # --- what others say ----------------------------------------------------------------

    def hear(self, node: str, signal: Signal) -> None:
        match signal:
            case Typing():
                self.typed(signal)
            case Here():
                presence = self._presences[signal.kind]
                seconds = min(signal.for_seconds, BELIEVED_SECONDS)
                told = chain(signal.moves, repeat(None))
                who = {
                    name: (page, moves)
                    for (name, page), moves in zip(signal.who.items(), told, strict=False)
                }
                news = presence.heard(node, signal.website, who, seconds, is_news=signal.is_news)
                if news:
                    self.came(signal.kind, signal.website, news)
            case Gone():
                self._presences[signal.kind].heard_gone(node, signal.website, signal.who)
            case WhoIsHere():
                self._is_asked = True

    def reached(self) -> None:
        """The others can be heard, perhaps again: asks them, and tells them of ours."""
        self._bell.tell(WhoIsHere())
        self._is_asked = True

    # --- what we say --------------------------------------------------------------------

    def say_here(self, kind: Kind, website: str, who: str, page: Page | None) -> None:
        """Somebody came to this process, or moved."""
        self._say(kind, website, {who: page}, BELIEVED_SECONDS, is_news=True)

    def say_gone(self, kind: Kind, website: str, who: str) -> None:
        """Somebody's last socket here has been gone for the grace time."""
        self._bell.tell(Gone(website=website, kind=kind, who=[who]))

    def say(self, typing: Typing) -> None:
        self._bell.tell(typing)

    def pulse(self) -> None:
        """Once a second: says everybody again when it is time, or when somebody asked."""
        self._seconds += 1
        if self._is_asked or self._seconds % REPEAT_SECONDS == 0:
            self._is_asked = False
            self._say_all(BELIEVED_SECONDS)

    def leave(self) -> None:
        """This process ends: its people have the grace time to come to another one."""
        self._say_all(GRACE_SECONDS)

    def _say_all(self, seconds: float) -> None:
        for kind, presence in self._presences.items():
            for website, who in presence.ours().items():
                self._say(kind, website, who, seconds, is_news=False)

    def _say(
        self,
        kind: Kind,
        website: str,
        who: Mapping[str, Page | None],
        seconds: float,
        *,
        is_news: bool,
    ) -> None:
        presence = self._presences[kind]
        for some in _pieces(who):
            self._bell.tell(
                Here(
                    website=website,
                    kind=kind,
                    who=some,
                    for_seconds=seconds,
                    is_news=is_news,
                    moves=[presence.moves(website, each) for each in some],
                )
            )


def _pieces(who: Mapping[str, Page | None]) -> Iterator[dict[str, Page | None]]:
    """The same in pieces that one message can hold."""
    piece: dict[str, Page | None] = {}
    size = 0
    for name, page in who.items():
        shown = page if len(msgspec.json.encode(page)) <= PAGE_BYTES else NOWHERE
        more = len(msgspec.json.encode({name: shown})) + MOVES_BYTES
        if piece and size + more > MESSAGE_BYTES:
            yield piece
            piece, size = {}, 0
        piece[name] = shown
        size += more
    if piece:
        yield piece


def _nobody_asks(kind: Kind, website: str, who: Mapping[str, Page | None]) -> None:
    """Until `Realtime` has said whom to tell."""


def _nobody_listens(typing: Typing) -> None:
    """Until a gateway has said whom to tell."""
