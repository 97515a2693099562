"""Ten thousand visitors who say nothing: what each holds in memory, and whether they slow others.

They have opened the chatbox's socket and wait, with no conversation yet; heartbeats are on, ours
and WebSocket pings. Beside it, on a second server without them, the same visitor sends. Where
fewer files than that may be open (`ulimit -n`), there are fewer.
"""

import resource

from bench.figures import Bench, Row, milliseconds, ratios
from bench.processes import resident_bytes
from bench.serving import Threadbox, threadbox
from bench.sockets import Client, all_of, crowds

# What the driver has open besides sockets, and more.
FILES_KEPT_FREE = 200


async def measure(bench: Bench) -> Row:
    idle = min(bench.size.idle, _files_allowed() - FILES_KEPT_FREE)
    row = Row(f"Idle sockets, {idle:,}")
    with (
        threadbox(bench.folder / "full") as full,
        threadbox(bench.folder / "empty") as empty,
    ):
        async with crowds(bench, {"full": full, "empty": empty}, 1) as turns:
            before = resident_bytes(full.server.pid)
            audience = await Audience(full).gather(idle)
            held = (resident_bytes(full.server.pid) - before) / idle / 1024
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


def _files_allowed() -> int:
    """How many files this process may have open, after asking for as many as it may ask for."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


class Audience:
    """Visitors who only listen."""

    def __init__(self, served: Threadbox) -> None:
        self._clients: list[Client] = []
        self.beats = 0
        self._served = served

    async def gather(self, visitors: int) -> "Audience":
        await all_of(self._come() for _ in range(visitors))
        return self

    @property
    def connected(self) -> int:
        return sum(client.is_open for client in self._clients)

    def leave(self) -> None:
        for client in self._clients:
            client.transport.disconnect()

    async def _come(self) -> None:
        self._clients.append(await self._served.visitor(self._hear))

    def _hear(self, payload: bytes) -> None:
        if payload.startswith(b'{"type":"beat"'):
            self.beats += 1
