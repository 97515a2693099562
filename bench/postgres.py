"""Durable sends on PostgreSQL, by one process and by two.

A real server with `fsync` on, on the same machine: PostgreSQL, the driver and Threadbox share
its cores, so two processes can only gain what one leaves idle.
"""

from bench.figures import Bench, Row, ratios
from bench.serving import threadbox
from bench.sockets import crowds
from tests.servers import postgres

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
        async with crowds(bench, {"one": one, "two": two}, size.senders) as turns:
            sent = await bench.interleaved(turns)
    rates = {name: [each.per_second for each in rounds] for name, rounds in sent.items()}
    row.add(f"one process, {size.senders} visitors", rates["one"], "/s", at_least=5_000)
    row.add("  its CPU per send", [each.cpu_micros for each in sent["one"]], "µs")
    row.add("two processes (--workers 2)", rates["two"], "/s")
    row.add("  their CPU per send", [each.cpu_micros for each in sent["two"]], "µs")
    row.add("  two to one", ratios(rates["two"], rates["one"]), "×", at_least=1.4)
    row.notes.append("CPU per send is Threadbox's; PostgreSQL's own comes on top.")
    return row
