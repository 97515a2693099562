"""Years of messages: what a send costs among millions of others, and how deep history reads.

Both servers store into databases from the cache (`filled.py`), and their visitors come back into
conversations that are already there, spread over all of them.
"""

import random
import time

from bench.figures import Bench, Row, percentile, ratios
from bench.filled import DEEP_CONVERSATIONS, Filled, filled
from bench.serving import Threadbox, encode, opened
from bench.sockets import Client, Hear, crowds

SENDERS = 16
SEED = 7


class Returning:
    """A server whose visitors have been there before, in conversations taken at random."""

    def __init__(self, server: Threadbox, stored: Filled) -> None:
        self._server = server
        numbers = range(DEEP_CONVERSATIONS + 1, stored.conversations + 1)
        chosen = random.Random(SEED).sample(numbers, min(SENDERS, len(numbers)))
        self._left = [stored.conversation(number) for number in chosen]

    @property
    def pids(self) -> list[int]:
        return list(self._server.pids)

    async def visitor(self, hear: Hear) -> Client:
        client, _ = await self._server.returning(self._left.pop(), hear)
        return client

    async def operator(self, hear: Hear) -> Client:
        return await self._server.operator(hear)


async def measure(bench: Bench) -> Row:
    size = bench.size
    row = Row(f"Growth: {size.few_messages:,} → {size.many_messages:,} messages")
    few = filled(bench.cache, size.few_messages, size.deep_messages)
    many = filled(bench.cache, size.many_messages, size.deep_messages)
    senders = min(SENDERS, few.conversations - DEEP_CONVERSATIONS)
    with (
        opened(few.folder, few.account) as small,
        opened(many.folder, many.account) as large,
    ):
        servers = {"few": Returning(small, few), "many": Returning(large, many)}
        async with crowds(bench, servers, senders) as turns:
            sent = await bench.interleaved(turns)
        pages = await _page_seconds(large, many, size.pages)
    micros = {name: [each.cpu_micros for each in rounds] for name, rounds in sent.items()}
    rates = {name: [each.per_second for each in rounds] for name, rounds in sent.items()}
    row.add(f"{senders} visitors, few", rates["few"], "/s")
    row.add(f"{senders} visitors, many", rates["many"], "/s")
    row.add("  time per send, many to few", ratios(rates["few"], rates["many"]), "×", at_most=1.2)
    row.add("  CPU per send, many to few", ratios(micros["many"], micros["few"]), "×", at_most=1.2)
    row.add("a page of history at any depth, p50", [percentile(pages, 0.5) * 1000], "ms")
    row.add("p99", [percentile(pages, 0.99) * 1000], "ms", at_most=10.0)
    row.notes.append(
        f"{len(pages)} pages, read at random in {DEEP_CONVERSATIONS} conversations of"
        f" {size.deep_messages:,} messages each, among all the others."
    )
    return row


async def _page_seconds(server: Threadbox, stored: Filled, pages: int) -> list[float]:
    """How long pages took, asked for by their visitors one after the other."""
    chance = random.Random(SEED)
    taken = []
    each = max(1, pages // DEEP_CONVERSATIONS)
    for number in range(1, DEEP_CONVERSATIONS + 1):
        client, welcome = await server.returning(stored.conversation(number), lambda _: None)
        last = welcome["conversation"]["last_seq"]
        for asked in range(each):
            frame = {"type": "history", "id": str(asked), "before": chance.randint(2, last)}
            begun = time.perf_counter()
            await client.ask(encode(frame), "history")
            taken.append(time.perf_counter() - begun)
        client.transport.disconnect()
    return taken
