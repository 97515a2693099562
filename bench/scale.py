"""The log and the bell at 1,000 websites on 100 nodes: a simulation, and what breaks first.

`python -m bench.scale [--seed 7]` takes a few seconds and touches neither disk nor network. Time is
simulated, event by event; the code is not Threadbox's, but its rules are: a website's lines are
numbered in commit order, a commit is followed by a ring that may be lost, late or doubled, and a
feed reads everything after its place when it is rung, and every three seconds anyhow.

Two things come out. Correctness: every feed ends with every line, in order, once, whatever the
bell does. Load: how many rings, reads and signals a second each node, the bell's server and the
database see, which is what docs/scale.md quotes.
"""

import argparse
import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

# What one node and one database were measured to do (bench/sends.py, PostgreSQL's NOTIFY).
COMMIT_SECONDS = 0.004
RING_SECONDS = 0.0005
READ_SECONDS = 0.001
TICK_SECONDS = 3.0
# How presence travels: each node says everybody again this often, so many people per message.
REPEAT_SECONDS = 10.0
PEOPLE_PER_MESSAGE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One run. `listening`: at how many nodes a website has somebody who listens."""

    websites: int = 1_000
    nodes: int = 100
    messages_per_second: float = 1_000.0
    seconds: float = 20.0
    listening: int = 5
    visitors_per_node: int = 1_000
    lost: float = 0.0
    doubled: float = 0.0
    late_seconds: float = 0.0


@dataclass(slots=True)
class Feed:
    """One node's place in one website's log."""

    place: int = 0
    reads: int = 0
    is_reading: bool = False
    is_rung: bool = False
    delays: list[float] = field(default_factory=list)


class World:
    """Websites' logs, the bell, and the feeds of all nodes, in simulated time."""

    def __init__(self, scene: Scene, seed: int) -> None:
        self.scene = scene
        self.random = random.Random(seed)
        self.now = 0.0
        self.logs: list[list[float]] = [[] for _ in range(scene.websites)]
        self.rings = 0
        self.heard = 0
        nodes = range(scene.nodes)
        self.feeds = [
            {node: Feed() for node in self.random.sample(nodes, scene.listening)}
            for _ in range(scene.websites)
        ]
        self._order = count()
        self._events: list[tuple[float, int, Callable[[], None]]] = []

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self.now + seconds, next(self._order), do))

    def run(self) -> None:
        """Messages for `seconds`, then as long as it takes for the last tick to pass."""
        self.after(0.0, self._message)
        for website, feeds in enumerate(self.feeds):
            for feed in feeds.values():
                self.after(self.random.uniform(0, TICK_SECONDS), self._tick(website, feed))
        end = self.scene.seconds + 3 * TICK_SECONDS
        while self._events and self._events[0][0] < end:
            self.now, _, do = heapq.heappop(self._events)
            do()

    def _message(self) -> None:
        if self.now > self.scene.seconds:
            return
        # A few websites have most of the traffic, as everywhere (Zipf with exponent 1).
        website = int(self.scene.websites ** self.random.random()) - 1
        self.after(COMMIT_SECONDS, lambda: self._committed(website))
        self.after(self.random.expovariate(self.scene.messages_per_second), self._message)

    def _committed(self, website: int) -> None:
        self.logs[website].append(self.now)
        self.rings += 1
        for feed in self.feeds[website].values():
            self._ring(website, feed)
        self.heard += self.scene.nodes  # every node hears every ring, and drops most of them

    def _ring(self, website: int, feed: Feed) -> None:
        if self.random.random() < self.scene.lost:
            return
        times = 2 if self.random.random() < self.scene.doubled else 1
        for _ in range(times):
            late = self.random.uniform(0, self.scene.late_seconds)
            self.after(RING_SECONDS + late, lambda: self._wake(website, feed))

    def _wake(self, website: int, feed: Feed) -> None:
        """A feed reads once at a time; what rings meanwhile makes it look once more."""
        feed.is_rung = True
        if not feed.is_reading:
            feed.is_reading, feed.is_rung = True, False
            self.after(READ_SECONDS, lambda: self._read(website, feed))

    def _read(self, website: int, feed: Feed) -> None:
        feed.reads += 1
        log = self.logs[website]
        feed.delays += [self.now - committed for committed in log[feed.place :]]
        feed.place = len(log)
        feed.is_reading = False
        if feed.is_rung:
            self._wake(website, feed)

    def _tick(self, website: int, feed: Feed) -> Callable[[], None]:
        def tick() -> None:
            self._wake(website, feed)
            self.after(TICK_SECONDS, tick)

        return tick


def _print(name: str, world: World) -> None:
    scene = world.scene
    feeds = [(website, feed) for website, here in enumerate(world.feeds) for feed in here.values()]
    for website, feed in feeds:
        if feed.place != len(world.logs[website]) or len(feed.delays) != feed.place:
            raise AssertionError(f"{name}: a feed of website {website} is not whole")
    delays = sorted(delay for _, feed in feeds for delay in feed.delays)
    median, late = delays[len(delays) // 2], delays[int(len(delays) * 0.99)]
    reads = sum(feed.reads for _, feed in feeds) / (scene.seconds + 3 * TICK_SECONDS)
    print(
        f"{name:<34}{world.rings / scene.seconds:9,.0f}{world.heard / scene.seconds:12,.0f}"
        f"{reads:10,.0f}{median * 1000:10,.1f}{late * 1000:10,.0f}",
        flush=True,
    )


def _print_presence(nodes: int, visitors: int) -> None:
    """What saying everybody again costs: arithmetic, no simulation needed."""
    said = nodes * (visitors / PEOPLE_PER_MESSAGE) / REPEAT_SECONDS
    people = nodes * visitors / REPEAT_SECONDS
    print(
        f"{nodes:>7,} nodes of {visitors:>6,}{said:>16,.0f}{said * nodes:>20,.0f}{people:>18,.0f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    seed = parser.parse_args().seed
    scenes = {
        "1 website, 1 node": Scene(websites=1, nodes=1, listening=1),
        "1,000 websites, 4 nodes": Scene(nodes=4, listening=2),
        "1,000 websites, 100 nodes": Scene(),
        "… half of all rings lost": Scene(lost=0.5),
        "… every ring lost": Scene(lost=1.0),
        "… doubled, up to 1 s late": Scene(doubled=0.5, late_seconds=1.0),
        "… ten times the messages": Scene(messages_per_second=10_000.0, seconds=4.0),
    }
    print(f"{'':<34}{'rings/s':>9}{'heard/s':>12}{'reads/s':>10}{'p50 ms':>10}{'p99 ms':>10}")
    for name, scene in scenes.items():
        world = World(scene, seed)
        world.run()
        _print(name, world)
    print("\nEvery feed ended with every line of its website, in order, once.")
    print(f"\n{'presence':<23}{'messages/s':>16}{'heard/s, all nodes':>20}{'people/s, a node':>18}")
    for nodes, visitors in ((4, 1_000), (10, 1_000), (100, 1_000), (100, 10_000)):
        _print_presence(nodes, visitors)


if __name__ == "__main__":
    main()
