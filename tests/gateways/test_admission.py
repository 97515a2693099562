"""Who may come in: origins, tokens, cookies, websites. Everybody else gets a code that says why."""

import json
from collections.abc import Iterator

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed

from tests.gateways.front_door import DOMAIN, PAGE, PASSWORD, FrontDoor, opened
from threadbox.gateways.auth import OwnOrigin, origin_of

ALLOWED = [
    f"https://{DOMAIN}",
    f"https://www.{DOMAIN}",
    f"http://deep.below.{DOMAIN}:3000",
    f"http://{DOMAIN}:8443",
]
FOREIGN = [
    "https://evil.example",
    f"https://evil{DOMAIN}",
    f"https://{DOMAIN}.evil.example",
    f"https://{DOMAIN}:443@evil.example",
    f"https://{DOMAIN}/path",
    f"https://evil.example#{DOMAIN}",
    "null",
    "file://",
    f"ftp://{DOMAIN}",
    f"https://{DOMAIN}:port",
    "https://other.example",
    "",
]


@pytest.mark.parametrize("origin", ALLOWED)
def test_a_page_of_the_website_may_boot_and_connect(door: FrontDoor, origin: str) -> None:
    answer = door.boot(origin=origin)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == origin
    assert "access-control-allow-credentials" not in answer.headers
    assert "Origin" in answer.headers["vary"]
    assert _hello(door, origin, answer.json()["token"]) == "welcome"


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_is_turned_away(door: FrontDoor, origin: str) -> None:
    answer = door.boot(origin=origin)
    assert (answer.status_code, answer.json()["reason"]) == (403, "origin_not_allowed")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "token" not in answer.text.replace("origin", "")
    assert _hello(door, origin, door.boot().json()["token"]) == 4403


def test_a_connection_that_names_no_origin_is_turned_away(door: FrontDoor) -> None:
    assert door.boot(origin=None).status_code == 403
    assert _hello(door, None, door.boot().json()["token"]) == 4403


def test_the_servers_own_pages_may_embed_every_website(door: FrontDoor) -> None:
    assert door.boot(origin=door.url).status_code == 200
    assert _hello(door, door.url, door.boot().json()["token"]) == "welcome"


def test_a_preflight_gets_no_leave(door: FrontDoor) -> None:
    answer = httpx2.options(
        f"{door.url}/visitor/boot",
        headers={"Origin": PAGE, "Access-Control-Request-Method": "POST"},
    )
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "website", ["", "nope", "00000000-0000-4000-8000-000000000000", "x\0", "A" * 5000]
)
def test_an_unknown_website_is_said_to_be_unknown(door: FrontDoor, website: str) -> None:
    answer = httpx2.post(
        f"{door.url}/visitor/boot",
        content=json.dumps({"website": website}),
        headers={"Origin": PAGE},
    )
    assert (answer.status_code, answer.json()["reason"]) == (404, "website_not_found")
    with door.knock("/visitor") as wire:
        wire.say(type="hello", version=1, website=website, token="x")
        assert wire.close_code() == 4404


def test_a_token_is_given_back_as_long_as_it_is_genuine(door: FrontDoor) -> None:
    first = door.boot().json()
    again = door.boot(first["token"]).json()
    assert (again["token"], again["session"]) == (first["token"], first["session"])
    assert door.boot().json()["session"] != first["session"]


def test_a_token_that_is_not_genuine_opens_nothing(door: FrontDoor) -> None:
    token = door.boot().json()["token"]
    session, _, signature = token.partition(".")
    elsewhere = door.boot(website=door.elsewhere, origin="https://other.example").json()["token"]
    for forged in (
        session,
        f"{session}.",
        f"{session}.{'A' * 43}",
        f"{session}.{signature[:-1]}",
        f"{session}.{signature}x",
        f"{session.upper()}.{signature}",
        f"{elsewhere.partition('.')[0]}.{signature}",
        elsewhere,
        f"{token}\n",
        "é" * 80,
        "",
    ):
        assert _hello(door, PAGE, forged) == 4401, forged
        assert door.boot(forged).json()["token"] != forged


def test_an_operators_socket_needs_the_cookie_and_our_own_page(door: FrontDoor) -> None:
    cookie = door.cookie()
    for origin, shown, code in (
        (PAGE, cookie, 4403),
        ("null", cookie, 4403),
        (None, cookie, 4403),
        (f"http://127.0.0.1:{door.port + 1}", cookie, 4403),
        (door.url, None, 4401),
        (door.url, "threadbox=guess", 4401),
        (door.url, "threadbox=", 4401),
        (door.url, cookie[:-1], 4401),
    ):
        with door.knock("/operator", origin=origin, cookie=shown) as wire:
            assert wire.close_code() == code, (origin, shown)


PUBLIC = "https://chat.example.com"
NOT_PUBLIC = [
    "http://chat.example.com",
    "https://chat.example.com:8443",
    "https://www.chat.example.com",
    "https://chat.example.com.",
    "http://127.0.0.1:{port}",
    "http://localhost:{port}",
]


@pytest.mark.parametrize("shown", NOT_PUBLIC)
def test_with_a_public_address_no_other_is_our_own(public_door: FrontDoor, shown: str) -> None:
    """Whatever the Host header says: a proxy, or somebody who rebinds a name, may set it so."""
    door, origin = public_door, shown.format(port=public_door.port)
    host = origin.partition("://")[2]
    cookie = _signed_in(door)
    for path in ("sign-in", "sign-out", "files?name=x&conversation=x"):
        answer = httpx2.post(
            f"{door.url}/operator/{path}",
            json={},
            headers={"Origin": origin, "Host": host, "Cookie": cookie},
        )
        assert (answer.status_code, answer.json()["reason"]) == (403, "origin_foreign")
    with door.knock("/operator", origin=origin, cookie=cookie) as wire:
        assert wire.close_code() == 4403
    assert door.boot(origin=origin).status_code == 403
    assert _hello(door, origin, door.boot().json()["token"]) == 4403


def test_the_public_address_is_our_own(public_door: FrontDoor) -> None:
    door = public_door
    with door.knock("/operator", origin=PUBLIC, cookie=_signed_in(door)) as wire:
        wire.say(type="hello", version=1)
        wire.hear("welcome")
    assert door.boot(origin=PUBLIC).status_code == 200
    assert _hello(door, PUBLIC, door.boot().json()["token"]) == "welcome"


@pytest.mark.parametrize(
    "typed", [PUBLIC, f"{PUBLIC}/", "HTTPS://Chat.Example.COM", f"{PUBLIC}:443"]
)
def test_the_public_address_may_be_typed_in_any_way(typed: str) -> None:
    own = OwnOrigin(typed)
    assert own.is_own(origin_of(PUBLIC), None)
    assert not own.is_own(origin_of("http://127.0.0.1:8080"), "127.0.0.1:8080")


@pytest.fixture(scope="module")
def public_door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    with opened(tmp_path_factory.mktemp("public"), public_url=PUBLIC) as door:
        yield door


def _signed_in(door: FrontDoor) -> str:
    """The cookie of an operator who has come by the public address."""
    if "ada" not in door.cookies:
        answer = httpx2.post(
            f"{door.url}/operator/sign-in",
            json={"email": f"ada@{DOMAIN}", "password": PASSWORD},
            headers={"Origin": PUBLIC},
        )
        door.cookies["ada"] = answer.headers["set-cookie"].partition(";")[0]
    return door.cookies["ada"]


def test_an_operator_reaches_only_their_own_websites(door: FrontDoor) -> None:
    with door.visitor() as linus:
        linus.do("send", text="for Acme only")
        with door.operator("mallory") as mallory:
            assert mallory.welcome["website"]["id"] == door.elsewhere
            found = mallory.ask("conversation", id="query-1", conversation=linus.session)
            assert found["reason"] == "conversation_not_found"
            answer = mallory.ask("send", conversation=linus.session, text="hi")
            assert answer["reason"] == "conversation_not_found"
            assert mallory.ask("list", id="query-2", state="all")["conversations"] == []
            linus.do("send", text="still for Acme only")
            assert mallory.is_alive()
            assert "for Acme only" not in str(mallory.heard)
    with door.knock("/operator", origin=door.url, cookie=door.cookie("mallory")) as wire:
        wire.say(type="hello", version=1, website=door.website)
        assert wire.close_code() == 4404


def _hello(door: FrontDoor, origin: str | None, token: str) -> str | int:
    with door.knock("/visitor", origin=origin) as wire:
        wire.say(type="hello", version=1, website=door.website, token=token)
        try:
            return str(wire.next()["type"])
        except ConnectionClosed:
            return wire.close_code()
