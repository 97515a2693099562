"""Where visitors are, told to others at most once a second each, and then the newest.

Whoever leafs through a site, or a page that changes its address with every keystroke, is seen to
move as fast as anybody can look. What was not told at once is told by the next pulse.
"""

from collections.abc import Callable

from threadbox.live.presence import Key
from threadbox.live.signals import Page

# Nobody reads where somebody is more often.
MOVE_SECONDS = 1.0


class Moves:
    """`tell` is called with a website, a conversation and the page."""

    def __init__(self, clock: Callable[[], float], tell: Callable[[str, str, Page], None]) -> None:
        self._clock = clock
        self._tell = tell
        self._told_at: dict[Key, float] = {}
        self._waiting: dict[Key, Page] = {}

    def moved(self, website: str, conversation: str, page: Page) -> None:
        """They came, or are somewhere else."""
        key = (website, conversation)
        if self._is_due(key):
            self._say(key, page)
        else:
            self._waiting[key] = page

    def pulse(self) -> None:
        """Once a second: tells what is due."""
        for key, page in list(self._waiting.items()):
            if self._is_due(key):
                self._say(key, page)
        self._told_at = {key: at for key, at in self._told_at.items() if not self._is_due(key)}

    def _is_due(self, key: Key) -> bool:
        told_at = self._told_at.get(key)
        return told_at is None or self._clock() - told_at >= MOVE_SECONDS

    def _say(self, key: Key, page: Page) -> None:
        self._waiting.pop(key, None)
        self._told_at[key] = self._clock()
        self._tell(*key, page)
