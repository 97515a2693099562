"""One visitor alone: from sending to the operator's socket, beside a bare single commit."""

import asyncio

from bench import bare
from bench.figures import Bench, Row, milliseconds, ratios
from bench.serving import threadbox
from bench.sockets import Sent, crowds


async def measure(bench: Bench) -> Row:
    row = Row("One visitor, send → operator's socket")

    async def committed() -> Sent:
        seconds = bench.size.seconds / 2
        return Sent(arrived=await asyncio.to_thread(bare.commit_seconds, bench.folder, seconds))

    with threadbox(bench.folder / "ours") as ours:
        async with crowds(bench, {"ours": ours}, 1) as turns:
            sent = await bench.interleaved({**turns, "bare": committed})
    taken = {name: [each.arrived for each in rounds] for name, rounds in sent.items()}
    half = {name: milliseconds(rounds, 0.5) for name, rounds in taken.items()}
    row.add("p50", half["ours"], "ms", at_most=1.0)
    row.add("p99", milliseconds(taken["ours"], 0.99), "ms", at_most=5.0)
    row.add("bare single commit, p50", half["bare"], "ms")
    row.add("bare single commit, p99", milliseconds(taken["bare"], 0.99), "ms")
    row.add("  ours to it, p50", ratios(half["ours"], half["bare"]), "×")
    return row
