"""Ten thousand visitors who say nothing: what each holds in memory, and whether they slow others.

Heartbeats are on, ours and WebSocket pings. Beside it, on a second server without them, the same
visitor sends.
"""

import asyncio
from itertools import count

from bench.figures import Bench, Row, milliseconds, ratios
from bench.processes import resident_bytes
from bench.serving import Threadbox, threadbox
from bench.sockets import Client, crowds

# Handshakes under way at once.
AT_ONCE = 100


async def measure(bench: Bench) -> Row:
    size = bench.size
    row = Row(f"Idle sockets, {size.idle:,}")
    with (
        threadbox(bench.folder / "full") as full,
        threadbox(bench.folder / "empty") as empty,
    ):
        async with crowds(bench, {"full": full, "empty": empty}, 1) as turns:
            before = resident_bytes(full.server.pid)
            audience = await Audience(full).gather(size.idle)
            held = (resident_bytes(full.server.pid) - before) / size.idle / 1024
            sent = await bench.interleaved(turns)
        row.notes.append(
            f"{audience.connected:,} still connected; {audience.beats:,} heartbeats heard."
        )
        audience.leave()
    taken = {name: [each.arrived for each in rounds] for name, rounds in sent.items()}
    row.add("memory of the server, each", [held], "KiB", at_most=40)
    half = {name: milliseconds(rounds, 0.5) for name, rounds in taken.items()}
    late = {name: milliseconds(rounds, 0.99) for name, rounds in taken.items()}
    row.add("one visitor's send → operator, p50", half["full"], "ms")
    row.add("  without the idle ones", half["empty"], "ms")
    row.add("  with to without", ratios(half["full"], half["empty"]), "×", at_most=1.2)
    row.add("p99", late["full"], "ms")
    row.add("  without the idle ones", late["empty"], "ms")
    return row


class Audience:
    """Visitors who only listen."""

    def __init__(self, served: Threadbox) -> None:
        self._clients: list[Client] = []
        self.beats = 0
        self._served = served

    async def gather(self, visitors: int) -> "Audience":
        numbers = count()

        async def come() -> None:
            while next(numbers) < visitors:
                self._clients.append(await self._served.visitor(self._hear))

        await asyncio.gather(*(come() for _ in range(AT_ONCE)))
        return self

    @property
    def connected(self) -> int:
        return sum(client.is_open for client in self._clients)

    def leave(self) -> None:
        for client in self._clients:
            client.transport.disconnect()

    def _hear(self, payload: bytes) -> None:
        if payload.startswith(b'{"type":"beat"'):
            self.beats += 1
