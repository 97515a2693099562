"""Who may open one more socket: how many there are, how many of one address, how fast they come.

Asked before the handshake is answered, so that turning somebody away costs next to nothing.
"""

import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from threadbox.domain.refusals import Refusal
from threadbox.gateways import limits
from threadbox.gateways.auth import counted_address
from threadbox.gateways.limits import Buckets, Clock

log = structlog.get_logger(__name__)


class Doorkeeper:
    """Counts the open sockets of this process, by kind and by address."""

    def __init__(self, clock: Clock) -> None:
        self.by_kind: Counter[str] = Counter()
        self._by_address: Counter[str] = Counter()
        self._handshakes = Buckets(
            limits.HANDSHAKES_BURST_PER_ADDRESS, limits.HANDSHAKES_PER_SECOND_PER_ADDRESS, clock
        )
        allowed = _files_allowed()
        self._most = max(1, allowed - limits.FILES_KEPT_FREE)
        if 0 <= allowed < limits.FILES_WANTED:
            # The service's LimitNOFILE, or `ulimit -n`.
            log.warning("few_files_allowed", files=allowed, sockets=self._most)

    @contextmanager
    def admitted(self, kind: str, scope: Any) -> Iterator[None]:
        """Counts the socket while it is open. Raises `Refusal` when there are too many."""
        address = counted_address(scope)
        self._require_room(address)
        self.by_kind[kind] += 1
        if address is not None:
            self._by_address[address] += 1
        try:
            yield
        finally:
            self.by_kind[kind] -= 1
            if address is not None:
                self._by_address[address] -= 1
                if not self._by_address[address]:
                    del self._by_address[address]

    def _require_room(self, address: str | None) -> None:
        if self.by_kind.total() >= self._most:
            raise Refusal("unavailable", "sockets_too_many", retry_after=limits.FULL_RETRY_SECONDS)
        if address is None:
            return
        self._handshakes.take(address, "handshakes_too_many", whose="address")
        if self._by_address[address] >= limits.SOCKETS_PER_ADDRESS:
            raise Refusal(
                "too_many", "sockets_too_many", whose="address",
                retry_after=limits.FULL_RETRY_SECONDS,
            )  # fmt: skip


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
