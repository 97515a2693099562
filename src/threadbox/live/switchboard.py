"""The living side of one process: who listens to what, who is here, and the heartbeat.

Owns the feeds, their tasks, the bell's listener and the pulse, and ends them all on `close`.
Everything but the bell's `ring` is called on the event loop's thread.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping

import structlog

from threadbox.live.bell import Bell
from threadbox.live.feed import Feed, ReadAfter
from threadbox.live.hub import Audience, Listeners, Reader, Wording
from threadbox.live.presence import Presence
from threadbox.live.signals import Signals

# Proxies close idle connections after 30 s or more.
IDLE_BEAT_SECONDS = 25
# After news, so that a lost last line is noticed within five seconds.
FRESH_BEAT_SECONDS = 4.0
PULSE_SECONDS = 1.0

log = structlog.get_logger(__name__)

Page = tuple[str, str, str | None]
"""Where a visitor is: url, title, referrer."""

VisitorMoved = Callable[[str, str, Page | None], None]
OperatorsChanged = Callable[[str], Awaitable[None]]


class Switchboard:
    """Connects readers with feeds. `visitor_moved` and `operators_changed` are set by gateways."""

    def __init__(
        self,
        *,
        operators: Wording,
        visitors: Wording,
        read_after: ReadAfter,
        bell: Bell,
        clock: Callable[[], float],
    ) -> None:
        self.visitors_here: Presence[Page] = Presence(clock)
        self.operators_here: Presence[None] = Presence(clock)
        self.signals = Signals(clock)
        self.visitor_moved: VisitorMoved = _nobody_moved
        self.operators_changed: OperatorsChanged = _nobody_to_tell
        self._wordings = (operators, visitors)
        self._read_after = read_after
        self._bell = bell
        self._clock = clock
        self._feeds: dict[str, Feed] = {}
        self._feed_tasks: dict[str, asyncio.Task[None]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._fresh: dict[Audience, float] = {}
        self._seconds = itertools.count()

    async def open(self) -> None:
        await self._bell.open()
        self._tasks = [
            asyncio.create_task(self._answer_bell(), name="answer the bell"),
            asyncio.create_task(self._pulse(), name="pulse"),
        ]

    async def close(self) -> None:
        tasks = [*self._tasks, *self._feed_tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._bell.close()

    def committed(self, heads: Mapping[str, int]) -> None:
        """The database's hook; called on the writer's thread after every commit."""
        for website, head in heads.items():
            self._bell.ring(website, head)

    # --- listening ----------------------------------------------------------------------

    def join_operator(self, website: str, reader: Reader) -> None:
        """Lines beyond the reader's place follow. No await between its snapshot's and this."""
        feed = self._feed(website)
        feed.listeners.operators.add(reader)
        feed.start_from(reader.place)

    def leave_operator(self, website: str, reader: Reader) -> None:
        if website in self._feeds:
            self._feeds[website].listeners.operators.remove(reader)
            self._end_if_unheard(website)

    def join_visitor(self, website: str, conversation: str, reader: Reader) -> None:
        """Lines beyond the reader's place follow. No await between its snapshot's and this."""
        feed = self._feed(website)
        feed.listeners.add_visitor(conversation, reader)
        feed.start_from(reader.place)

    def leave_visitor(self, website: str, conversation: str, reader: Reader) -> None:
        if website in self._feeds:
            self._feeds[website].listeners.remove_visitor(conversation, reader)
            self._end_if_unheard(website)

    def listeners(self, website: str) -> Listeners | None:
        """Who listens to a website here; None: nobody."""
        feed = self._feeds.get(website)
        return None if feed is None else feed.listeners

    def _feed(self, website: str) -> Feed:
        if website not in self._feeds:
            feed = Feed(website, Listeners(*self._wordings), self._read_after, self._heard)
            self._feeds[website] = feed
            self._feed_tasks[website] = asyncio.create_task(feed.run(), name=f"feed {website}")
        return self._feeds[website]

    def _end_if_unheard(self, website: str) -> None:
        if self._feeds[website].listeners.is_empty:
            del self._feeds[website]
            self._feed_tasks.pop(website).cancel()

    def _heard(self, audiences: list[Audience]) -> None:
        due = self._clock() + FRESH_BEAT_SECONDS
        for audience in audiences:
            self._fresh.setdefault(audience, due)

    async def _answer_bell(self) -> None:
        async for website, head in self._bell.rings():
            if (feed := self._feeds.get(website)) is not None:
                feed.ring(head)

    # --- the pulse ----------------------------------------------------------------------

    async def _pulse(self) -> None:
        while True:
            await asyncio.sleep(PULSE_SECONDS)
            try:
                await self.beat_once()
            except Exception:
                log.exception("pulse_failed")

    async def beat_once(self) -> None:
        """One second's work: due heartbeats, and who has gone."""
        self._beat_the_fresh()
        self._beat_the_idle(next(self._seconds))
        self.signals.forget_old()
        for website, conversation in self.visitors_here.gone():
            self.visitor_moved(website, conversation, None)
        for website in {website for website, _ in self.operators_here.gone()}:
            await self.operators_changed(website)

    def _beat_the_fresh(self) -> None:
        now = self._clock()
        for audience in [audience for audience, due in self._fresh.items() if due <= now]:
            del self._fresh[audience]
            audience.beat()

    def _beat_the_idle(self, second: int) -> None:
        """Each audience has its second of every 25, so that they do not all beat at once."""
        for feed in tuple(self._feeds.values()):
            for audience in feed.listeners.audiences():
                if (audience.turn + second) % IDLE_BEAT_SECONDS == 0:
                    audience.beat()


async def _nobody_to_tell(website: str) -> None:
    """Until a gateway has said whom to tell."""


def _nobody_moved(website: str, conversation: str, page: Page | None) -> None:
    """Until a gateway has said whom to tell."""
