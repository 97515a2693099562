"""One message to a thousand operators' sockets: CPU time per delivery, beside a bare broadcast.

A message is sent when the one before has reached everybody, so that neither server can save
system calls by telling two at once. The baseline sends frames as large as ours.
"""

import asyncio
import secrets

from bench.baselines.broadcast import broadcast_server
from bench.figures import Bench, Row, ratios
from bench.processes import cpu_seconds
from bench.serving import threadbox
from bench.sockets import FACTS, PATIENCE_SECONDS, REFUSED, TEXT, Client, Refused, Served


async def measure(bench: Bench) -> Row:
    size = bench.size
    row = Row(f"Broadcast to {size.operators:,} operators' sockets")
    with threadbox(bench.folder / "ours") as ours:
        our_hall = await Hall(ours).gather(size.operators)
        await our_hall.tell(1)
        with broadcast_server(our_hall.frame_bytes) as bare:
            bare_hall = await Hall(bare).gather(size.operators)
            await bare_hall.tell(1)
            taken = await bench.interleaved(
                {
                    "ours": lambda: our_hall.tell(size.broadcasts),
                    "bare": lambda: bare_hall.tell(size.broadcasts),
                }
            )
            bare_hall.leave()
        our_hall.leave()
    row.add("CPU per delivery", taken["ours"], "µs")
    row.add("bare picows broadcast", taken["bare"], "µs")
    row.add("  its CPU to ours", ratios(taken["bare"], taken["ours"]), "×", at_least=0.75)
    row.notes.append(f"Frames of {our_hall.frame_bytes} bytes.")
    return row


class Hall:
    """One visitor who speaks, and many operators who listen."""

    def __init__(self, served: Served) -> None:
        self.frame_bytes = 0
        self._served = served
        self._operators: list[Client] = []
        self._visitor: Client
        self._to_hear = 0
        self._heard: asyncio.Future[None] = asyncio.Future()
        self._name = secrets.token_hex(8).encode()
        self._number = 0

    async def gather(self, operators: int) -> "Hall":
        for _ in range(operators):
            self._operators.append(await self._served.operator(self._hear))
        self._visitor = await self._served.visitor(self._hear_answer)
        return self

    async def tell(self, messages: int) -> float:
        """Tells everybody so many messages, one after the other; the server's CPU time per
        delivery, in microseconds."""
        pids = list(self._served.pids)
        begun = cpu_seconds(pids)
        for _ in range(messages):
            self._number += 1
            self._to_hear = len(self._operators)
            self._heard = asyncio.Future()
            frame = b'{"type":"send","id":"%b-%d","text":"%b"}' % (self._name, self._number, TEXT)
            self._visitor.say(frame)
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._heard
        deliveries = messages * len(self._operators)
        return (cpu_seconds(pids) - begun) / deliveries * 1e6

    def leave(self) -> None:
        for client in [self._visitor, *self._operators]:
            client.transport.disconnect()

    def _hear(self, payload: bytes) -> None:
        if payload.startswith(FACTS):
            self.frame_bytes = len(payload)
            self._to_hear -= 1
            if self._to_hear == 0:
                self._heard.set_result(None)

    def _hear_answer(self, payload: bytes) -> None:
        if payload.startswith(REFUSED) and not self._heard.done():
            self._heard.set_exception(Refused(payload.decode()))
