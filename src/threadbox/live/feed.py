"""One reader of the log per listened-to website: a ring wakes it, the log says what happened.

A feed keeps a place and reads everything after it, in one query for any number of sockets.
A ring only wakes; a lost ring costs at most one slow tick. What this very process has just
committed is handed over and need not be read, if it begins where the feed stands.

**No gap, no double.** A socket takes its snapshot, true at position P, and then joins with
place P. If the feed is already beyond P (a commit fell between the two), it goes back to P
and reads again; readers that are further skip what they have. If it is not there yet, the
newcomer skips what the snapshot held. Joining is not interrupted by anything (no await), so
there is no moment in which a line could slip through.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import structlog

from threadbox.domain.refusals import Refusal
from threadbox.live.hub import Audience, Listeners, Written

ReadAfter = Callable[[str, int, int], Awaitable[Sequence[Written]]]

# Longest delay of a line whose ring was lost; one indexed query per website and tick.
TICK_SECONDS = 3.0
# After a read that failed: a database that is back is caught up with well within five seconds.
RETRY_SECONDS = 1.0
# Lines per query: a burst is cut into pieces that keep memory and the loop's turns short.
LINES_PER_READ = 500

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
        # Delivered through here; and the highest position that rings have told of.
        self._place: int | None = None
        self._told = 0
        self._rung = asyncio.Event()

    @property
    def lag(self) -> int:
        """Lines that rings have told of and that are not delivered yet."""
        return max(0, self._told - (self._place or 0))

    def start_from(self, place: int) -> None:
        """A reader has joined who knows everything up to `place`."""
        if self._place is None or place < self._place:
            self._place = place
            self.ring(place + 1)

    def ring(self, head: int) -> None:
        """There is a line at `head`."""
        if self._place is None or head > self._place:
            self._told = max(self._told, head)
            self._rung.set()

    def hand_over(self, lines: Sequence[Written]) -> None:
        """Lines that are durable now: contiguous, in order, straight from their commit.

        Lines of other processes, or a newcomer further back, may come before them; then the
        log is read, as after a ring.
        """
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
        while self._place is not None:
            start = self._place
            lines = await self._read_after(self._website, start, LINES_PER_READ)
            if self._place < start:
                continue  # somebody joined further back while we read
            if not lines:
                return
            # Some of it may have been handed over while we read.
            self._deliver(lines[self._place - start :])

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
