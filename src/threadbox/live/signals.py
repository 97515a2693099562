"""Typing and its like: present tense, unnumbered, unstored, free to vanish.

A held key makes a signal a second; the others need to know only that it began, went on, or
stopped. What says nothing new is swallowed here, so a flood of it reaches nobody.
"""

from collections.abc import Callable, Hashable

# Screens show "is typing" for six seconds after the last word of it; this keeps it up.
REPEAT_SECONDS = 2.0
FORGET_SECONDS = 6.0


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
