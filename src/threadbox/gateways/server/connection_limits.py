"""Who may come in: how many requests of one address, how many sockets, and how fast they come.

Asked before the handshake is answered, so that turning somebody away costs next to nothing.
Operators have slots apart, so that visitors, however many, never shut the inbox.
"""

import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from threadbox.domain.refusals import Refusal
from threadbox.gateways import counters
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.client_address import ClientAddress, counted_address
from threadbox.gateways.security.fair_slots import NoSlot, Slot, Slots
from threadbox.gateways.security.token_buckets import AddressBuckets, Clock
from threadbox.gateways.server.connection import line_of
from threadbox.wire.problems import CLOSE_TOO_MANY

# The path of the inbox's sockets.
OPERATORS = "/operator"

log = structlog.get_logger(__name__)


class ConnectionLimits:
    """Counts the open sockets of this process, by kind and by address."""

    def __init__(self, clock: Clock) -> None:
        self.by_kind: Counter[str] = Counter()
        self._by_network: Counter[str] = Counter()
        self._handshakes = AddressBuckets(
            rate_limits.HANDSHAKES_BURST_PER_ADDRESS,
            rate_limits.HANDSHAKES_PER_SECOND_PER_ADDRESS,
            clock,
        )
        self._requests = AddressBuckets(
            rate_limits.REQUESTS_BURST_PER_ADDRESS,
            rate_limits.REQUESTS_PER_SECOND_PER_ADDRESS,
            clock,
        )
        allowed = _files_allowed()
        most = max(1, allowed - rate_limits.FILES_KEPT_FREE)
        kept = min(rate_limits.OPERATOR_SOCKETS, most // 4)
        self._operators = Slots(max(1, kept))
        self._visitors = Slots(most - kept)
        if 0 <= allowed < rate_limits.FILES_WANTED:
            # The service's LimitNOFILE, or `ulimit -n`.
            log.warning("few_files_allowed", files=allowed, sockets=most)

    def require_request(self, scope: Any) -> None:
        """Whatever is asked for costs something. Raises `too_many`."""
        self._requests.take(counted_address(scope), "too_many")

    @contextmanager
    def admitted(self, kind: str, scope: Any) -> Iterator[None]:
        """Counts the socket while it is open. Raises `Refusal` when there are too many."""
        address = counted_address(scope)
        self._require_room(address)
        slots = self._operators if kind == OPERATORS else self._visitors
        slot = _taken(slots, address, scope)
        networks = [] if address is None else [network for network, _ in address.counted]
        self.by_kind[kind] += 1
        self._by_network.update(networks)
        try:
            yield
        finally:
            slots.leave(slot)
            self.by_kind[kind] -= 1
            self._by_network.subtract(networks)
            for network in networks:
                if not self._by_network[network]:
                    del self._by_network[network]

    def _require_room(self, address: ClientAddress | None) -> None:
        if address is None:
            return
        self._handshakes.take(address, "handshakes_too_many")
        for network, times in address.counted:
            if self._by_network[network] >= rate_limits.SOCKETS_PER_ADDRESS * times:
                raise Refusal(
                    "too_many", "sockets_too_many", whose="address",
                    retry_after=rate_limits.FULL_RETRY_SECONDS,
                )  # fmt: skip


def _taken(slots: Slots, address: ClientAddress | None, scope: Any) -> Slot:
    """A slot. Whoever gives one up for it may come back, to be let in when there is room."""

    def give_way() -> None:
        counters.closed(CLOSE_TOO_MANY)
        line_of(scope).hang_up(CLOSE_TOO_MANY)

    try:
        return slots.take(address, give_way)
    except NoSlot:
        raise Refusal(
            "unavailable", "sockets_too_many", retry_after=rate_limits.FULL_RETRY_SECONDS
        ) from None


def _files_allowed() -> int:
    """How many files, sockets among them, this process may have open: as many as it is let."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == hard:
        return soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):
        return soft
    return hard
