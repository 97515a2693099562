"""What the peers of a server have not taken yet, so that slow readers share one bound."""

from collections import Counter

from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.client_address import ClientAddress


class Unsent:
    """What the peers of one server have not taken yet, in bytes, by address and all together."""

    def __init__(self) -> None:
        self._all = 0
        self._by_network: Counter[str] = Counter()

    def change(self, address: ClientAddress | None, by: int) -> None:
        self._all += by
        for network, _ in () if address is None else address.counted:
            self._by_network[network] += by
            if not self._by_network[network]:
                del self._by_network[network]

    def is_too_much(self, address: ClientAddress | None) -> bool:
        return self._all > rate_limits.ALL_UNSENT_BYTES or any(
            self._by_network[network] > rate_limits.ADDRESS_UNSENT_BYTES * times
            for network, times in (() if address is None else address.counted)
        )
