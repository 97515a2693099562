"""Runs checks, one after the other, and adds up what they say."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tests.gauntlet.catalogue import CHECKS
from tests.gauntlet.ground import Broken, prepared
from tests.gauntlet.modes import TITLES, Mode
from tests.gauntlet.stage import Stage

Verdict = Literal["passed", "broken", "not here"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one check in one mode. `said`: why not, or what it noted."""

    name: str
    mode: Mode
    verdict: Verdict
    said: str = ""
    seconds: float = 0.0
    kills: int = 0
    acked: int = 0
    # What the servers wrote, for who has to look into it.
    output: str = ""

    @property
    def line(self) -> str:
        sign = {"passed": "✓", "broken": "✗", "not here": "–"}[self.verdict]
        return f"{sign} {self.name} {self.mode:8}  {self.seconds:5.1f} s  {self.said}".rstrip()


def run_check(
    stage: Stage, name: str, mode: Mode, *, cycles: int = 3, is_full: bool = False
) -> Result:
    """One check on a ground of its own. A broken promise is a result, not an exception."""
    check = CHECKS[name]
    if why := check.missing():
        return Result(name=name, mode=mode, verdict="not here", said=why)
    return asyncio.run(_run(stage, name, mode, cycles, is_full=is_full))


async def _run(stage: Stage, name: str, mode: Mode, cycles: int, *, is_full: bool) -> Result:
    begun = time.monotonic()
    verdict: Verdict = "passed"
    output = ""
    async with prepared(stage, mode, name, cycles=cycles, is_full=is_full) as ground:
        try:
            await CHECKS[name].run(ground)
            said = ", ".join(ground.notes)
        except (Broken, TimeoutError) as broken:
            verdict, said = "broken", f"{str(broken) or 'not in time'} (seed {stage.seed})"
            output = "\n".join(
                [server.output()[-2000:] for server in ground.servers]
                + [person.state() for person in ground.people[:6]]
            )
        return Result(
            name=name,
            mode=mode,
            verdict=verdict,
            said=said,
            seconds=time.monotonic() - begun,
            kills=ground.kills,
            acked=len(ground.ledger.acks),
            output=output,
        )


def figures(results: Iterable[Result], seed: int) -> str:
    """The one line at the end."""
    done = [result for result in results if result.verdict != "not here"]
    broken = [result for result in done if result.verdict == "broken"]
    lost, doubled, gaps = (
        sum(any(word in result.said for word in words) for result in broken)
        for words in (("I1 lost", "forgotten"), ("doubled", "T1"), ("I2", "I5"))
    )
    names, modes = {result.name for result in done}, {result.mode for result in done}
    parts = [
        _counted(len(names), "check"),
        _counted(len(modes), "mode"),
        _counted(sum(result.kills for result in done), "kill"),
        f"{sum(result.acked for result in done):,} acked",
        f"{lost} lost",
        f"{doubled} doubled",
        _counted(gaps, "gap"),
        *([f"{len(broken)} BROKEN"] if broken else []),
        f"seed {seed}",
    ]
    return "gauntlet: " + ", ".join(parts)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def matrix(results: Iterable[Result]) -> str:
    """Check × database × processes, as a table in Markdown."""
    found: dict[str, dict[Mode, Result]] = {}
    for result in results:
        found.setdefault(result.name, {})[result.mode] = result
    lines = [f"| Check | {' | '.join(TITLES.values())} | What |", "|---" * (len(TITLES) + 2) + "|"]
    for name, row in found.items():
        cells = [_cell(row.get(mode)) for mode in TITLES]
        lines.append(f"| {name} | {' | '.join(cells)} | {CHECKS[name].says} |")
    return "\n".join(lines)


def _cell(result: Result | None) -> str:
    if result is None:
        return ""
    return {"passed": "passed", "broken": "**broken**", "not here": "not run"}[result.verdict]
