"""Signing in and out: passwords, cookies, rate_limits, and writes from other people's pages."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.gateways.front_door import DOMAIN, PASSWORD, FrontDoor, opened
from threadbox.gateways.security import rate_limits


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[FrontDoor]:
    """A server whose limits nobody has used up."""
    with opened(tmp_path) as door:
        yield door


def test_the_right_password_signs_in(door: FrontDoor) -> None:
    answer = door.sign_in()
    assert answer.status_code == 200
    assert answer.json()["operator"]["email"] == f"ada@{DOMAIN}"
    assert [site["name"] for site in answer.json()["websites"]] == ["Acme"]
    assert "password" not in answer.text
    cookie = answer.headers["set-cookie"]
    for attribute in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert attribute in cookie
    assert "Secure" not in cookie


def test_an_email_address_is_known_in_any_case(door: FrontDoor) -> None:
    answer = _sign_in(door, f"  ADA@{DOMAIN.upper()} ")
    assert answer.status_code == 200


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    public = "https://chat.example.com"
    with opened(tmp_path, public_url=public) as door:
        answer = _sign_in(door, f"ada@{DOMAIN}", {"Origin": public})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-threadbox=")
        assert "Secure" in cookie


def test_each_sign_in_gets_a_cookie_of_its_own(door: FrontDoor) -> None:
    cookies = {door.new_cookie() for _ in range(3)}
    assert len(cookies) == 3
    assert all(len(cookie.partition("=")[2]) >= 43 for cookie in cookies)


def test_wrong_password_and_unknown_account_get_the_same_answer(fresh: FrontDoor) -> None:
    wrong = fresh.sign_in("ada", "not the password")
    unknown = fresh.sign_in("nobody", "not the password")
    assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())
    assert wrong.status_code == 401
    assert wrong.json()["reason"] == "sign_in_failed"
    assert "set-cookie" not in wrong.headers


def test_wrong_password_and_unknown_account_take_the_same_work(fresh: FrontDoor) -> None:
    def seconds(name: str) -> float:
        start = time.perf_counter()
        fresh.sign_in(name, "not the password")
        return time.perf_counter() - start

    # By turns, so that a busy machine slows both; the shortest of each is the work itself.
    times = [(seconds("ada"), seconds("nobody")) for _ in range(5)]
    known, unknown = (min(column) for column in zip(*times, strict=True))
    assert 0.5 < known / unknown < 2


def test_too_many_tries_for_one_account_are_told_to_wait(fresh: FrontDoor) -> None:
    for _ in range(rate_limits.SIGN_IN_BURST_PER_ACCOUNT):
        assert fresh.sign_in("ada", "wrong").status_code == 401
    refused = fresh.sign_in("ada", PASSWORD)
    assert (refused.status_code, refused.json()["reason"]) == (429, "sign_in_too_many")
    assert int(refused.headers["retry-after"]) == refused.json()["data"]["retry_after"] > 0
    assert fresh.sign_in("grace").status_code == 200


def test_too_many_tries_from_one_address_are_told_to_wait(fresh: FrontDoor) -> None:
    """Whatever address the request claims to come from: no proxy is configured."""
    codes = [
        _sign_in(fresh, f"{number}@{DOMAIN}", {"X-Forwarded-For": f"10.0.0.{number}"}).status_code
        for number in range(rate_limits.SIGN_IN_BURST_PER_ADDRESS + 5)
    ]
    assert (
        codes[: rate_limits.SIGN_IN_BURST_PER_ADDRESS]
        == [401] * rate_limits.SIGN_IN_BURST_PER_ADDRESS
    )
    assert 429 in codes


def test_me_says_who_is_signed_in(door: FrontDoor) -> None:
    assert _me(door, door.cookie()).json()["operator"]["name"] == "Ada"


def test_me_says_of_nobody_that_nobody_is_signed_in_and_is_no_error(door: FrontDoor) -> None:
    for cookie in (None, "threadbox=guess", 'threadbox=a"b; ;;=;[]='):
        answer = _me(door, cookie)
        assert (answer.status_code, answer.json()) == (200, None)


def test_signing_out_ends_the_session_and_soon_its_sockets(
    door: FrontDoor,
) -> None:
    cookie = door.new_cookie()
    with door.knock("/operator", origin=door.url, cookie=cookie) as wire:
        wire.say(type="hello", version=1)
        wire.hear("welcome")
        answer = httpx2.post(
            f"{door.url}/operator/sign-out",
            json={},
            headers={"Origin": door.url, "Cookie": cookie},
        )
        assert answer.status_code == 200
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert wire.close_code() == 4401
    assert _me(door, cookie).json() is None


@pytest.mark.parametrize("path", ["/operator/sign-in", "/operator/sign-out"])
@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Origin": "https://evil.example"}, "origin_foreign"),
        ({"Origin": "null"}, "origin_foreign"),
        ({"Sec-Fetch-Site": "cross-site"}, "origin_foreign"),
        ({"Sec-Fetch-Site": "same-site"}, "origin_foreign"),
        ({"Content-Type": "text/plain"}, "content_type_not_json"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, "content_type_not_json"),
    ],
)
def test_a_write_that_another_page_could_cause_is_refused(
    door: FrontDoor, path: str, headers: dict[str, str], reason: str
) -> None:
    answer = httpx2.post(
        f"{door.url}{path}",
        content=b'{"email": "x", "password": "y"}',
        headers={"Content-Type": "application/json", **headers},
    )
    assert answer.json()["reason"] == reason
    assert answer.status_code in (400, 403)


@pytest.mark.bound("SIGN_IN_BODY_BYTES")
@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"", 400, "body_not_json"),
        (b"{", 400, "body_not_json"),
        (b"[]", 400, "body_invalid"),
        (b'{"email": "a"}', 400, "body_invalid"),
        (b'{"email": {"$ne": ""}, "password": {"$ne": ""}}', 400, "body_invalid"),
        (b'{"email": "a", "password": "b", "role": "admin"}', 401, "sign_in_failed"),
        (b'{"email": "\\u0000", "password": "b"}', 401, "sign_in_failed"),
        (b"x" * 5_000, 413, "body_too_large"),
        (b'{"email": ' + b"[" * 4_000, 400, "body_invalid"),
    ],
)
def test_a_bad_body_is_refused(fresh: FrontDoor, body: bytes, status: int, reason: str) -> None:
    answer = httpx2.post(
        f"{fresh.url}/operator/sign-in",
        content=body,
        headers={"Content-Type": "application/json", "Origin": fresh.url},
    )
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)


def _me(door: FrontDoor, cookie: str | None) -> httpx2.Response:
    return httpx2.get(f"{door.url}/operator/me", headers={"Cookie": cookie} if cookie else {})


def _sign_in(door: FrontDoor, email: str, headers: dict[str, str] | None = None) -> httpx2.Response:
    return httpx2.post(
        f"{door.url}/operator/sign-in",
        json={"email": email, "password": PASSWORD},
        headers={"Origin": door.url, **(headers or {})},
    )
