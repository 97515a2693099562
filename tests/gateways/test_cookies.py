"""One cookie is looked for, once; whatever else a Cookie header holds costs next to nothing."""

import re
from collections.abc import Callable

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateways.front_door import PAGE, PASSWORD, FrontDoor
from tests.gateways.uploading import somebody
from tests.repository import ROOT
from threadbox.domain.refusals import Refusal
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.cookies import cookie_in

NAME = "threadbox"
# The slow one of CVE-2024-7592, quotes that never end, and what is no cookie at all.
HOSTILE = ['a="' + r"\a" * 900, 'a="', '"', ";" * 2_000, "=;" * 1_000, "a=b,c=d", "\x01", "é=ü"]


def named_in(*headers: str) -> str | None:
    return cookie_in({"headers": [(b"cookie", each.encode("utf-8")) for each in headers]}, NAME)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_cookie_is_found_whatever_stands_around_it(hostile: str) -> None:
    assert named_in(f"{hostile}; {NAME}=value; x=y") == "value"
    assert named_in(f"{NAME}=value;{hostile}") == "value"
    assert named_in(hostile, f"{NAME}=value", hostile) == "value"
    assert named_in(hostile) is None


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("", None),
        (NAME, None),
        (f"{NAME}=", ""),
        (f"x{NAME}=value", None),
        (f"{NAME}x=value", None),
        (f"{NAME.upper()}=value", None),
        (f" {NAME} = value ", "value"),
        (f"{NAME}=planted for a deeper path; {NAME}=value", "value"),
        (f"{NAME}=a=b==", "a=b=="),
        (f'{NAME}="value"', '"value"'),
        (f'x="; {NAME}=value"', 'value"'),
    ],
)
def test_a_header_is_split_at_its_semicolons_and_nowhere_else(
    header: str, value: str | None
) -> None:
    assert named_in(header) == value


@given(st.text(st.characters(max_codepoint=255), max_size=200))
def test_any_header_is_read(header: str) -> None:
    scope = {"headers": [(b"cookie", header.encode("latin-1"))]}
    assert cookie_in(scope, NAME) is None or NAME in header


def test_no_header_longer_than_any_of_ours_is_read() -> None:
    fits = f"{NAME}=value; a=" + "b" * (rate_limits.COOKIES_BYTES - len(f"{NAME}=value; a="))
    assert named_in(fits) == "value"
    for over in ((f"{fits}b",), (fits[:3_000], fits[:3_000])):
        with pytest.raises(Refusal) as refused:
            named_in(*over)
        assert refused.value.reason == "cookies_too_large"
        assert refused.value.data["limit"] == rate_limits.COOKIES_BYTES


def test_nobody_else_reads_cookies() -> None:
    """Neither with the standard library's parser nor with the toolkit's, which read all of them."""
    code = {path: path.read_text() for path in (ROOT / "src" / "threadbox").rglob("*.py")}
    assert [path.name for path, text in code.items() if 'b"cookie"' in text] == ["cookies.py"]
    other = re.compile(r"http\.cookies|SimpleCookie|request\.cookies")
    assert not [path for path, text in code.items() if other.search(text)]


ASKED: dict[str, Callable[[FrontDoor, str, str], httpx2.Response]] = {
    "me": lambda door, cookie, _: httpx2.get(f"{door.url}/operator/me", headers={"Cookie": cookie}),
    "sign-out": lambda door, cookie, _: httpx2.post(
        f"{door.url}/operator/sign-out", json={}, headers={"Cookie": cookie, "Origin": door.url}
    ),
    "sign-in": lambda door, cookie, _: door.sign_in("ada", PASSWORD, cookies=cookie),
    "a file": lambda door, cookie, _: httpx2.get(
        f"{door.url}/files/file_{'0' * 32}/x", headers={"Cookie": cookie}
    ),
    "an upload": lambda door, cookie, conversation: httpx2.post(
        f"{door.url}/operator/files?name=x&conversation={conversation}",
        content=b"x",
        headers={"Cookie": cookie, "Origin": door.url, "Content-Type": "text/plain"},
    ),
}


@pytest.mark.bound("COOKIES_BYTES")
@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())
def test_where_a_cookie_matters_too_many_are_refused_in_words(
    door: FrontDoor, ask: Callable[[FrontDoor, str, str], httpx2.Response]
) -> None:
    with somebody(door) as linus:
        for much in ('a="' + r"\a" * 15_000, "a=b; " * 1_000 + "c=d"):
            refused = ask(door, f"{door.cookie()}; {much}", linus.session)
            assert (refused.status_code, refused.json()["reason"]) == (413, "cookies_too_large")
            assert str(rate_limits.COOKIES_BYTES) in refused.json()["data"]["message"]
        few = ask(door, f"a=b; {door.cookie('grace')}", linus.session)
        assert few.status_code != 413


def test_a_socket_with_too_many_is_sent_to_the_sign_in(door: FrontDoor) -> None:
    cookie = f"{door.cookie()}; a=" + "b" * 5_000
    with door.knock("/operator", origin=door.url, cookie=cookie) as wire:
        assert wire.close_code() == 4401


def test_where_no_cookie_matters_none_is_looked_at(door: FrontDoor) -> None:
    """A shop's page may have as many as it likes at a host that it shares with the chat."""
    much = {"Cookie": "a=" + "b" * 20_000, "Origin": PAGE, "Content-Type": "text/plain"}
    asked = f'{{"website": "{door.website}"}}'
    assert httpx2.post(f"{door.url}/visitor/boot", content=asked, headers=much).status_code == 200
    assert httpx2.get(f"{door.url}/healthz", headers=much).status_code == 200
    with door.knock("/visitor", cookie=much["Cookie"][:8_000]) as wire:
        wire.say(type="hello", version=1, website=door.website, token=door.boot().json()["token"])
        assert wire.hear("welcome")
