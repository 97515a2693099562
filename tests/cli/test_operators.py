"""An administrator's second week: people forget passwords, leave, and are taken off a website."""

from contextlib import ExitStack

import httpx2
import pytest

from tests.cli.conftest import Administrator
from tests.gateways.front_door import DOMAIN, PASSWORD, FrontDoor, Wire, is_message

ADA = ("--email", f"ada@{DOMAIN}")
NEW = "four loud herons"
NOT_SIGNED_IN, NO_WEBSITE = 4401, 4404


def _me(door: FrontDoor, cookie: str) -> object:
    return httpx2.get(f"{door.url}/operator/me", headers={"Cookie": cookie}).json()


def _connected(stack: ExitStack, door: FrontDoor, cookie: str, website: str | None = None) -> Wire:
    wire = stack.enter_context(door.knock("/operator", origin=door.url, cookie=cookie))
    wire.say(type="hello", version=1, website=website)
    wire.welcome = wire.hear("welcome")
    return wire


def test_a_new_password_replaces_the_old_one_and_ends_what_that_had_opened(
    administrator: Administrator,
) -> None:
    door = administrator.door
    with ExitStack() as stack:
        cookies = [door.new_cookie(), door.new_cookie()]
        adas = [_connected(stack, door, cookie) for cookie in cookies]
        grace = _connected(stack, door, door.cookie("grace"))
        administrator.does("set-password", *ADA, "--password-stdin", typed=f"{NEW}\n")
        assert [wire.close_code() for wire in adas] == [NOT_SIGNED_IN, NOT_SIGNED_IN]
        assert [_me(door, cookie) for cookie in cookies] == [None, None]
        assert grace.is_alive()
    assert door.sign_in("ada", PASSWORD).status_code == 401
    assert door.sign_in("ada", NEW).status_code == 200


def test_signing_somebody_out_ends_every_browser_and_leaves_the_password(
    administrator: Administrator,
) -> None:
    door, cookie = administrator.door, administrator.door.new_cookie()
    with ExitStack() as stack:
        ada = _connected(stack, door, cookie)
        administrator.does("sign-out", *ADA)
        assert ada.close_code() == NOT_SIGNED_IN
    assert _me(door, cookie) is None
    assert door.sign_in().status_code == 200


def test_who_is_removed_is_gone_at_once_and_what_they_said_keeps_their_name(
    administrator: Administrator,
) -> None:
    door, cookie = administrator.door, administrator.door.new_cookie()
    with ExitStack() as stack:
        linus = stack.enter_context(door.visitor())
        linus.do("send", text="hello")
        ada = _connected(stack, door, cookie)
        ada.do("send", conversation=linus.session, text="good morning")
        linus.lines_until(is_message("good morning"))
        administrator.does("remove-operator", *ADA)
        assert ada.close_code() == NOT_SIGNED_IN
        while "Ada" in [face["name"] for face in linus.hear("availability")["operators"]]:
            pass
        page = linus.ask("history", limit=10)
        names = [item["by"]["name"] for item in page["items"] if item["by"]["kind"] == "operator"]
        assert names == ["Ada"]
    assert _me(door, cookie) is None
    assert door.sign_in().json()["reason"] == "sign_in_failed"
    known = [each["email"] for each in administrator.does("list-operators")["operators"]]
    assert known == [f"grace@{DOMAIN}", f"mallory@{DOMAIN}"]


def test_who_comes_back_after_being_removed_begins_with_nothing(
    administrator: Administrator,
) -> None:
    """The newest account's row may get the same number again."""
    door, mallory = administrator.door, f"mallory@{DOMAIN}"
    cookie = door.new_cookie("mallory")
    administrator.does("remove-operator", "--email", mallory)
    who = ("--website", door.website, "--email", mallory, "--name", "Mallory")
    administrator.does("create-operator", *who, "--password-stdin", typed=f"{NEW}\n")
    assert _me(door, cookie) is None
    answer = door.sign_in("mallory", NEW)
    assert [site["id"] for site in answer.json()["websites"]] == [door.website]


def test_who_leaves_one_website_goes_on_at_the_others(administrator: Administrator) -> None:
    door, cookie = administrator.door, administrator.door.new_cookie()
    administrator.does("add-operator", *ADA, "--website", door.elsewhere)
    with ExitStack() as stack:
        here = _connected(stack, door, cookie, door.website)
        there = _connected(stack, door, cookie, door.elsewhere)
        administrator.does("remove-operator", *ADA, "--website", door.website)
        assert here.close_code() == NO_WEBSITE
        assert there.is_alive()
    listed = administrator.does("list-operators", "--website", door.elsewhere)["operators"]
    assert [(each["email"], each["websites"]) for each in listed] == [
        (f"ada@{DOMAIN}", [door.elsewhere]),
        (f"mallory@{DOMAIN}", [door.elsewhere]),
    ]
    again = administrator.is_refused("remove-operator", *ADA, "--website", door.website)
    assert "does not answer for that website" in again


@pytest.mark.parametrize(
    "command",
    ["set-password", "reset-link", "sign-out", "remove-operator", "add-operator"],
)
@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("nobody@acme.example", "no operator with this e-mail"),
        ("nobody", "not an e-mail address"),
        ("", "--email is missing"),
    ],
)
def test_an_address_that_nobody_has_is_refused_in_one_line(
    administrator: Administrator, command: str, email: str, says: str
) -> None:
    more = {"set-password": ["--password-stdin"], "add-operator": ["--website", "x"]}
    if command == "add-operator":
        more[command] = ["--website", administrator.door.website]
    said = administrator.is_refused(
        command, "--email", email, *more.get(command, ()), typed=f"{NEW}\n"
    )
    assert says in said
    assert administrator.door.sign_in().status_code == 200, "nobody else is touched"


@pytest.mark.parametrize(
    "typed",
    ["", "short", "12345678", "password", "Passw0rd!", "        ", f"ADA@{DOMAIN}", "zyxwvutsr"],
)
def test_a_password_that_is_guessed_first_changes_nothing(
    administrator: Administrator, typed: str
) -> None:
    arguments = ("set-password", *ADA, "--password-stdin")
    assert "assword" in administrator.is_refused(*arguments, typed=f"{typed}\n")
    assert administrator.door.sign_in().status_code == 200


def test_a_token_is_listed_without_its_key_and_can_be_taken_back(
    administrator: Administrator,
) -> None:
    door = administrator.door
    made = administrator.does("create-token", "--website", door.website, "--tier", "plugin")
    kept = administrator.does("create-token", "--website", door.elsewhere)
    code, out, _ = administrator.tries("list-tokens")
    assert code == 0
    assert made["identifier"] in out
    assert made["key"] not in out
    administrator.does("revoke-token", "--identifier", made["identifier"])
    left = administrator.does("list-tokens")["tokens"]
    assert [each["identifier"] for each in left] == [kept["identifier"]]
    again = administrator.is_refused("revoke-token", "--identifier", made["identifier"])
    assert "no token with this identifier" in again
