"""`kill -9` with a million messages stored and two thousand visitors connected.

How long until the server answers again; and, with every visitor having missed something, how
long until all of them, coming back at once, have resumed: each is checked to have been given
exactly what follows its place, without a gap.
"""

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from bench.figures import Bench, Row
from bench.filled import filled
from bench.serving import Threadbox, decode, encode, opened
from bench.sockets import FACTS, PATIENCE_SECONDS, Client, all_of, ignored

WRITERS = 16


class Gap(Exception):  # noqa: N818 (what it is)
    """A reader was not given what follows its place."""


async def measure(bench: Bench) -> Row:
    size = bench.size
    row = Row(f"Restart with {size.restarted_messages:,} messages")
    stored = filled(bench.cache, size.restarted_messages)
    most = min(size.returning, stored.conversations)
    with opened(stored.folder, stored.account) as server:
        visitors = [Visitor(server, stored.conversation(number)) for number in range(1, most + 1)]
        await all_of(visitor.come() for visitor in visitors)

        async def restart() -> tuple[float, float]:
            server.server.kill()
            begun = time.perf_counter()
            server.server.start()
            serving = time.perf_counter() - begun
            await _write_to(server, visitors)
            begun = time.perf_counter()
            await asyncio.gather(*(visitor.resume() for visitor in visitors))
            return serving, time.perf_counter() - begun

        taken = (await bench.interleaved({"ours": restart}))["ours"]
        for visitor in visitors:
            visitor.client.transport.disconnect()
    row.add("kill -9 → /healthz answers", [serving for serving, _ in taken], "s", at_most=2.0)
    row.add(f"{most:,} clients, all resumed", [resumed for _, resumed in taken], "s", at_most=10.0)
    row.notes.append("Each client was checked: everything after its place, in order, no gap.")
    return row


@dataclass(slots=True)
class Visitor:
    """One who comes back. `position` is the place, `seq` the last item known."""

    server: Threadbox
    conversation: str
    client: Client = field(init=False)
    epoch: str = ""
    position: int = 0
    seq: int = 0

    async def come(self) -> None:
        """Connects without a past."""
        self.client, welcome = await self.server.returning(self.conversation, ignored)
        self.epoch, self.position = welcome["epoch"], welcome["position"]
        self.seq = welcome["conversation"]["last_seq"]

    async def resume(self) -> None:
        """Connects with its place, and waits for the message it missed. Raises `Gap`."""
        missed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def hear(payload: bytes) -> None:
            if payload.startswith(FACTS) and not missed.done():
                try:
                    if self.take(decode(payload)):
                        missed.set_result(None)
                except Gap as gap:
                    missed.set_exception(gap)

        place = {"epoch": self.epoch, "position": self.position}
        self.client, welcome = await self.server.returning(self.conversation, hear, place)
        if not welcome["resumed"]:
            raise Gap(f"{self.conversation} had to start over")
        async with asyncio.timeout(PATIENCE_SECONDS):
            await missed

    def take(self, facts: dict[str, Any]) -> bool:
        """Goes on by these lines; was there a message among them? Raises `Gap`."""
        if facts["after"] != self.position:
            raise Gap(f"{self.conversation} is at {self.position}, was told of {facts['after']}")
        seqs = [
            line["fact"]["message"]["seq"] for line in facts["lines"] if "message" in line["fact"]
        ]
        if seqs != list(range(self.seq + 1, self.seq + 1 + len(seqs))):
            raise Gap(f"{self.conversation} knew {self.seq}, was told of {seqs}")
        self.seq += len(seqs)
        self.position = facts["lines"][-1]["position"]
        return bool(seqs)


async def _write_to(server: Threadbox, visitors: list[Visitor]) -> None:
    """An operator writes a message to each of them, who are not there."""
    run = secrets.token_hex(8)
    left = iter(enumerate(visitors))
    clients = [await server.operator(ignored) for _ in range(WRITERS)]

    async def write(client: Client) -> None:
        for number, visitor in left:
            said = {"conversation": visitor.conversation, "text": "Are you still there?"}
            await client.ask(encode({"type": "send", "id": f"{run}-{number}", **said}), "done")
        client.transport.disconnect()

    await asyncio.gather(*(write(client) for client in clients))
