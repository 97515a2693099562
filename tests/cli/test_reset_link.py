"""A link by which somebody chooses a new password: once, not for long, and known to nobody else."""

import json
import re

import httpx2
import pytest
from sqlalchemy import text

from tests.cli.conftest import Administrator
from tests.gateways.front_door import DOMAIN, PASSWORD
from threadbox.store.migrate import engine_to_migrate

ADA = ("--email", f"ada@{DOMAIN}")
NEW = "four loud herons"


def _token(administrator: Administrator) -> str:
    link = str(administrator.does("reset-link", *ADA)["link"])
    found = re.fullmatch(r"https?://[^#]+/inbox/password#([\w-]{43})", link)
    assert found is not None, link
    return found[1]


def _post(administrator: Administrator, path: str, **body: str) -> httpx2.Response:
    door = administrator.door
    return httpx2.post(f"{door.url}/operator/{path}", json=body, headers={"Origin": door.url})


def _sql(administrator: Administrator, statement: str) -> list[object]:
    with engine_to_migrate(administrator.database_url).begin() as connection:
        done = connection.execute(text(statement))
        return list(done.scalars()) if done.returns_rows else []


def test_a_link_sets_a_password_once_and_signs_out_everywhere(
    administrator: Administrator,
) -> None:
    door, token = administrator.door, _token(administrator)
    cookie = door.new_cookie()
    with door.knock("/operator", origin=door.url, cookie=cookie) as ada:
        ada.say(type="hello", version=1)
        ada.hear("welcome")
        for _ in range(2):
            assert _post(administrator, "reset-link", token=token).json()["name"] == "Ada"
        answer = _post(administrator, "password", token=token, password=NEW)
        assert answer.json()["email"] == f"ada@{DOMAIN}"
        assert "set-cookie" not in answer.headers
        assert ada.close_code() == 4401
    assert door.sign_in("ada", PASSWORD).status_code == 401
    assert door.sign_in("ada", NEW).status_code == 200
    for path, more in (("reset-link", {}), ("password", {"password": "five shy wrens"})):
        again = _post(administrator, path, token=token, **more)
        assert (again.status_code, again.json()["reason"]) == (404, "reset_link_unknown")


def test_a_bad_password_leaves_the_link_as_it_was(administrator: Administrator) -> None:
    token = _token(administrator)
    for bad, reason in (("short", "password_too_short"), (f"ada@{DOMAIN}", "password_common")):
        answer = _post(administrator, "password", token=token, password=bad)
        assert (answer.status_code, answer.json()["reason"]) == (400, reason)
    assert _post(administrator, "password", token=token, password=NEW).status_code == 200


@pytest.mark.parametrize("what", ["old", "replaced", "password set", "removed", "guessed", "bad"])
def test_a_link_that_is_no_longer_good_opens_nothing(
    administrator: Administrator, what: str
) -> None:
    token = _token(administrator)
    if what == "old":
        _sql(administrator, "UPDATE reset_links SET expires_at = created_at")
    elif what == "replaced":
        _token(administrator)
    elif what == "password set":
        administrator.does("set-password", *ADA, "--password-stdin", typed=f"{PASSWORD}\n")
    elif what == "removed":
        administrator.does("remove-operator", *ADA)
    elif what == "guessed":
        token = "x" * 43
    else:
        token = "\0"
    answer = _post(administrator, "password", token=token, password=NEW)
    assert (answer.status_code, answer.json()["reason"]) == (404, "reset_link_unknown")
    assert administrator.door.sign_in("ada", NEW).status_code == 401


def test_what_is_stored_of_a_link_does_not_open_it(administrator: Administrator) -> None:
    token = _token(administrator)
    stored = [str(each) for each in _sql(administrator, "SELECT token_hash FROM reset_links")]
    assert len(stored) == 1
    assert token not in stored
    assert _post(administrator, "reset-link", token=stored[0]).status_code == 404
    lifetime = _sql(administrator, "SELECT expires_at - created_at FROM reset_links")
    assert lifetime == [24 * 60 * 60 * 1000]


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Origin": "https://evil.example"}, "origin_foreign"),
        ({"Sec-Fetch-Site": "cross-site"}, "origin_foreign"),
        ({"Content-Type": "text/plain"}, "content_type_not_json"),
    ],
)
@pytest.mark.parametrize("path", ["reset-link", "password"])
def test_other_sites_pages_cannot_use_a_link(
    administrator: Administrator, headers: dict[str, str], reason: str, path: str
) -> None:
    answer = httpx2.post(
        f"{administrator.door.url}/operator/{path}",
        content=json.dumps({"token": _token(administrator), "password": NEW}),
        headers={"Content-Type": "application/json", **headers},
    )
    assert answer.json()["reason"] == reason


def test_guessing_links_is_slowed_down(administrator: Administrator) -> None:
    codes = {_post(administrator, "reset-link", token=f"guess {n}").status_code for n in range(40)}
    assert codes == {404, 429}
