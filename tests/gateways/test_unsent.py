"""What peers do not read is held for them up to a bound: by socket, by address, and by all."""

import time
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from tests.gateways.deaf import deaf_operator, last_close_code
from tests.gateways.front_door import DEADLINE_SECONDS, FrontDoor, is_message, opened
from threadbox.gateways.security import rate_limits
from threadbox.wire.problems import CLOSE_TOO_SLOW

pytestmark = pytest.mark.slow

HUGE = 10**9
DEAF, ELSEWHERE = "203.0.113.5", "198.51.100.1"


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deaf ones read the code at their leisure, and no bound but the tested one is near."""
    monkeypatch.setattr(rate_limits, "CLOSE_SECONDS", 60)
    for name in ("UNSENT_BYTES", "ADDRESS_UNSENT_BYTES", "ALL_UNSENT_BYTES"):
        monkeypatch.setattr(rate_limits, name, HUGE)


def _talk(door: FrontDoor) -> int:
    """Everybody is sent six megabytes; who reads gets all of it. How many others are still there,
    as the figures say."""
    text = "😀" * 9_990
    with (
        door.operator(address=ELSEWHERE) as ada,
        door.visitor(address=ELSEWHERE) as linus,
    ):
        for number in range(150):
            linus.do("send", text=f"{text}{number}")
            ada.lines_until(is_message(f"{text}{number}"))
        assert ada.is_alive()
        return _operators(door) - 1


def _operators(door: FrontDoor) -> int:
    name = 'threadbox_sockets{kind="operator"} '
    figures = httpx2.get(f"{door.url}/metrics").text
    line = next(line for line in figures.splitlines() if line.startswith(name))
    return int(float(line.removeprefix(name)))


@pytest.mark.usefixtures("_patient")
@pytest.mark.bound("UNSENT_BYTES", "ADDRESS_UNSENT_BYTES", "ALL_UNSENT_BYTES")
@pytest.mark.parametrize("name", ["UNSENT_BYTES", "ADDRESS_UNSENT_BYTES", "ALL_UNSENT_BYTES"])
def test_who_does_not_read_is_let_go_by_each_bound_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(rate_limits, name, 256 * 1024)
    with opened(tmp_path, trusted_proxies="127.0.0.1", sends_per_second=0) as door:
        deaf = deaf_operator(door, DEAF)
        _talk(door)
        assert last_close_code(deaf) == CLOSE_TOO_SLOW


@pytest.mark.usefixtures("_patient")
@pytest.mark.bound("ADDRESS_UNSENT_BYTES")
@pytest.mark.parametrize("is_one", [True, False])
def test_the_unsent_bytes_of_an_address_are_added_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_one: bool
) -> None:
    """Five are each below it, and too many at one address."""
    monkeypatch.setattr(rate_limits, "ADDRESS_UNSENT_BYTES", 150 * 41_000)
    addresses = [DEAF if is_one else f"203.0.113.{number}" for number in range(5)]
    with (
        opened(tmp_path, trusted_proxies="127.0.0.1", sends_per_second=0) as door,
        ExitStack() as held,
    ):
        for address in addresses:
            held.enter_context(deaf_operator(door, address))
        left = _talk(door)
        assert left < 5 if is_one else left == 5


@pytest.mark.usefixtures("_patient")
@pytest.mark.bound("UNCOUNTED_BYTES")
def test_a_little_that_is_unsent_is_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where so much is little, the bound of an address is never looked at."""
    monkeypatch.setattr(rate_limits, "ADDRESS_UNSENT_BYTES", 256 * 1024)
    monkeypatch.setattr(rate_limits, "UNCOUNTED_BYTES", HUGE)
    with (
        opened(tmp_path, trusted_proxies="127.0.0.1", sends_per_second=0) as door,
        deaf_operator(door, DEAF),
    ):
        assert _talk(door) == 1, "the deaf one"


@pytest.mark.bound("CLOSE_SECONDS")
def test_who_does_not_even_take_the_farewell_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "CLOSE_SECONDS", 0.2)
    with (
        opened(tmp_path, trusted_proxies="127.0.0.1", sends_per_second=0) as door,
        deaf_operator(door, DEAF),
    ):
        _talk(door)
        deadline = time.monotonic() + DEADLINE_SECONDS
        while _operators(door):
            assert time.monotonic() < deadline
