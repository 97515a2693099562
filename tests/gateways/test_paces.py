"""So many at once, and then so many a second: each pace by itself, through the front door.

Whoever is refused is told when to come again, which is when the next one has been earned: that
tells the second number of a pace without waiting for it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.exceptions import InvalidStatus

from tests.gateways.front_door import PAGE, PASSWORD, FrontDoor, Wire, forwarded, opened
from tests.gateways.uploading import PDF
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.client_address import client_address
from threadbox.gateways.security.command_rates import Paces

BURST, PER_SECOND = 3, 0.01
SAME = "203.0.113.5"
Wait = int | None
"""None: it was done, or refused for another reason; else the seconds to wait."""
Ask = Callable[[FrontDoor, Wire, str, int], Wait]


def _by_frame(kind: str, **fields: Any) -> Ask:
    def ask(_door: FrontDoor, wire: Wire, _address: str, number: int) -> Wait:
        given = {name: value.format(number) for name, value in fields.items()}
        answer = wire.ask(kind, **given)
        return answer["data"]["retry_after"] if answer.get("code") == "too_many" else None

    return ask


def _of_answer(answer: httpx2.Response) -> Wait:
    return int(answer.headers["retry-after"]) if answer.status_code == 429 else None


def _upload(door: FrontDoor, wire: Wire, address: str, _number: int) -> Wait:
    headers = {"Authorization": f"Bearer {wire.token}", "Content-Type": "application/pdf"}
    return _of_answer(
        httpx2.post(
            f"{door.url}/visitor/files",
            params={"name": "x.pdf"},
            content=PDF,
            headers={**headers, "Origin": PAGE, **forwarded(address)},
        )
    )


start = _by_frame("start_thread", topic="Topic {}")
command = _by_frame("event", text="event {}")
query = _by_frame("history")

# By the beginning of both names: whether all are one visitor's, at one address, or from
# everywhere, and what is asked for.
PACES: dict[str, tuple[str, Ask]] = {
    "THREAD_STARTS": ("own", start),
    "ADDRESS_STARTS": ("address", start),
    "WEBSITE_STARTS": ("website", start),
    "COMMANDS": ("own", command),
    "ADDRESS_COMMANDS": ("address", command),
    "WEBSITE_COMMANDS": ("website", command),
    "QUERIES": ("own", query),
    "ADDRESS_QUERIES": ("address", query),
    "WEBSITE_QUERIES": ("website", query),
    "UPLOADS": ("own", _upload),
    "ADDRESS_UPLOADS": ("address", _upload),
    "WEBSITE_UPLOADS": ("website", _upload),
}


@contextmanager
def _crowd(door: FrontDoor, whose: str) -> Iterator[list[tuple[Wire, str]]]:
    """One more than may, each with the address; they have opened the chat."""
    with ExitStack() as stack:
        linus = stack.enter_context(door.visitor(address=SAME))
        wires = [(linus, SAME)]
        for number in range(BURST):
            address = f"198.51.100.{number}" if whose == "website" else SAME
            token = linus.token if whose == "own" else None
            wires.append((stack.enter_context(door.visitor(token, address=address)), address))
        for wire, _ in wires:
            wire.do("open")
        yield wires


@pytest.mark.bound(
    "THREAD_STARTS_BURST", "THREAD_STARTS_PER_SECOND", "ADDRESS_STARTS_BURST",
    "ADDRESS_STARTS_PER_SECOND", "WEBSITE_STARTS_BURST", "WEBSITE_STARTS_PER_SECOND",
    "COMMANDS_BURST", "COMMANDS_PER_SECOND", "ADDRESS_COMMANDS_BURST",
    "ADDRESS_COMMANDS_PER_SECOND", "WEBSITE_COMMANDS_BURST", "WEBSITE_COMMANDS_PER_SECOND",
    "QUERIES_BURST", "QUERIES_PER_SECOND", "ADDRESS_QUERIES_BURST", "ADDRESS_QUERIES_PER_SECOND",
    "WEBSITE_QUERIES_BURST", "WEBSITE_QUERIES_PER_SECOND", "UPLOADS_BURST", "UPLOADS_PER_SECOND",
    "ADDRESS_UPLOADS_BURST", "ADDRESS_UPLOADS_PER_SECOND", "WEBSITE_UPLOADS_BURST",
    "WEBSITE_UPLOADS_PER_SECOND",
)  # fmt: skip
@pytest.mark.parametrize("name", PACES)
def test_so_many_may_come_at_once_and_the_next_is_told_when(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    whose, ask = PACES[name]
    # Opening the chat is a command, too.
    opening = BURST + 1 if name.endswith("COMMANDS") else 0
    monkeypatch.setattr(rate_limits, f"{name}_BURST", BURST + opening)
    monkeypatch.setattr(rate_limits, f"{name}_PER_SECOND", PER_SECOND)
    with opened(tmp_path, trusted_proxies="127.0.0.1") as door, _crowd(door, whose) as wires:
        waits = [ask(door, wire, address, n) for n, (wire, address) in enumerate(wires)]
        assert waits[:BURST] == [None] * BURST
        assert waits[BURST] == pytest.approx(1 / PER_SECOND, abs=10)
        if whose != "website":
            with door.visitor(address="192.0.2.1") as elsewhere:
                elsewhere.do("open")
                assert ask(door, elsewhere, "192.0.2.1", 9) is None, "nobody else notices"


def _boot(door: FrontDoor) -> Wait:
    return _of_answer(door.boot(address=SAME))


def _sign_in_to_one(door: FrontDoor) -> Wait:
    return _of_answer(door.sign_in(password="wrong"))


def _sign_in_at_one_address(door: FrontDoor) -> Wait:
    return _of_answer(door.sign_in("nobody", PASSWORD, address=SAME))


def _request(door: FrontDoor) -> Wait:
    return _of_answer(httpx2.get(f"{door.url}/nowhere", headers=forwarded(SAME)))


def _download(door: FrontDoor) -> Wait:
    return _of_answer(httpx2.get(f"{door.url}/files/x", headers=forwarded(SAME)))


def _handshake(door: FrontDoor) -> Wait:
    try:
        with door.knock("/visitor", address=SAME):
            return None
    except InvalidStatus as refused:
        return int(refused.response.headers["Retry-After"])


KNOCKS: dict[str, Callable[[FrontDoor], Wait]] = {
    "BOOT_{}_PER_ADDRESS": _boot,
    "SIGN_IN_{}_PER_ACCOUNT": _sign_in_to_one,
    "SIGN_IN_{}_PER_ADDRESS": _sign_in_at_one_address,
    "REQUESTS_{}_PER_ADDRESS": _request,
    "DOWNLOADS_{}": _download,
    "HANDSHAKES_{}_PER_ADDRESS": _handshake,
}


@pytest.mark.bound(
    "BOOT_BURST_PER_ADDRESS", "BOOT_PER_SECOND_PER_ADDRESS", "SIGN_IN_BURST_PER_ACCOUNT",
    "SIGN_IN_PER_SECOND_PER_ACCOUNT", "SIGN_IN_BURST_PER_ADDRESS",
    "SIGN_IN_PER_SECOND_PER_ADDRESS", "REQUESTS_BURST_PER_ADDRESS",
    "REQUESTS_PER_SECOND_PER_ADDRESS", "DOWNLOADS_BURST", "DOWNLOADS_PER_SECOND",
    "HANDSHAKES_BURST_PER_ADDRESS", "HANDSHAKES_PER_SECOND_PER_ADDRESS",
)  # fmt: skip
@pytest.mark.parametrize("name", KNOCKS)
def test_so_many_may_knock_at_once_and_the_next_is_told_when(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(rate_limits, name.format("BURST"), BURST)
    monkeypatch.setattr(rate_limits, name.format("PER_SECOND"), PER_SECOND)
    with opened(tmp_path, trusted_proxies="127.0.0.1") as door:
        waits = [KNOCKS[name](door) for _ in range(BURST + 1)]
    assert waits[:BURST] == [None] * BURST
    assert waits[BURST] == pytest.approx(1 / PER_SECOND, abs=10)


@pytest.mark.bound("SENDS_BURST_SECONDS", "ADDRESS_SENDS_PER_SECOND", "WEBSITE_SENDS_PER_SECOND")
@pytest.mark.parametrize("whose", ["own", "address", "website"])
def test_messages_have_some_seconds_worth_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    """Of the setting, for one visitor; of an address and a website never less than that."""
    monkeypatch.setattr(rate_limits, "SENDS_BURST_SECONDS", BURST)
    if whose != "own":
        monkeypatch.setattr(rate_limits, f"{whose.upper()}_SENDS_PER_SECOND", 1)
    send = _by_frame("send", text="message {}")
    with (
        opened(tmp_path, trusted_proxies="127.0.0.1", sends_per_second=1) as door,
        _crowd(door, whose) as wires,
    ):
        answers = [send(door, wire, address, n) for n, (wire, address) in enumerate(wires)]
        assert answers[:BURST] == [None] * BURST
        assert answers[BURST] == 1


@pytest.mark.bound(
    "TYPING_BURST", "TYPING_PER_SECOND", "ADDRESS_SIGNALS_BURST", "ADDRESS_SIGNALS_PER_SECOND",
    "WEBSITE_SIGNALS_BURST", "WEBSITE_SIGNALS_PER_SECOND",
)  # fmt: skip
@pytest.mark.parametrize("name", ["TYPING", "ADDRESS_SIGNALS", "WEBSITE_SIGNALS"])
def test_signals_are_told_at_their_pace_and_the_others_are_swallowed(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """They are never answered, so the pace itself is asked, by a clock of its own."""
    monkeypatch.setattr(rate_limits, f"{name}_BURST", BURST)
    monkeypatch.setattr(rate_limits, f"{name}_PER_SECOND", 0.1)
    now = [0.0]
    address = client_address({"client": (SAME, 0)})
    pace = Paces(lambda: now[0], 1).of_visitor("a conversation", "a website", address)
    assert [pace.allows_signal() for _ in range(BURST + 2)] == [True] * BURST + [False] * 2
    now[0] = 9.9
    assert not pace.allows_signal()
    now[0] = 10.0
    assert [pace.allows_signal() for _ in range(2)] == [True, False]
