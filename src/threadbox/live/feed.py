"""One reader of the log per listened-to website: a ring wakes it, the log says what happened.

A feed keeps a place and reads everything after it, in one query for any number of sockets.
A ring only wakes; a lost ring costs at most one slow tick. What this very process has just
committed is handed over and need not be read, if it begins where the feed stands.

**No gap, no double.** A socket takes its snapshot, true at position P, and then joins with
place P. If the feed is already beyond P (a commit fell between the two), it goes back to P
and reads again; readers that are further skip what they have. If it is not there yet, the
newcomer skips what the snapshot held. Joining is not interrupted by anything (no await), so
there is no moment in which a line could slip through.

**Another history.** Whatever tells of lines tells of their epoch. If that is not the feed's, or the
log ends before its place (a copy was restored, a standby lagged behind), positions mean other
lines than before: everybody who listens starts over.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import structlog

from threadbox.domain.refusals import Refusal
from threadbox.live.hub import Audience, Listeners, Written
from threadbox.store.log import Stretch

ReadAfter = Callable[[str, int, int], Awaitable[Stretch]]

# Longest delay of a line whose ring was lost; one indexed query per website and tick.
TICK_SECONDS = 3.0
# After a read that failed: a database that is back is caught up with well within five seconds.
RETRY_SECONDS = 1.0
# Lines per query: a burst is cut into pieces that keep memory and the loop's turns short.
LINES_PER_READ = 200

log = structlog.get_logger(__name__)


class Feed:
    """Reads one website's log for `listeners`. `heard` is told which audiences heard something."""

    def __init__(
        self,
        website: str,
        listeners: Listeners,
        read_after: ReadAfter,
        heard: Callable[[list[Audience]], None],
    ) -> None:
        self.listeners = listeners
        self._website = website
        self._read_after = read_after
        self._heard = heard
        # Delivered through here, in this history; and the highest position that rings told of.
        self._place: int | None = None
        self._epoch: str | None = None
        self._told = 0
        self._rung = asyncio.Event()

    @property
    def lag(self) -> int:
        """Lines that rings have told of and that are not delivered yet."""
        return max(0, self._told - (self._place or 0))

    def start_from(self, place: int, epoch: str) -> None:
        """A reader has joined who knows everything of this history up to `place`."""
        if self._epoch is not None and epoch != self._epoch:
            self._start_over()
            return
        self._epoch = epoch
        if self._place is None or place < self._place:
            self._place = place
            self.ring(place + 1)

    def ring(self, head: int) -> None:
        """There is a line at `head`."""
        if self._place is None or head > self._place:
            self._told = max(self._told, head)
            self._rung.set()

    def look(self) -> None:
        """There may be a line nobody has rung for."""
        if self._place is not None:
            self.ring(self._place + 1)

    def hand_over(self, stretch: Stretch) -> None:
        """Lines that are durable now: contiguous, in order, straight from their commit.

        Lines of other processes, or a newcomer further back, may come before them; then the
        log is read, as after a ring.
        """
        if self._epoch is not None and stretch.epoch != self._epoch:
            self._start_over()
            return
        lines = stretch.lines
        known = 0 if self._place is None else self._place - lines[0].position + 1
        if self._place is None or known < 0:
            self.ring(lines[-1].position)
        elif known < len(lines):
            self._deliver(lines[known:])

    async def run(self) -> None:
        """Reads until cancelled. A fault of the database delays; it never ends the feed."""
        while True:
            await self._wait()
            try:
                await self.catch_up()
                continue
            except Refusal as refusal:
                # The storage says so itself, and once; not each of a thousand feeds every second.
                log.debug("feed_waits", website=self._website, reason=refusal.reason)
            except Exception:
                log.exception("feed_read_failed", website=self._website)
            await asyncio.sleep(RETRY_SECONDS)
            self.ring((self._place or 0) + 1)

    async def catch_up(self) -> None:
        """Delivers everything there is after the place."""
        while (start := self._place) is not None:
            stretch = await self._read_after(self._website, start, LINES_PER_READ)
            if not self._take(start, stretch):
                return

    def _take(self, start: int, stretch: Stretch) -> bool:
        """What was read after `start`; much may have happened meanwhile. Says whether to go on."""
        if self._place is None:
            return False  # everybody started over
        if self._place < start:
            return True  # somebody joined further back
        # The log may have grown since, and have been handed over; it never ends before `start`.
        if stretch.epoch != self._epoch or stretch.head < start:
            self._start_over()
            return False
        # Some of it may have been handed over.
        self._deliver(stretch.lines[self._place - start :])
        return bool(stretch.lines)

    def _start_over(self) -> None:
        log.warning("history_changed", website=self._website)
        self._place = self._epoch = None
        self._told = 0
        self.listeners.start_over()

    def _deliver(self, lines: Sequence[Written]) -> None:
        if lines:
            self._place = lines[-1].position
            self._heard(self.listeners.deliver(lines))

    async def _wait(self) -> None:
        """Until rings tell of more than was delivered, or it is time to look whether there is."""
        with suppress(TimeoutError):
            async with asyncio.timeout(TICK_SECONDS):
                while self._place is None or self._told <= self._place:
                    self._rung.clear()
                    await self._rung.wait()
        # One look for each: a ring may be wrong.
        self._told = 0
