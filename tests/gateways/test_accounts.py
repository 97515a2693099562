"""Accounts that changed meanwhile, were blanked or removed: nobody gets in by them."""

import secrets
import threading
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.gateways.front_door import DOMAIN, PASSWORD, FrontDoor, opened
from threadbox.actions.audit import note
from threadbox.actions.operators import create_operator, remove_operator, start_session
from threadbox.actions.passwords import set_password
from threadbox.actions.websites import create_website
from threadbox.domain.administration import Act
from threadbox.domain.passwords import is_guessed_first
from threadbox.domain.refusals import Refusal
from threadbox.store import audit
from threadbox.store.database import Database
from threadbox.store.migrate import engine_to_migrate
from threadbox.store.operators import OperatorRecord
from threadbox.views.audit import audit_after, audit_lines
from threadbox.views.operators import admissions, by_email


@pytest.mark.parametrize("blanked", ["", " ", "x", "$argon2id$v=19$m=65536,t=3,p=4$"])
def test_a_blanked_account_opens_with_no_password(tmp_path: Path, blanked: str) -> None:
    with opened(tmp_path) as door:
        with engine_to_migrate(f"sqlite:///{tmp_path / 'threadbox.db'}").begin() as connection:
            connection.execute(text("UPDATE operators SET password_hash = :to"), {"to": blanked})
        for tried in (PASSWORD, "", " ", "nobody has this password", blanked or "x"):
            assert door.sign_in("ada", tried).status_code == 401


@pytest.mark.parametrize("what", ["password", "removed"])
def test_a_sign_in_under_way_ends_when_the_account_changes(
    either_door: FrontDoor, what: str
) -> None:
    """The password was right when it was checked; its session would outlive the change."""
    database, email = either_door.database, f"grace@{DOMAIN}"
    checked = database.read_now(by_email, email)
    if what == "password":
        database.write_now(None, set_password, email=email, password_hash="another")
    else:
        database.write_now(None, remove_operator, email=email)
    with pytest.raises(Refusal, match="sign_in_failed"):
        database.write_now(
            None, start_session, operator=checked, token_hash=secrets.token_hex(), lifetime_ms=1000
        )


def test_no_session_outlives_the_password_it_was_opened_with(
    database_url: str,
) -> None:
    """Whoever signs in at the very moment, at another process."""
    here, there = Database.open(database_url), Database.open(database_url, owner=False)
    with closing(here), closing(there):
        site = here.write_now(None, create_website, name="Acme", domain=DOMAIN)
        ada = here.write_now(
            site.id, create_operator, email=f"ada@{DOMAIN}", name="Ada", password_hash="0"
        )
        for number in range(1, 31):
            session = {"token_hash": str(number), "lifetime_ms": 100_000}
            meanwhile = threading.Thread(
                target=_unless_refused, args=(there, ada, session), name=f"sign-in {number}"
            )
            meanwhile.start()
            ada = here.write_now(None, set_password, email=ada.email, password_hash=str(number))
            meanwhile.join()
            ada = replace(ada, password_hash=str(number))
            assert here.read_now(admissions).signed_in == frozenset()


def _unless_refused(database: Database, ada: OperatorRecord, session: dict[str, Any]) -> None:
    with suppress(Refusal):
        database.write_now(None, start_session, operator=ada, **session)


def test_lines_of_the_audit_log_are_numbered_in_the_order_of_their_commits(
    either_door: FrontDoor,
) -> None:
    """Whoever reads after a number never misses one that came later with a smaller one."""
    database = either_door.database
    seen: list[int] = []
    enough = threading.Event()

    def administer(name: str) -> None:
        for number in range(20):
            act = Act(name="website_changed", actor=name, about=str(number))
            database.write_now(None if name == "a" else either_door.website, note, act)

    def look() -> None:
        place = database.read_now(audit.newest)
        while True:
            is_last = enough.is_set()
            for line in database.read_now(audit_after, place):
                seen.append(line.number)
                place = line.number
            if is_last:
                return

    looking = threading.Thread(target=look)
    looking.start()
    threads = [threading.Thread(target=administer, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    enough.set()
    looking.join()
    assert seen == list(range(seen[0], seen[0] + 60)), "none twice, none missed"


@pytest.mark.bound("audit.LINES_KEPT")
def test_the_audit_log_keeps_its_newest_lines_and_its_first(
    either_door: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "LINES_KEPT", 5)
    for number in range(12):
        act = Act(name="website_changed", actor="ada", about=str(number))
        either_door.database.write_now(None, note, act)
    kept = either_door.database.read_now(audit_lines, 1000)
    assert [line.about for line in kept[:-1]] == ["11", "10", "9", "8", "7"]
    assert kept[-1].act == "audit_begun"


@pytest.mark.parametrize("good", ["three quiet otters", "correct horse battery", "Tr0ub4dor&3x"])
def test_a_password_that_nobody_expects_is_good(good: str) -> None:
    assert not is_guessed_first(good, f"ada@{DOMAIN}")
