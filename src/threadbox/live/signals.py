"""Typing, presence and their like: present tense, unnumbered, unstored, free to vanish.

A held key makes a signal a second; the others need to know only that it began, went on, or
stopped. What says nothing new is swallowed here, so a flood of it reaches nobody.

The structs are what travels between processes, beside the bell's rings. None of them is
needed for anything to be right: each is repeated, or passes by itself.
"""

from collections.abc import Callable, Hashable
from typing import Literal

import msgspec

# Screens show "is typing" for six seconds after the last word of it; this keeps it up.
REPEAT_SECONDS = 2.0
FORGET_SECONDS = 6.0

Page = tuple[str, str, str | None]
"""Where a visitor is: url, title, referrer."""

# The page of a visitor who is here but did not say where.
NOWHERE: Page = ("", "", None)

Kind = Literal["visitors", "operators"]


class Signal(msgspec.Struct, frozen=True, tag_field="type"):
    """Something that is so at this moment, said by one process to the others."""


class Typist(msgspec.Struct, frozen=True):
    """An operator as those see them who see them typing."""

    id: str
    name: str
    avatar: str | None


class Typing(Signal, frozen=True, tag="typing"):
    """Somebody types, or stops. `by` None: the visitor. `thread` None: in the main line."""

    website: str
    conversation: str
    by: Typist | None
    typing: bool
    thread: str | None


class Here(Signal, frozen=True, tag="here"):
    """These are at the saying process, and will be for so many seconds unless said again.

    A span and not a time of day: machines' clocks differ, and a clock that is off must not
    make everybody leave, or stay for ever. `is_news`: it has just happened, and is no
    repetition. `moves`: how often each of `who`, in their order, has moved so far as the
    saying process knows; a process of an earlier version does not say.
    """

    website: str
    kind: Kind
    who: dict[str, Page | None]
    for_seconds: float
    is_news: bool
    moves: list[int] = []


class Gone(Signal, frozen=True, tag="gone"):
    """These are no longer at the saying process."""

    website: str
    kind: Kind
    who: list[str]


class WhoIsHere(Signal, frozen=True, tag="who_is_here"):
    """A process that has just come asks all others to say who is with them."""


class Signals:
    """Remembers what was last told of whom, to tell only news."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._told: dict[Hashable, tuple[Hashable, float]] = {}

    def is_news(self, whose: Hashable, said: Hashable, *, is_end: bool) -> bool:
        """Whether others need to hear that `whose` signal is now `said`; False is not repeated."""
        now = self._clock()
        told = self._told.get(whose)
        if is_end:
            return self._told.pop(whose, None) is not None
        if told is not None and told[0] == said and now - told[1] < REPEAT_SECONDS:
            return False
        self._told[whose] = (said, now)
        return True

    def forget_old(self) -> None:
        """Drops what every screen has let expire by now."""
        now = self._clock()
        self._told = {
            whose: told for whose, told in self._told.items() if now - told[1] < FORGET_SECONDS
        }
