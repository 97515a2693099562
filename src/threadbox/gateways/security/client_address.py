"""Whose address a limit counts by: one IPv4 address, or an IPv6 customer's networks.

Nobody has one IPv6 address. A host has a /64 and may take another address in it with each
connection; a home has a /56, so 256 of those; a company, or whoever rents a server, a /48 with
65,536. So each of the three is counted, the wider ones with a larger bound (`WIDTHS`).
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Final

# Prefix length → how many times one host's limit the network has. A /56 is one customer's, with a
# few people at home; behind a /48 may be a company, or some of the telephones of a carrier.
WIDTHS: Final = {64: 1, 56: 2, 48: 4}
# Who is connected by something that has no address.
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ClientAddress:
    """Where somebody is: as many networks as `WIDTHS`, from narrow to wide. Those of an IPv4
    address are all this one address."""

    networks: tuple[str, ...]

    @property
    def counted(self) -> tuple[tuple[str, int], ...]:
        """Each network that is counted, with how many times one host's limit it has."""
        several = zip(self.networks, WIDTHS.values(), strict=True)
        return tuple(several) if len(set(self.networks)) > 1 else ((self.networks[0], 1),)


def client_address(scope: Any) -> ClientAddress:
    """Where the request or the socket comes from; `--trusted-proxies` may have said so."""
    address = _address(scope)
    if isinstance(address, IPv6Address):
        return ClientAddress(
            tuple(str(IPv6Network((int(address), width), strict=False)) for width in WIDTHS)
        )
    return ClientAddress((_UNKNOWN if address is None else str(address),) * len(WIDTHS))


def counted_address(scope: Any) -> ClientAddress | None:
    """What to count by address; None for this machine itself.

    Whoever is here already needs no door, and a proxy whose address `--trusted-proxies` does
    not name would otherwise make all visitors one.
    """
    return None if is_loopback(scope) else client_address(scope)


def is_loopback(scope: Any) -> bool:
    """Whether the connection comes from this machine, as far as its address tells."""
    address = _address(scope)
    return address is not None and address.is_loopback


def shown_address(scope: Any) -> str:
    """Where it comes from, as an administrator's log and firewall name it."""
    address = _address(scope)
    return _UNKNOWN if address is None else str(address)


def _address(scope: Any) -> IPv4Address | IPv6Address | None:
    """None: there is none, or nothing that could be one. IPv4 in IPv6's clothes is IPv4."""
    client = scope.get("client")
    try:
        address = ip_address(client[0]) if client else None
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
