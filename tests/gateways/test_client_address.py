"""Whom limits count by address: one IPv4 address, or a customer's networks in IPv6."""

from ipaddress import IPv6Address, IPv6Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadbox.domain.refusals import Refusal
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.client_address import (
    WIDTHS,
    ClientAddress,
    client_address,
    counted_address,
    is_loopback,
)
from threadbox.gateways.security.token_buckets import AddressBuckets, Buckets, Claim, take_all


def at(address: str | None) -> dict[str, Any]:
    """The scope of a request from there."""
    return {"client": None if address is None else (address, 4711)}


def networks(address: str) -> list[tuple[str, int]]:
    return list(client_address(at(address)).counted)


def test_an_ipv4_address_is_one_whoever_spells_it() -> None:
    assert networks("203.0.113.5") == [("203.0.113.5", 1)]
    assert networks("::ffff:203.0.113.5") == [("203.0.113.5", 1)]


def test_an_ipv6_address_is_its_host_its_home_and_its_customer() -> None:
    assert networks("2001:db8:1:2ff:aaaa::5") == [
        ("2001:db8:1:2ff::/64", 1),
        ("2001:db8:1:200::/56", 2),
        ("2001:db8:1::/48", 4),
    ]


@given(st.integers(0, 2**128 - 1), st.integers(0, 2**128 - 1))
def test_two_addresses_share_exactly_the_networks_they_are_both_in(one: int, other: int) -> None:
    addresses = [IPv6Address(one), IPv6Address(other)]
    if any(address.ipv4_mapped for address in addresses):
        return
    shared = [
        left == right
        for left, right in zip(*(client_address(at(str(a))).networks for a in addresses))  # noqa: B905
    ]
    assert shared == [
        addresses[1] in IPv6Network((int(addresses[0]), width), strict=False) for width in WIDTHS
    ]


@pytest.mark.parametrize("strange", [None, "", "unix", "203.0.113.5:80", "a" * 500, "fe80::1%e%0"])
def test_what_is_no_address_is_one_and_the_same(strange: str | None) -> None:
    assert networks(strange or "") == [("unknown", 1)]


def test_this_machine_is_not_counted() -> None:
    for address in ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"):
        assert is_loopback(at(address))
        assert counted_address(at(address)) is None
    assert counted_address(at("192.168.0.1")) is not None


def test_who_takes_another_address_of_the_network_gains_little() -> None:
    """A host's limit for each /64, twice as much for a /56, four times for a /48."""
    buckets = AddressBuckets(10, 0.001, lambda: 0.0)

    def taken(addresses: list[str]) -> int:
        count = 0
        for address in addresses:
            try:
                buckets.take(client_address(at(address)), "too_many")
            except Refusal:
                continue
            count += 1
        return count

    assert taken([f"2001:db8:1:0:{n:x}::1" for n in range(50)]) == 10
    assert taken([f"2001:db8:1:{n % 256:x}::1" for n in range(1, 600)]) == 10, "the home has had 10"
    assert taken([f"2001:db8:1:{n:x}00::1" for n in range(1, 100)]) == 20, "the customer had 20"
    assert taken(["2001:db8:2::1"] * 20) == 10, "others have theirs"


def test_what_one_limit_refuses_costs_nothing_at_the_others() -> None:
    clock = [0.0]
    own, site = (Buckets(3, 0.001, lambda: clock[0]) for _ in range(2))
    for _ in range(3):
        site.take("acme", "too_many")
    for _ in range(9):
        with pytest.raises(Refusal) as refused:
            take_all([Claim(own, "linus", "own"), Claim(site, "acme", "website")], "too_many")
        assert refused.value.data["whose"] == "website"
    assert [own.wait("linus") for _ in range(3)] == [0.0, 0.0, 0.0]


def test_a_bucket_in_debt_is_refused_until_it_has_earned_it_back() -> None:
    clock = [0.0]
    buckets = Buckets(100, 10, lambda: clock[0])
    buckets.charge("linus", 250)
    assert buckets.ask("linus") == pytest.approx(15.1)
    clock[0] = 15.0
    assert buckets.ask("linus") > 0.0
    clock[0] = 15.2
    assert buckets.ask("linus") == 0.0


def test_the_limits_of_one_are_below_those_of_all() -> None:
    """Otherwise one visitor uses up what an office, or a website, has."""
    for name in ("STARTS", "COMMANDS", "QUERIES", "UPLOADS"):
        own = getattr(rate_limits, f"THREAD_{name}_BURST" if name == "STARTS" else f"{name}_BURST")
        address = getattr(rate_limits, f"ADDRESS_{name}_BURST")
        assert own * 4 < address
        assert address * max(WIDTHS.values()) < getattr(rate_limits, f"WEBSITE_{name}_BURST")
    assert rate_limits.STORED_BYTES_AN_HOUR * 4 <= rate_limits.ADDRESS_STORED_BYTES_AN_HOUR
    assert rate_limits.ADDRESS_STORED_BYTES_AN_HOUR * 16 <= rate_limits.WEBSITE_STORED_BYTES_AN_HOUR


def test_an_address_without_networks_of_its_own_is_like_any_other() -> None:
    assert ClientAddress(("a", "a", "a")).counted == (("a", 1),)
