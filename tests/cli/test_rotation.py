"""Another secret.key: nobody loses a conversation before an administrator says so.

Through the front door, with what browsers and websites' servers have from before.
"""

import json
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.cli.conftest import Administrator, NewAdministrator
from tests.gateways.front_door import PAGE, FrontDoor, is_message, opened
from tests.gateways.uploading import PDF, upload
from tests.servers import Postgres
from threadbox.cli import main
from threadbox.domain.identity import signature_of

TOKEN_ID = "8b1f4f54-6f0e-4a0b-9f3c-2f1d3a7e9c55"
EMAIL = "mira@sol.example"
NOT_SIGNED_IN = 4401


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What people have of a server's key: a browser, a page's secret, a website's server."""

    token: str
    session: str
    bound: str
    identity_secret: str
    file: str

    @classmethod
    def of(cls, administrator: Administrator) -> "Before":
        door = administrator.door
        with door.visitor() as wire:
            wire.do("send", text="from before")
            kept = upload(door, wire.token, PDF, "application/pdf").json()["url"]
            file = f"{kept}?key={wire.welcome['file_key']}"
            token, session = wire.token, wire.session
        return cls(
            token=token,
            session=session,
            bound=_bound(door),
            identity_secret=_identity_secret(administrator),
            file=file,
        )


def _bound(door: FrontDoor) -> str:
    body = {"website": door.website, "token": None, "token_id": TOKEN_ID}
    headers = {"Content-Type": "text/plain", "Origin": PAGE}
    answer = httpx2.post(f"{door.url}/visitor/boot", content=json.dumps(body), headers=headers)
    return str(answer.json()["session"])


def _identity_secret(administrator: Administrator) -> str:
    shown = administrator.does("identity", "--website", administrator.door.website)
    return str(shown["secret"])


def _is_verified(door: FrontDoor, secret: str) -> bool:
    with door.visitor() as wire:
        wire.do("open")
        signature = signature_of(secret, EMAIL)
        answer = wire.ask("profile", email=EMAIL, signature=signature)
        assert answer["type"] == "done" or answer["reason"] == "signature_wrong"
        return bool(answer["type"] == "done")


def _is_back(door: FrontDoor, token: str) -> bool:
    """Whether the token opens its conversation, with what was said in it."""
    with door.knock("/visitor") as wire:
        wire.say(type="hello", version=1, website=door.website, token=token)
        frame = wire.next() if door.boot(token).json()["token"][:44] == token[:44] else None
        return frame is not None and frame["type"] == "welcome"


def _opens(door: FrontDoor, file: str) -> bool:
    return httpx2.get(f"{door.url}{file}").status_code == 200


def test_what_the_former_key_signed_holds_until_it_is_dropped(
    new_administrator: NewAdministrator,
) -> None:
    administrator = new_administrator(secret=None)
    door, before = administrator.door, Before.of(administrator)
    administrator.does("rotate-secret")
    assert _is_back(door, before.token)
    renewed = str(door.boot(before.token).json()["token"])
    assert renewed != before.token
    assert renewed.startswith(before.session)
    assert _opens(door, before.file)
    new_secret = _identity_secret(administrator)
    assert new_secret != before.identity_secret
    assert _is_verified(door, before.identity_secret)
    assert _is_verified(door, new_secret)
    assert _bound(door) == before.bound

    administrator = new_administrator(secret=None)
    door = administrator.door
    assert _is_back(door, before.token), "over a restart too"
    administrator.does("rotate-secret", "--drop")
    assert not _is_back(door, before.token)
    assert _is_back(door, renewed)
    assert not _opens(door, before.file)
    assert not _is_verified(door, before.identity_secret)
    assert _is_verified(door, new_secret)
    assert _bound(door) == before.bound, "it is no key that opens anything, and stays"


def test_rotating_again_and_again_keeps_every_key_until_all_are_dropped(
    new_administrator: NewAdministrator,
) -> None:
    administrator = new_administrator(secret=None)
    door, before = administrator.door, Before.of(administrator)
    for _ in range(3):
        administrator.does("rotate-secret")
    assert _is_back(door, before.token)
    assert administrator.does("rotate-secret", "--drop") == {
        "step": "drop", "former": 0, "prepared": False,
    }  # fmt: skip
    assert not _is_back(door, before.token)
    assert _bound(door) == before.bound
    acts = [line["act"] for line in administrator.does("audit")["lines"]]
    assert acts[:4] == ["secret_dropped", *["secret_rotated"] * 3]


@pytest.mark.postgres
def test_processes_and_machines_that_change_over_one_after_the_other_understand_each_other(
    tmp_path: Path,
    postgres: Postgres,
    migrated_postgres: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = postgres.create_database(migrated_postgres)
    url = postgres.url(name)
    here, there = tmp_path / "here", tmp_path / "there"
    with ExitStack() as stack:
        one = stack.enter_context(opened(here, database_url=url, secret=None))
        there.mkdir()
        shutil.copy(here / "secret.key", there)
        # Of this machine, and of another one with a copy of the key.
        others = [
            stack.enter_context(opened(folder, database_url=url, secret=None))
            for folder in (here, there)
        ]
        administrator = Administrator(here, url, one, capsys, monkeypatch)
        steps = (("rotate-secret", "--prepare"), ("rotate-secret",), ("rotate-secret", "--drop"))
        for number, step in enumerate(steps):
            token = str(one.boot().json()["token"])
            administrator.does(*step)
            for other in others:
                _hear_each_other(one, other, token, f"{number} from before")
                newest = str(one.boot(token).json()["token"])
                _hear_each_other(one, other, newest, f"{number} from after")
            shutil.copy(here / "secret.key", there)
    postgres.drop_database(name)


def _hear_each_other(one: FrontDoor, other: FrontDoor, token: str, text: str) -> None:
    """A visitor of one process is admitted by the other, and who is typing is heard there."""
    with other.visitor(token) as linus, one.operator() as ada:
        linus.do("send", text=text)
        ada.lines_until(is_message(text))
        for is_typing in (True, False):
            linus.say(type="typing", typing=is_typing, thread="main")
            ada.hear("typing", conversation=linus.session, typing=is_typing)


def test_a_lost_key_is_never_replaced_in_silence(
    new_administrator: NewAdministrator, capsys: pytest.CaptureFixture[str]
) -> None:
    administrator = new_administrator(secret=None)
    before = Before.of(administrator)
    key = administrator.data / "secret.key"
    secret = key.read_text()
    with pytest.raises(Exception, match="is not the key that this database goes with: set that"):
        new_administrator()  # the other server has ended; this one has a key of its own
    key.unlink()
    where = ("--data", str(administrator.data), "--database-url", administrator.database_url)
    said = administrator.is_refused("identity", "--website", administrator.door.website)
    assert "is missing" in said
    assert "secret.key is missing" in administrator.is_refused("rotate-secret")
    assert "secret.key is missing" in administrator.is_refused("rotate-secret", "--drop")
    assert not key.exists(), "nothing made one"
    with pytest.raises(Exception, match="rotate-secret --lost"):
        new_administrator(secret=None)
    assert not key.exists()

    key.write_text(secret)
    assert _is_back(new_administrator(secret=None).door, before.token), "put back, all is well"
    assert main(["rotate-secret", "--lost", *where]) == 2
    assert "nothing is lost" in capsys.readouterr().err

    key.unlink()
    administrator.does("rotate-secret", "--lost")
    administrator = new_administrator(secret=None)
    assert not _is_back(administrator.door, before.token)
    assert _bound(administrator.door) != before.bound
    with administrator.door.visitor() as wire:
        wire.do("send", text="anew")


def test_a_foreign_key_opens_nothing_and_takes_no_conversation_away(
    new_administrator: NewAdministrator,
) -> None:
    administrator = new_administrator(secret=None)
    before = Before.of(administrator)
    administrator.does("rotate-secret")
    key = administrator.data / "secret.key"
    ours = key.read_text()
    key.write_text("f" * 64)
    with pytest.raises(Exception, match="is not the key that this database goes with: put that"):
        new_administrator(secret=None)
    key.write_text(ours)
    assert _is_back(new_administrator(secret=None).door, before.token), "also after a rotation"
    key.unlink()
    administrator.does("rotate-secret", "--lost")
    assert not _is_back(new_administrator(secret=None).door, before.token)


def test_another_key_from_outside_is_taken_once_somebody_says_so(
    new_administrator: NewAdministrator,
) -> None:
    with new_administrator(secret="a" * 40).door.visitor() as wire:
        wire.do("send", text="from before")
    with pytest.raises(Exception, match="is not the key that this database goes with: set that"):
        new_administrator(secret="b" * 40)
    administrator = new_administrator(secret="a" * 40)
    assert _is_back(administrator.door, wire.token)
    administrator.does("rotate-secret", "--lost", "--secret", "b" * 40)
    assert not _is_back(new_administrator(secret="b" * 40).door, wire.token)


def test_a_key_from_outside_is_not_rotated_here(administrator: Administrator) -> None:
    said = administrator.is_refused("rotate-secret", "--secret", "x" * 40)
    assert "comes from --secret" in said
    assert not (administrator.data / "secret.key").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "short",
        f"signs {'a' * 64}\n",
        f"signs {'a' * 64}\nconversations short\n",
        f"signs {'a' * 64}\nsigns {'b' * 64}\nconversations {'a' * 64}\n",
        f"signs {'a' * 64}\nsings {'b' * 64}\nconversations {'a' * 64}\n",
    ],
)
def test_a_key_that_is_not_understood_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    where = ("--data", str(tmp_path))
    main(["migrate", *where])
    (tmp_path / "secret.key").write_text(text)
    capsys.readouterr()
    assert main(["serve", "--no-build", "--port", "0", *where]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "secret.key" in said
    assert "a" * 64 not in said
    assert main(["doctor", *where]) == 1
    assert "BAD  secret" in capsys.readouterr().out
