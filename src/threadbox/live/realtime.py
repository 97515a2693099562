"""The living side of one process: who listens to what, who is here, and the heartbeat.

Owns the feeds, their tasks, the bell's listener and the pulse, and ends them all on `close`.
Everything but the bell's `ring` is called on the event loop's thread.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from threadbox.domain.refusals import Refusal
from threadbox.live.bell import Bell, Tally
from threadbox.live.feed import Feed, ReadAfter
from threadbox.live.hub import Audience, Encoding, Listeners, Reader
from threadbox.live.presence import Presence
from threadbox.live.presence_gossip import PresenceGossip
from threadbox.live.presence_throttle import Moves
from threadbox.live.signals import NOWHERE, Kind, Page, Signals
from threadbox.store.log import Stretch

# Proxies close idle connections after 30 s or more.
IDLE_BEAT_SECONDS = 25
# After news, so that a lost last line is noticed within five seconds.
FRESH_BEAT_SECONDS = 4.0
PULSE_SECONDS = 1.0

log = structlog.get_logger(__name__)

VisitorMoved = Callable[[str, str, Page | None], None]
OperatorsChanged = Callable[[str], Awaitable[None]]


class Realtime:
    """Connects readers with feeds. `visitor_moved` and `operators_changed` are set by gateways."""

    def __init__(
        self,
        *,
        operators: Encoding,
        visitors: Encoding,
        read_after: ReadAfter,
        bell: Bell,
        clock: Callable[[], float],
    ) -> None:
        self.visitors_here: Presence[Page] = Presence(clock)
        self.operators_here: Presence[None] = Presence(clock)
        self.signals = Signals(clock)
        self.gossip = PresenceGossip(bell, self.visitors_here, self.operators_here)
        self.gossip.came = self._came_elsewhere
        self._told_here = Moves(clock, self._tell_here)
        self._gossiped = Moves(clock, self._gossip_page)
        self.visitor_moved: VisitorMoved = _nobody_moved
        self.operators_changed: OperatorsChanged = _nobody_to_tell
        self._encodings = (operators, visitors)
        self._read_after = read_after
        self._bell = bell
        self._clock = clock
        self._feeds: dict[str, Feed] = {}
        self._feed_tasks: dict[str, asyncio.Task[None]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._fresh: dict[Audience, float] = {}
        self._availability_changed: set[str] = set()
        self._seconds = itertools.count()

    async def open(self) -> None:
        self._loop = asyncio.get_running_loop()
        await self._bell.open(self.gossip)
        self._tasks = [
            asyncio.create_task(self._answer_bell(), name="answer the bell"),
            asyncio.create_task(self._pulse(), name="pulse"),
        ]

    async def close(self) -> None:
        tasks = [*self._tasks, *self._feed_tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.gossip.leave()
        await self._bell.close()

    def committed(self, news: Mapping[str, Stretch]) -> None:
        """The database's hook; called on the writer's thread after every commit."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._after_answers, news)
        for website, stretch in news.items():
            self._bell.ring(website, stretch.head)

    def _after_answers(self, news: Mapping[str, Stretch]) -> None:
        """Whoever was answered by the same commit says `done` first; then the facts follow it."""
        asyncio.get_running_loop().call_soon(self._hand_over, news)

    def _hand_over(self, news: Mapping[str, Stretch]) -> None:
        for website, stretch in news.items():
            if (feed := self._feeds.get(website)) is not None:
                feed.hand_over(stretch)

    @property
    def tally(self) -> Tally:
        """What the bell has counted."""
        return self._bell.tally

    def look(self, website: str) -> None:
        """Something may have been written beside this process, by a command of an administrator."""
        if (feed := self._feeds.get(website)) is not None:
            feed.look()

    def lags(self) -> dict[str, int]:
        """How many lines each feed has heard of and not delivered yet, by website."""
        return {website: feed.lag for website, feed in self._feeds.items()}

    # --- who is here --------------------------------------------------------------------

    def visitor_arrives(self, website: str, conversation: str, page: Page | None) -> None:
        """One more socket of a visitor at this process. `page` None: it does not say where."""
        known = self.visitors_here.where(website, conversation)
        if self.visitors_here.arrive(website, conversation, page or known or NOWHERE):
            self._told_here.moved(website, conversation, page or known or NOWHERE)
        shown = self.visitors_here.where(website, conversation)
        self._gossiped.moved(website, conversation, shown or NOWHERE)

    def visitor_moves(self, website: str, conversation: str, page: Page) -> None:
        is_news = self.visitors_here.move(website, conversation, page)
        if is_news:
            self._told_here.moved(website, conversation, page)
        # To a process that has just been told of another tab it is news, too.
        if is_news or self.visitors_here.is_elsewhere(website, conversation):
            self._gossiped.moved(website, conversation, page)

    async def operator_arrives(self, website: str, operator: str) -> None:
        """One more socket of an operator at this process."""
        is_news = self.operators_here.arrive(website, operator, None)
        self.gossip.say_here("operators", website, operator, None)
        if is_news:
            await self.operators_changed(website)

    def _came_elsewhere(self, kind: Kind, website: str, who: Mapping[str, Page | None]) -> None:
        if kind == "operators":
            self._availability_changed.add(website)
            return
        for conversation, page in who.items():
            self._told_here.moved(website, conversation, page or NOWHERE)

    def _tell_here(self, website: str, conversation: str, page: Page) -> None:
        """Whoever has gone since is said to be gone by the pulse."""
        if self.visitors_here.is_here(website, conversation):
            self.visitor_moved(website, conversation, page)

    def _gossip_page(self, website: str, conversation: str, page: Page) -> None:
        """What waited may be older than what another process has told since."""
        where = self.visitors_here.where(website, conversation) or page
        if self.visitors_here.is_ours(website, conversation):
            self.gossip.say_here("visitors", website, conversation, where)

    # --- listening ----------------------------------------------------------------------

    def join_operator(self, website: str, reader: Reader, epoch: str) -> None:
        """Lines of this history beyond the reader's place follow."""
        feed = self._feed(website)
        feed.listeners.operators.add(reader)
        feed.start_from(reader.place, epoch)

    def leave_operator(self, website: str, reader: Reader) -> None:
        if website in self._feeds:
            self._feeds[website].listeners.operators.remove(reader)
            self._end_if_unheard(website)

    def join_visitor(self, website: str, conversation: str, reader: Reader, epoch: str) -> None:
        """Lines of this history beyond the reader's place follow."""
        feed = self._feed(website)
        feed.listeners.add_visitor(conversation, reader)
        feed.start_from(reader.place, epoch)

    def leave_visitor(self, website: str, conversation: str, reader: Reader) -> None:
        if website in self._feeds:
            self._feeds[website].listeners.remove_visitor(conversation, reader)
            self._end_if_unheard(website)

    def listeners(self, website: str) -> Listeners | None:
        """Who listens to a website here; None: nobody."""
        feed = self._feeds.get(website)
        return None if feed is None else feed.listeners

    def listened_to(self) -> list[str]:
        """The websites that somebody here listens to."""
        return list(self._feeds)

    def _feed(self, website: str) -> Feed:
        if website not in self._feeds:
            feed = Feed(website, Listeners(*self._encodings), self._read_after, self._heard)
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
        self._told_here.pulse()
        self._gossiped.pulse()
        self.gossip.pulse()
        for website, conversation in self._gone("visitors", self.visitors_here):
            self.visitor_moved(website, conversation, None)
        self._availability_changed |= {
            site for site, _ in self._gone("operators", self.operators_here)
        }
        for website in tuple(self._availability_changed):
            try:
                await self.operators_changed(website)
            except Refusal as refusal:
                # The storage says so itself, and once; it is said anew when that is over.
                log.debug("availability_waits", website=website, reason=refusal.reason)
                return
            self._availability_changed.discard(website)

    def _gone(self, kind: Kind, presence: Presence[Any]) -> list[tuple[str, str]]:
        """Who is nowhere any more. The other processes are told who left this one."""
        nowhere, left = presence.gone()
        for website, who in left:
            self.gossip.say_gone(kind, website, who)
        return nowhere

    def _beat_the_fresh(self) -> None:
        now = self._clock()
        for audience in [audience for audience, due in self._fresh.items() if due <= now]:
            del self._fresh[audience]
            audience.beat()

    def _beat_the_idle(self, second: int) -> None:
        """Each audience has its second of every 25, so that they do not all beat at once."""
        for feed in tuple(self._feeds.values()):
            for audience in feed.listeners.audiences():
                if (audience.phase + second) % IDLE_BEAT_SECONDS == 0:
                    audience.beat()


async def _nobody_to_tell(website: str) -> None:
    """Until a gateway has said whom to tell."""


def _nobody_moved(website: str, conversation: str, page: Page | None) -> None:
    """Until a gateway has said whom to tell."""
