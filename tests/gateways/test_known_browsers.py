"""Nobody can shut the sign-in for somebody else: not by failing in their name, not by a flood."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import httpx2
import pytest

from tests.gateways.front_door import DEADLINE_SECONDS, PASSWORD, SECRET, FrontDoor, opened
from threadbox.gateways.security import passwords, rate_limits
from threadbox.gateways.security.cookies import KNOWN_DAYS, KnownBrowsers, token_hash

# Hashing takes as long for a test as for a stranger.
pytestmark = pytest.mark.slow

DAY_SECONDS = 86_400


@pytest.fixture(autouse=True)
def _few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing takes its time, and while a test is at it no try comes back by itself."""
    monkeypatch.setattr(rate_limits, "SIGN_IN_BURST_PER_ACCOUNT", 4)
    monkeypatch.setattr(rate_limits, "SIGN_IN_BURST_PER_ADDRESS", 8)
    monkeypatch.setattr(rate_limits, "SIGN_IN_PER_SECOND_PER_ACCOUNT", 1 / 10_000)
    monkeypatch.setattr(rate_limits, "SIGN_IN_PER_SECOND_PER_ADDRESS", 1 / 10_000)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[FrontDoor]:
    with opened(tmp_path, trusted_proxies="127.0.0.1") as door:
        yield door


def known(answer: httpx2.Response) -> str:
    """What a browser that was signed in shows when somebody signs in with it again."""
    assert answer.status_code == 200, answer.text
    cookies = answer.headers.get_list("set-cookie")
    return next(cookie for cookie in cookies if "known" in cookie).partition(";")[0]


def fail(door: FrontDoor, times: int, address: str, name: str = "ada", cookies: str = "") -> None:
    for _ in range(times):
        door.sign_in(name, "a guess", address=address, cookies=cookies)


def test_who_fails_in_my_name_shuts_the_door_to_strangers_and_not_to_me(door: FrontDoor) -> None:
    mine = known(door.sign_in("ada", address="203.0.113.5"))
    for number in range(3):
        fail(door, rate_limits.SIGN_IN_BURST_PER_ACCOUNT, f"198.51.100.{number}")
    stranger = door.sign_in("ada", address="192.0.2.1")
    assert (stranger.status_code, stranger.json()["reason"]) == (429, "sign_in_too_many")
    again = door.sign_in("ada", address="203.0.113.9", cookies=f"theme=dark; {mine}; x=y")
    assert known(again).rpartition(".")[0].partition("=")[0] == mine.partition("=")[0]
    assert door.sign_in("ada", address="203.0.113.9", cookies=known(again)).status_code == 200


def test_who_floods_the_sign_in_from_my_network_does_not_shut_me_out(door: FrontDoor) -> None:
    """An office behind one address: a colleague's script, or a proxy that nobody told us of."""
    mine = known(door.sign_in("ada", address="203.0.113.5"))
    for number in range(rate_limits.SIGN_IN_BURST_PER_ADDRESS):
        fail(door, 1, "203.0.113.5", f"guess{number}")
    assert door.sign_in("grace", address="203.0.113.5").status_code == 429
    assert door.sign_in("ada", address="203.0.113.5", cookies=mine).status_code == 200


def test_a_known_browser_has_tries_of_its_own_and_no_more_than_anybody(door: FrontDoor) -> None:
    mine = known(door.sign_in("ada", address="203.0.113.5"))
    fail(door, rate_limits.SIGN_IN_BURST_PER_ACCOUNT, "203.0.113.5", cookies=mine)
    refused = door.sign_in("ada", address="203.0.113.5", cookies=mine)
    assert (refused.status_code, refused.json()["data"]["whose"]) == (429, "browser")
    assert door.sign_in("ada", address="203.0.113.6").status_code == 200, "others have theirs"


def test_a_browser_is_known_for_the_account_that_signed_in_and_for_no_other(
    door: FrontDoor,
) -> None:
    """Whoever has an account of their own makes as many known browsers as they like."""
    mallorys = known(door.sign_in("mallory", address="203.0.113.66"))
    fail(door, rate_limits.SIGN_IN_BURST_PER_ACCOUNT, "198.51.100.1")
    name, _, value = mallorys.partition("=")
    account = token_hash("ada@acme.example")
    for cookies in (mallorys, f"{name[:-16]}{account[:16]}={value}", f"{name}={value[:-1]}0"):
        assert door.sign_in("ada", address="192.0.2.1", cookies=cookies).status_code == 429
    assert door.sign_in("mallory", cookies=mallorys).status_code == 200


def test_the_cookie_opens_nothing_and_goes_to_the_sign_in_alone(tmp_path: Path) -> None:
    with opened(tmp_path, public_url="https://chat.example.com") as door:
        answer = httpx2.post(
            f"{door.url}/operator/sign-in",
            json={"email": "ada@acme.example", "password": PASSWORD},
            headers={"Origin": "https://chat.example.com"},
        )
        cookie = next(c for c in answer.headers.get_list("set-cookie") if "known" in c)
        assert cookie.startswith("__Secure-")
        for attribute in ("HttpOnly", "SameSite=Strict", "Secure", "Path=/operator/sign-in;"):
            assert attribute in cookie
        assert f"Max-Age={KNOWN_DAYS * DAY_SECONDS}" in cookie
        shown = {"Cookie": cookie.partition(";")[0]}
        assert httpx2.get(f"{door.url}/operator/me", headers=shown).json() is None


def test_a_known_browser_is_known_for_some_time_under_this_servers_secret_alone() -> None:
    now = [1_795_348_800.0]
    browsers = KnownBrowsers(SECRET, lambda: now[0], is_https=False)
    account = token_hash("ada@acme.example")
    cookie = browsers.set_header(account, None).partition(";")[0].encode()
    scope = {"headers": [(b"cookie", b"a=b; " + cookie)]}
    named = browsers.browser_in(scope, account)
    assert named is not None
    assert browsers.browser_in(scope, token_hash("grace@acme.example")) is None
    other = KnownBrowsers(SECRET + b"!", lambda: now[0], is_https=False)
    assert other.browser_in(scope, account) is None
    kept = browsers.set_header(account, named).partition(";")[0].encode()
    assert browsers.browser_in({"headers": [(b"cookie", kept)]}, account) == named
    now[0] += KNOWN_DAYS * DAY_SECONDS
    assert browsers.browser_in(scope, account) == named
    now[0] += DAY_SECONDS
    assert browsers.browser_in(scope, account) is None


@pytest.mark.bound("passwords.CHECKS_AT_ONCE", "passwords.CHECKS_WAITING")
def test_tries_that_found_no_room_cost_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who was turned away because others were looked at has all tries left afterwards."""
    monkeypatch.setattr(passwords, "CHECKS_AT_ONCE", 1)
    monkeypatch.setattr(passwords, "CHECKS_WAITING", 1)
    monkeypatch.setattr(rate_limits, "SIGN_IN_BURST_PER_ACCOUNT", 8)
    at_once = rate_limits.SIGN_IN_BURST_PER_ACCOUNT - 1
    with (
        opened(tmp_path, trusted_proxies="127.0.0.1") as door,
        ThreadPoolExecutor(at_once) as crowd,
    ):
        turned_away = 0
        while turned_away <= rate_limits.SIGN_IN_BURST_PER_ADDRESS:
            tries = [
                crowd.submit(door.sign_in, "ada", address="203.0.113.5") for _ in range(at_once)
            ]
            answers = [each.result().status_code for each in tries]
            assert set(answers) <= {200, 429}
            turned_away += answers.count(429)
        wrong = [
            door.sign_in("ada", "a guess", address="203.0.113.5").status_code
            for _ in range(rate_limits.SIGN_IN_BURST_PER_ACCOUNT)
        ]
        assert set(wrong) == {401}


def test_a_flood_from_a_rented_server_leaves_room_for_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another /64 with each connection, and always more of them than the queue has room for."""
    monkeypatch.setattr(rate_limits, "SIGN_IN_BURST_PER_ADDRESS", 500)
    monkeypatch.setattr(passwords, "CHECKS_WAITING", 4)
    is_over, is_full = threading.Event(), threading.Event()
    numbers = count()

    def flood(door: FrontDoor) -> None:
        while not is_over.is_set():
            number = next(numbers)
            address = f"2001:db8:1:{number % 65_536:x}::1"
            answer = door.sign_in(f"guess{number}", "a guess", address=address)
            if answer.status_code == 429:
                is_full.set()

    with opened(tmp_path, trusted_proxies="127.0.0.1") as door, ThreadPoolExecutor(9) as crowd:
        floods = [crowd.submit(flood, door) for _ in range(9)]
        try:
            assert is_full.wait(DEADLINE_SECONDS)
            for name, address in (("ada", "203.0.113.5"), ("grace", "2001:db8:77::1")):
                assert door.sign_in(name, address=address).status_code == 200
        finally:
            is_over.set()
        for each in floods:
            each.result()
