"""A feed reads everything after its place: whatever happens to rings, and whoever joins when."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from tests.live.test_hub import Ear, Encoder, line, listeners
from threadbox.live import feed as feeds
from threadbox.live.feed import Feed
from threadbox.store.log import Stretch, Written

EPOCH = "first"


class Log:
    """A log in memory, with a hook for what happens while somebody reads it."""

    def __init__(self) -> None:
        self.lines: list[Written] = []
        self.epoch = EPOCH
        self.reads = 0
        self.fails = 0
        self.meanwhile: Callable[[], None] = lambda: None

    def append(self, count: int = 1) -> int:
        for _ in range(count):
            self.lines.append(line(len(self.lines) + 1))
        return len(self.lines)

    def stretch(self, first: int, last: int) -> Stretch:
        """What a commit of these lines, counted from 0, tells."""
        return Stretch(self.epoch, last, self.lines[first:last])

    async def read_after(self, website: str, place: int, most: int) -> Stretch:  # noqa: ARG002
        self.reads += 1
        if self.fails:
            self.fails -= 1
            raise OSError("the disk is away")
        found = Stretch(self.epoch, len(self.lines), self.lines[place : place + most])
        await asyncio.sleep(0)
        happening, self.meanwhile = self.meanwhile, lambda: None
        happening()
        return found


def feed_of(log: Log) -> Feed:
    return Feed("website", listeners(Encoder()), log.read_after, lambda _: None)


def run(story: Coroutine[Any, Any, None]) -> None:
    async def in_time() -> None:
        async with asyncio.timeout(10):
            await story

    asyncio.run(in_time())


async def until(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110 (there is nothing to be told by)
        await asyncio.sleep(0)


def test_one_query_serves_every_socket() -> None:
    async def story() -> None:
        log, ears = Log(), [Ear() for _ in range(50)]
        feed = feed_of(log)
        for ear in ears:
            reader = ear.reader(0)
            feed.listeners.operators.add(reader)
            feed.start_from(0, EPOCH)
        log.append(3)
        await feed.catch_up()
        assert log.reads == 2  # the lines, and that there are no more
        assert all(ear.heard == ["0→1,2,3"] for ear in ears)

    run(story())


@pytest.mark.bound("feed.LINES_PER_READ")
def test_a_burst_is_read_in_pieces_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "LINES_PER_READ", 2)

    async def story() -> None:
        log, ear = Log(), Ear()
        feed = feed_of(log)
        feed.listeners.operators.add(ear.reader(0))
        feed.start_from(0, EPOCH)
        log.append(5)
        await feed.catch_up()
        assert ear.heard == ["0→1,2", "2→3,4", "4→5"]

    run(story())


def test_a_reader_whose_snapshot_is_older_than_the_feed_gets_what_it_lacks() -> None:
    async def story() -> None:
        log, first, second = Log(), Ear(), Ear()
        feed = feed_of(log)
        feed.listeners.operators.add(first.reader(0))
        feed.start_from(0, EPOCH)
        log.append(5)
        await feed.catch_up()
        feed.listeners.operators.add(second.reader(3))
        feed.start_from(3, EPOCH)
        log.append()
        await feed.catch_up()
        assert first.heard == ["0→1,2,3,4,5", "5→6"]
        assert second.heard == ["3→4,5,6"]

    run(story())


def test_a_reader_who_joins_while_the_feed_reads_misses_nothing() -> None:
    async def story() -> None:
        log, first, second = Log(), Ear(), Ear()
        feed = feed_of(log)
        feed.listeners.operators.add(first.reader(2))
        feed.start_from(2, EPOCH)
        log.append(4)

        def join() -> None:
            feed.listeners.operators.add(second.reader(1))
            feed.start_from(1, EPOCH)

        log.meanwhile = join
        await feed.catch_up()
        assert first.heard == ["2→3,4"]
        assert second.heard == ["1→2,3,4"]

    run(story())


def test_a_ring_wakes_the_feed() -> None:
    async def story() -> None:
        log, ear = Log(), Ear()
        feed = feed_of(log)
        feed.listeners.operators.add(ear.reader(0))
        feed.start_from(0, EPOCH)
        task = asyncio.create_task(feed.run())
        feed.ring(log.append())
        await until(lambda: ear.heard == ["0→1"])
        feed.ring(1)  # known already: not worth a query
        reads = log.reads
        for _ in range(5):
            await asyncio.sleep(0)
        assert log.reads == reads
        task.cancel()

    run(story())


def test_a_lost_ring_costs_only_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "TICK_SECONDS", 0.01)

    async def story() -> None:
        log, ear = Log(), Ear()
        feed = feed_of(log)
        feed.listeners.operators.add(ear.reader(0))
        feed.start_from(0, EPOCH)
        task = asyncio.create_task(feed.run())
        for number in range(1, 4):
            log.append()
            await until(lambda heard=number: len(ear.heard) == heard)  # type: ignore[misc]
        task.cancel()

    run(story())


def test_a_fault_of_the_database_delays_but_never_ends_the_feed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feeds, "TICK_SECONDS", 0.01)

    async def story() -> None:
        log, ear = Log(), Ear()
        log.fails = 3
        feed = feed_of(log)
        feed.listeners.operators.add(ear.reader(0))
        feed.start_from(0, EPOCH)
        task = asyncio.create_task(feed.run())
        log.append()
        await until(lambda: ear.heard == ["0→1"])
        task.cancel()

    run(story())


def test_what_was_committed_here_is_not_read_again() -> None:
    async def story() -> None:
        log, ear = Log(), Ear()
        feed = feed_of(log)
        feed.listeners.operators.add(ear.reader(0))
        feed.start_from(0, EPOCH)
        await feed.catch_up()
        reads = log.reads
        log.append(3)
        feed.hand_over(log.stretch(0, 2))
        feed.hand_over(log.stretch(2, 3))
        assert ear.heard == ["0→1,2", "2→3"]
        task = asyncio.create_task(feed.run())
        feed.ring(3)
        for _ in range(5):
            await asyncio.sleep(0)
        assert log.reads <= reads + 1, "only what joining asked for"
        assert ear.heard == ["0→1,2", "2→3"]
        task.cancel()

    run(story())


def test_lines_of_another_process_that_come_before_are_read_from_the_log() -> None:
    async def story() -> None:
        log, ear = Log(), Ear()
        feed = feed_of(log)
        feed.listeners.operators.add(ear.reader(0))
        feed.start_from(0, EPOCH)
        task = asyncio.create_task(feed.run())
        log.append(5)
        feed.hand_over(log.stretch(3, 5))
        assert ear.heard == []
        await until(lambda: ear.heard == ["0→1,2,3,4,5"])
        log.append()
        feed.hand_over(log.stretch(5, 6))
        assert ear.heard == ["0→1,2,3,4,5", "5→6"]
        task.cancel()

    run(story())


def test_what_is_handed_over_while_the_log_is_read_comes_once_and_in_order() -> None:
    async def story() -> None:
        log, ear = Log(), Ear()
        feed = feed_of(log)
        feed.listeners.operators.add(ear.reader(0))
        feed.start_from(0, EPOCH)
        log.append(4)
        log.meanwhile = lambda: feed.hand_over(log.stretch(0, 3))
        await feed.catch_up()
        assert ear.heard == ["0→1,2,3", "3→4"]
        log.append(2)
        log.meanwhile = lambda: feed.hand_over(log.stretch(4, 6))
        await feed.catch_up()
        feed.hand_over(log.stretch(2, 6))
        assert ear.heard == ["0→1,2,3", "3→4", "4→5,6"]

    run(story())


def test_a_newcomer_further_back_gets_what_it_lacks_before_what_is_handed_over() -> None:
    async def story() -> None:
        log, first, second = Log(), Ear(), Ear()
        feed = feed_of(log)
        feed.listeners.operators.add(first.reader(0))
        feed.start_from(0, EPOCH)
        log.append(4)
        await feed.catch_up()
        feed.listeners.operators.add(second.reader(2))
        feed.start_from(2, EPOCH)
        log.append()
        feed.hand_over(log.stretch(4, 5))
        assert second.heard == []
        task = asyncio.create_task(feed.run())
        await until(lambda: second.heard == ["2→3,4,5"])
        assert first.heard == ["0→1,2,3,4", "4→5"]
        task.cancel()

    run(story())


def test_a_wrong_ring_costs_one_look_and_no_more() -> None:
    async def story() -> None:
        log, ear = Log(), Ear()
        feed = feed_of(log)
        feed.listeners.operators.add(ear.reader(0))
        feed.start_from(0, EPOCH)
        task = asyncio.create_task(feed.run())
        feed.ring(1_000_000_000)
        for _ in range(50):
            await asyncio.sleep(0)
        assert log.reads <= 2
        task.cancel()

    run(story())


def test_another_history_makes_everybody_start_over_and_then_goes_on() -> None:
    """A copy was restored: the log ends before the feed's place, or it has another epoch."""

    async def story(change: Callable[[Log], None]) -> None:
        log, first, second = Log(), Ear(), Ear()
        feed = feed_of(log)
        feed.listeners.operators.add(first.reader(0))
        feed.start_from(0, log.epoch)
        log.append(5)
        await feed.catch_up()
        change(log)
        await feed.catch_up()
        assert first.heard == ["0→1,2,3,4,5", "start over"]
        place = len(log.lines)
        feed.listeners.operators.add(second.reader(place))
        feed.start_from(place, log.epoch)
        log.append()
        await feed.catch_up()
        assert second.heard == [f"{place}→{place + 1}"]

    def shorter(log: Log) -> None:
        del log.lines[3:]

    def renamed(log: Log) -> None:
        log.epoch = "second"

    def longer(log: Log) -> None:
        del log.lines[3:]
        log.append(9)
        log.epoch = "second"

    for change in (shorter, renamed, longer):
        run(story(change))


def test_what_a_commit_of_another_history_hands_over_is_not_delivered_into_this_one() -> None:
    async def story() -> None:
        log, ear = Log(), Ear()
        feed = feed_of(log)
        feed.listeners.operators.add(ear.reader(0))
        feed.start_from(0, log.epoch)
        log.append(5)
        await feed.catch_up()
        del log.lines[2:]
        log.epoch = "second"
        log.append()
        feed.hand_over(log.stretch(2, 3))
        assert ear.heard == ["0→1,2,3,4,5", "start over"]

    run(story())


def test_a_commit_during_a_read_is_no_other_history() -> None:
    """The read began before the commit, so the log it tells of ends before the feed's place."""

    async def story() -> None:
        log, ear = Log(), Ear()
        feed = feed_of(log)
        feed.listeners.operators.add(ear.reader(0))
        feed.start_from(0, log.epoch)
        log.append(2)

        def commit() -> None:
            log.append(2)
            feed.hand_over(log.stretch(0, 2))
            feed.hand_over(log.stretch(2, 4))

        log.meanwhile = commit
        await feed.catch_up()
        assert ear.heard == ["0→1,2", "2→3,4"]

    run(story())


def test_a_reader_of_an_older_history_than_the_feeds_starts_over() -> None:
    async def story() -> None:
        log, here, late = Log(), Ear(), Ear()
        feed = feed_of(log)
        feed.listeners.operators.add(here.reader(0))
        feed.start_from(0, log.epoch)
        feed.listeners.operators.add(late.reader(0))
        feed.start_from(0, "an older one")
        assert late.heard == ["start over"]

    run(story())
