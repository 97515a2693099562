"""A website is deleted for good, while the others go on; on each database."""

import threading
from contextlib import ExitStack
from dataclasses import replace

import pytest
from sqlalchemy import MetaData, func, select

from tests.cli.conftest import Administrator
from tests.gateways.front_door import FrontDoor
from tests.gateways.uploading import PDF, upload
from threadbox.actions import deletion
from threadbox.cli.commands import websites
from threadbox.store.migrate import engine_to_migrate

NO_WEBSITE = 4404
CUSTOMERS = 30


def _rows(administrator: Administrator) -> dict[str, int]:
    """How many rows each table has, but for the audit log and the schema's own."""
    engine = engine_to_migrate(administrator.database_url)
    with engine.connect() as connection:
        found = MetaData()
        found.reflect(connection)
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in found.tables.items()
            if name not in ("audit", "alembic_version")
        }


def _customers(door: FrontDoor) -> list[str]:
    """People who use everything there is: threads, files, data. Returns their tokens."""
    tokens = []
    for number in range(CUSTOMERS):
        with door.visitor() as wire:
            wire.do("open")
            wire.do("send", text=f"hello {number}")
            wire.do("start_thread", topic="Customer server offline", external_id=f"#{number}")
            if number < 3:
                kept = upload(door, wire.token, PDF, "application/pdf").json()["file"]
                wire.do("send", content={"type": "file", "file": kept})
            wire.do("data", data={"plan": "Business"})
            tokens.append(wire.token)
    return tokens


def test_everything_of_a_website_goes_and_the_others_go_on(administrator: Administrator) -> None:
    door = administrator.door
    before = _rows(administrator)
    empty = administrator.does("create-website", "--name", "Shop", "--domain", "acme.example")
    shop = replace(door, website=empty["website_id"])
    administrator.does("create-token", "--website", shop.website)
    for who in ("ada", "mallory"):
        administrator.does(
            "add-operator", "--website", shop.website, "--email", f"{who}@acme.example"
        )
    tokens = _customers(shop)
    files = list((administrator.data / "files").rglob("file_*"))
    assert len(files) == 3

    with ExitStack() as stack:
        linus = stack.enter_context(shop.visitor(tokens[0]))
        other = stack.enter_context(door.visitor())
        ada = stack.enter_context(shop.operator("ada", website=shop.website))
        sending = _Sending(door)
        stack.callback(sending.end)
        said = administrator.does(
            "delete-website", "--website", shop.website, "--yes-delete", "Shop"
        )
        assert said == {
            "website_id": shop.website, "conversations": CUSTOMERS, "files": 3,
        }  # fmt: skip
        assert (linus.close_code(), ada.close_code()) == (NO_WEBSITE, NO_WEBSITE)
        assert other.is_alive()
        sending.end()
        assert sending.acknowledged > 0
        assert sending.refused == []
    assert shop.boot(tokens[0]).json()["reason"] == "website_not_found"
    assert door.boot().status_code == 200
    assert not [path for path in files if path.exists()]
    after = _rows(administrator)
    gone = {"conversations", "log", "timeline", "commands"}
    assert {name: after[name] for name in after.keys() - gone - {"operator_sessions"}} == {
        name: before[name] for name in before.keys() - gone - {"operator_sessions"}
    }
    assert after["conversations"] == before["conversations"] + 1, "the sender's"
    assert shop.website not in str(administrator.does("list-websites"))
    assert shop.website in str(administrator.does("audit"))


def test_a_deletion_that_was_interrupted_goes_on(administrator: Administrator) -> None:
    door = administrator.door
    tokens = _customers(door)
    database = door.database
    key = database.write_now(door.website, deletion.begin_deletion)
    database.write_now(None, deletion.forget_some, site=key)
    listed = administrator.does("list-websites")["websites"]
    assert [each["being_deleted"] for each in listed] == [True, False]
    assert door.boot(tokens[0]).json()["reason"] == "website_not_found"
    _, out, _ = administrator.tries("doctor")
    assert "BAD  log" not in out
    arguments = ("delete-website", "--website", door.website, "--yes-delete", "Acme")
    assert administrator.does(*arguments)["files"] == 3
    rows = _rows(administrator)
    assert {rows[name] for name in ("conversations", "log", "timeline", "files", "threads")} == {0}
    assert (rows["websites"], rows["memberships"]) == (1, 1)
    assert "no website with this id" in administrator.is_refused(*arguments)


def test_a_website_made_after_one_was_deleted_begins_with_nothing(
    administrator: Administrator,
) -> None:
    """The newest website's row may get the same number again, and so may its conversations."""
    door = administrator.door
    shop = replace(door, website=_new(administrator))
    _customers(shop)
    administrator.does("delete-website", "--website", shop.website, "--yes-delete", "Shop")
    again = replace(door, website=_new(administrator))
    administrator.does("add-operator", "--website", again.website, "--email", "ada@acme.example")
    with again.operator("ada", website=again.website) as ada:
        assert ada.welcome["position"] == 0
        page = ada.ask("list", state="all")
        assert page["conversations"] == []
        with again.visitor() as wire:
            wire.do("send", text="the first")
            assert [item["seq"] for item in wire.ask("history", limit=5)["items"]] == [1]


@pytest.mark.parametrize("said", [None, "", "acme", "Other", "yes"])
def test_a_website_is_deleted_only_by_its_name(
    administrator: Administrator, said: str | None
) -> None:
    more = () if said is None else ("--yes-delete", said)
    line = administrator.is_refused(
        "delete-website", "--website", administrator.door.website, *more
    )
    assert "is named 'Acme'" in line
    assert administrator.door.boot().status_code == 200


def test_a_storage_that_does_not_answer_is_told_and_the_deletion_goes_on_later(
    administrator: Administrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "not asked for here")
    _customers(administrator.door)
    arguments = ("delete-website", "--website", administrator.door.website, "--yes-delete", "Acme")
    away = ("--files-url", "s3://uploads?endpoint=http://127.0.0.1:9")
    assert "run this again" in administrator.is_refused(*arguments, *away)
    monkeypatch.setattr(websites, "FILES_AT_ONCE", 2)
    assert administrator.does(*arguments)["files"] == 3


class _Sending:
    """Somebody of another website, who writes all the while."""

    def __init__(self, door: FrontDoor) -> None:
        self.acknowledged = 0
        self.refused: list[object] = []
        self._door = door
        self._begun, self._enough = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._send, daemon=True)
        self._thread.start()
        self._begun.wait(10)

    def _send(self) -> None:
        with self._door.visitor() as wire:
            while not self._enough.is_set():
                answer = wire.ask("send", text="still here")
                if answer["type"] == "done":
                    self.acknowledged += 1
                    self._begun.set()
                elif answer["reason"] != "too_many":
                    self.refused.append(answer)

    def end(self) -> None:
        self._enough.set()
        self._thread.join(10)


def _new(administrator: Administrator) -> str:
    made = administrator.does("create-website", "--name", "Shop", "--domain", "acme.example")
    return str(made["website_id"])
