"""Bugs planted between the log and its readers."""

from dataclasses import replace
from itertools import islice
from typing import Any

from tests.gauntlet.sabotage.swap import instead, swap
from threadbox.domain.conversations import Thread
from threadbox.domain.facts import ThreadAssigned
from threadbox.gateways.security import rate_limits
from threadbox.gateways.sockets import encoding
from threadbox.live import feed, hub
from threadbox.live.realtime import Realtime
from threadbox.store import log
from threadbox.store.log import Stretch
from threadbox.store.writer import Writer
from threadbox.views import audience, resume, timeline
from threadbox.views.resume import Place


def told_before_commit() -> None:
    """Readers are handed every line when it is written, and not when it is durable."""

    def run_job(genuine: Any) -> Any:
        def run(self: Any, buffer: Any, job: Any, websites: Any) -> None:
            website = websites.get(job.website)
            known = len(website.lines) if website is not None else 0
            genuine(self, buffer, job, websites)
            if website is not None and len(website.lines) > known:
                self._committed(
                    {website.id: Stretch(website.epoch, website.head, website.lines[known:])}
                )

        return run

    swap(Writer, "_run_job", run_job)


def ring_before_commit() -> None:
    """The other processes are woken when there is nothing to read yet, and not again."""
    bells: list[Any] = []

    def committed(self: Any, news: Any) -> None:
        self._loop.call_soon_threadsafe(self._after_answers, news)

    def opening(genuine: Any) -> Any:
        async def opened(self: Any) -> None:
            await genuine(self)
            bells.append(self._bell)

        return opened

    def run_job(genuine: Any) -> Any:
        def run(self: Any, buffer: Any, job: Any, websites: Any) -> None:
            genuine(self, buffer, job, websites)
            if (website := websites.get(job.website)) is not None and bells:
                bells[0].ring(website.id, website.head)

        return run

    instead(Realtime, "committed", committed)
    swap(Realtime, "open", opening)
    swap(Writer, "_run_job", run_job)


def fact_dropped() -> None:
    def delivering(genuine: Any) -> Any:
        def deliver(self: Any, lines: Any) -> Any:
            kept = [line for line in lines if line.position % 10]
            return genuine(self, kept) if kept else []

        return deliver

    swap(hub.Listeners, "deliver", delivering)


def after_lost() -> None:
    for way in (encoding.FOR_OPERATORS, encoding.FOR_VISITORS):
        facts, beat = way.facts, way.beat
        object.__setattr__(way, "facts", lambda _, lines, say=facts: say(0, lines))
        object.__setattr__(way, "beat", lambda _, say=beat: say(0))


def never_looks() -> None:
    instead(feed, "TICK_SECONDS", 1e9)


def join_too_late() -> None:
    def start_from(self: Any, place: int, epoch: str) -> None:
        self._epoch = epoch
        if self._place is None:
            self._place = place
            self.ring(place + 1)

    instead(feed.Feed, "start_from", start_from)


def epoch_ignored() -> None:
    """A place counts whatever history it is of."""

    def is_known(genuine: Any) -> Any:
        def known(rx: Any, reader: Any, website: Any, place: Any) -> bool:
            of_this = Place(epoch=website.epoch, position=place.position)
            return bool(genuine(rx, reader, website, of_this))

        return known

    swap(resume, "_is_known", is_known)


def resume_skips() -> None:
    def skipping(genuine: Any) -> Any:
        return lambda *asked: islice(genuine(*asked), 1, None)

    swap(log, "conversation_lines_after", skipping)


def fault_spreads() -> None:
    """A line that one audience cannot be told ends the telling of the others, too."""

    def _lose(*_: Any) -> None:
        raise LookupError("a bug")

    instead(hub.Audience, "_lose", _lose)


def shorter_log_ignored() -> None:
    """A feed whose log went back waits until it has grown beyond its place."""

    def take(genuine: Any) -> Any:
        def taken(self: Any, start: int, stretch: Stretch) -> Any:
            return genuine(
                self, start, Stretch(self._epoch, max(start, stretch.head), stretch.lines)
            )

        return taken

    def hand_over(genuine: Any) -> Any:
        def handed(self: Any, stretch: Stretch) -> None:
            own = self._epoch or stretch.epoch
            genuine(self, Stretch(own, stretch.head, stretch.lines))

        return handed

    swap(feed.Feed, "_take", take)
    swap(feed.Feed, "hand_over", hand_over)


def note_shown() -> None:
    instead(timeline, "item_for_visitor", lambda item: item)
    instead(resume, "fact_for_visitor", lambda fact: fact)
    instead(encoding, "fact_for_visitor", lambda fact: fact)


def field_shown() -> None:
    """A thread's rule hides nothing: its data go to the visitor."""
    audience.RULES[Thread] = replace(audience.RULES[Thread], hidden={})


def owner_told() -> None:
    """Who answers for a thread is told to the visitor as it is."""
    audience.RULES[ThreadAssigned] = replace(audience.RULES[ThreadAssigned], seen=None)


def slow_kept() -> None:
    instead(rate_limits, "UNSENT_BYTES", 1 << 40)
