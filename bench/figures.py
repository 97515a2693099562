"""What a row says: figures, their aims, and how far from them; and how figures are taken.

A figure is the median of several short rounds. What is compared takes turns in every round, so
that whatever else the machine does hits all of them, and a ratio is the median of the rounds'
own ratios.
"""

import statistics
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar

from bench.noise import Noise

T = TypeVar("T")
Unit = Literal["/s", "ms", "s", "µs", "KiB", "×"]

# Decimals that mean something.
_DECIMALS: Mapping[Unit, int] = {"/s": 0, "ms": 2, "s": 2, "µs": 1, "KiB": 1, "×": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured. Seconds are those of one round of one contender."""

    rounds: int = 5
    seconds: float = 3.0
    senders: int = 64
    operators: int = 1_000
    broadcasts: int = 40
    idle: int = 10_000
    restarted_messages: int = 1_000_000
    returning: int = 2_000
    few_messages: int = 10_000
    many_messages: int = 2_000_000
    deep_messages: int = 20_000
    # A visitor may ask for 40 pages at once (`limits.QUERIES_BURST`), and ten visitors ask.
    pages: int = 400

    @property
    def is_quick(self) -> bool:
        """Everything is run, nothing is measured."""
        return self == QUICK

    @property
    def warm_up_seconds(self) -> float:
        return self.seconds / 2


USUAL = Size()
FULL = replace(USUAL, many_messages=10_000_000, deep_messages=200_000)
QUICK = Size(
    rounds=1,
    seconds=0.2,
    senders=4,
    operators=10,
    broadcasts=3,
    idle=50,
    restarted_messages=1_000,
    returning=10,
    few_messages=2_000,
    many_messages=3_000,
    deep_messages=500,
    pages=20,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table. `values` holds one value per round."""

    what: str
    values: Sequence[float]
    unit: Unit
    at_least: float | None = None
    at_most: float | None = None

    @property
    def value(self) -> float:
        return statistics.median(self.values)

    @property
    def aim(self) -> str:
        if self.at_least is not None:
            return f"≥ {_shown(self.at_least, self.unit)}"
        return f"≤ {_shown(self.at_most, self.unit)}" if self.at_most is not None else ""

    @property
    def shown(self) -> str:
        return _shown(self.value, self.unit)

    @property
    def spread(self) -> str:
        """The rounds' least and greatest value."""
        least, most = min(self.values), max(self.values)
        return f"{_number(least, self.unit)} … {_number(most, self.unit)}"

    @property
    def verdict(self) -> str:
        """`reached`, or by how much of the aim it is not; nothing without an aim."""
        if self.at_least is not None:
            missing = 1 - self.value / self.at_least
        elif self.at_most is not None:
            missing = self.value / self.at_most - 1
        else:
            return ""
        return "reached" if missing <= 0 else f"missed by {missing:.0%}"


@dataclass(slots=True)
class Row:
    """One measure of the table: its figures, and what has to be said about them."""

    name: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(
        self,
        what: str,
        values: Sequence[float],
        unit: Unit,
        *,
        at_least: float | None = None,
        at_most: float | None = None,
    ) -> None:
        self.figures.append(
            Figure(what=what, values=values, unit=unit, at_least=at_least, at_most=at_most)
        )


@dataclass(frozen=True, slots=True)
class Bench:
    """What every row is given: how much to measure, a folder that is removed afterwards, one
    that is kept for later runs (`cache`), and the noise, which is listened to all the time."""

    size: Size
    folder: Path
    cache: Path
    noise: Noise

    async def interleaved(
        self, contenders: Mapping[str, Callable[[], Awaitable[T]]]
    ) -> dict[str, list[T]]:
        """Lets everybody have one turn per round; the results by name, round by round."""
        results: dict[str, list[T]] = {name: [] for name in contenders}
        for _ in range(self.size.rounds):
            for name, turn in contenders.items():
                results[name].append(await turn())
            self.noise.listen()
        return results


def say(line: str) -> None:
    """Tells whoever waits, beside the table."""
    print(f"… {line}", file=sys.stderr, flush=True)


def ratios(ours: Sequence[float], others: Sequence[float]) -> list[float]:
    """Round by round, ours to theirs."""
    return [our / other for our, other in zip(ours, others, strict=True)]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the others do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def milliseconds(rounds: Sequence[Sequence[float]], share: float) -> list[float]:
    """The percentile of each round's seconds."""
    return [percentile(seconds, share) * 1000 for seconds in rounds]


def _shown(value: float | None, unit: Unit) -> str:
    if value is None:
        return ""
    gap = "" if unit == "/s" else " "
    return f"{_number(value, unit)}{gap}{unit}"


def _number(value: float, unit: Unit) -> str:
    return f"{value:,.{_DECIMALS[unit]}f}"
