"""Durable sends: 64 visitors, one operator; SQLite with `synchronous=FULL`.

Beside it in the same rounds: a Node server that only stores and forwards, once committing each
message by itself and once in groups (`baselines/store.mjs`), driven by the same clients over the
same frames; and a bare group-commit loop without any sockets. The driver takes its share of the
same cores, so CPU time per send is told besides the rates. The loop is run with one row per
message, and with all rows that a message leaves in Threadbox's tables.
"""

import contextlib
from collections.abc import Awaitable, Callable
from functools import partial

from bench import bare
from bench.baselines.node import Mode, NotBuilt, installed, node_server
from bench.figures import Bench, Row, ratios
from bench.serving import threadbox
from bench.sockets import Sent, Served, crowds

NODE: dict[Mode, str] = {"each": "Node, a commit per message", "group": "Node, group commit"}
OURS = "Threadbox"
LOOPS: dict[str, type[bare.Rows]] = {
    "bare group commit, a send's rows": bare.RowsOfASend,
    "bare group commit, one row": bare.OneRow,
}


async def measure(bench: Bench) -> Row:
    row = Row("Durable sends, SQLite")
    with contextlib.ExitStack() as running:
        servers: dict[str, Served] = {}
        servers[OURS] = running.enter_context(threadbox(bench.folder / "ours"))
        try:
            node = installed(bench.cache, may_build=not bench.size.is_quick)
            for mode, name in NODE.items():
                database = bench.folder / f"node-{mode}.db"
                servers[name] = running.enter_context(node_server(node, database, mode))
        except NotBuilt as fault:
            row.notes.append(f"The Node baseline is missing: {fault}.")
        sent, loops = await _rounds(bench, servers)
    _tell(row, sent, loops, bench.size.senders)
    return row


async def _rounds(
    bench: Bench, servers: dict[str, Served]
) -> tuple[dict[str, list[Sent]], dict[str, list[float]]]:
    size = bench.size
    rates: dict[str, list[float]] = {name: [] for name in LOOPS}

    async def loop(name: str) -> Sent:
        kind, seconds = LOOPS[name], size.seconds / 2
        rates[name].append(await bare.per_second(bench.folder, kind, size.senders, seconds))
        return Sent()

    async with crowds(bench, servers, size.senders) as turns:
        contenders: dict[str, Callable[[], Awaitable[Sent]]] = dict(turns)
        contenders |= {name: partial(loop, name) for name in LOOPS}
        sent = await bench.interleaved(contenders)
    return {name: sent[name] for name in servers}, rates


def _tell(
    row: Row, sent: dict[str, list[Sent]], loops: dict[str, list[float]], senders: int
) -> None:
    ours = [each.per_second for each in sent[OURS]]
    row.add(f"answered and at the operator, {senders} visitors", ours, "/s", at_least=6_000)
    row.add("CPU per send", [each.cpu_micros for each in sent[OURS]], "µs")
    for name in (name for name in NODE.values() if name in sent):
        theirs = [each.per_second for each in sent[name]]
        row.add(name, theirs, "/s")
        row.add("  ours to it", ratios(ours, theirs), "×", at_least=1.0)
        row.add("  its CPU per send", [each.cpu_micros for each in sent[name]], "µs")
    for name, rates in loops.items():
        row.add(name, rates, "/s")
        row.add("  ours to it", ratios(ours, rates), "×", at_least=0.20)
