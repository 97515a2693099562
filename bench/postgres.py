"""Durable sends on PostgreSQL, by one process and by two.

A real server with `fsync` on, on the same machine: PostgreSQL, the driver and Threadbox share
its cores, so two processes can only gain what one leaves idle. What each side costs per send is
told, so that it can be seen how much that was.
"""

from functools import partial

import psycopg

from bench.figures import Bench, Row, ratios
from bench.processes import cpu_seconds
from bench.serving import threadbox
from bench.sockets import Contender, Sent, crowds
from tests.servers import Postgres, postgres

# PostgreSQL's processes but for those that come and go.
_LASTING = """\
    SELECT pid FROM pg_stat_activity
    WHERE backend_type NOT IN ('autovacuum worker', 'parallel worker') AND pid <> pg_backend_pid()
"""
DURABLE = ("max_connections=200", "shared_buffers=128MB")


async def measure(bench: Bench) -> Row:
    size = bench.size
    row = Row("Durable sends, PostgreSQL")
    with (
        postgres(DURABLE) as server,
        threadbox(bench.folder / "one", server.url(server.create_database())) as one,
        threadbox(
            bench.folder / "two", server.url(server.create_database()), "--workers", "2"
        ) as two,
    ):
        async with crowds(bench, {"one": one, "two": two}, size.senders) as contenders:
            rounds = await bench.interleaved(
                {
                    name: partial(_with_its_cost, server, contender)
                    for name, contender in contenders.items()
                }
            )
    rates = {name: [sent.per_second for sent, _ in taken] for name, taken in rounds.items()}
    titles = {"one": f"one process, {size.senders} visitors", "two": "two (--workers 2)"}
    for name, taken in rounds.items():
        row.add(titles[name], rates[name], "/s", at_least=5_000 if name == "one" else None)
        row.add("  Threadbox's CPU per send", [sent.cpu_micros for sent, _ in taken], "µs")
        row.add("  PostgreSQL's CPU per send", [micros for _, micros in taken], "µs")
    row.add("  two to one", ratios(rates["two"], rates["one"]), "×", at_least=1.4)
    return row


async def _with_its_cost(server: Postgres, contender: Contender) -> tuple[Sent, float]:
    """A round, and PostgreSQL's CPU time per message in microseconds."""
    with psycopg.connect(server.url("postgres")) as connection:
        pids = [pid for (pid,) in connection.execute(_LASTING)]
    begun = cpu_seconds(pids)
    sent = await contender()
    return sent, (cpu_seconds(pids) - begun) / len(sent.acked) * 1e6
