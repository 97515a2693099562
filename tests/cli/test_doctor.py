"""`threadbox doctor` on both databases: what it finds, and that it changes nothing."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.gateways.front_door import FrontDoor, opened
from tests.gateways.uploading import somebody, upload
from tests.servers import Postgres
from tests.threadbox_server import PROGRAMS, ThreadboxServer
from threadbox.actions.files import forget_files
from threadbox.cli import main
from threadbox.cli.doctor import interpreter
from threadbox.cli.doctor.stored_files import compared
from threadbox.config import Config
from threadbox.gateways.files.blob_storage import LocalStorage

NewServer = Callable[..., ThreadboxServer]
Verdicts = dict[str, str]


def _doctor(capsys: pytest.CaptureFixture[str], *arguments: str) -> Verdicts:
    capsys.readouterr()
    main(["doctor", "--json", *arguments])
    found = json.loads(capsys.readouterr().out)["findings"]
    return {finding["about"]: finding["verdict"] for finding in found}


def _say_something(door: FrontDoor) -> None:
    with door.visitor() as linus:
        linus.do("send", text="hello")


def test_a_file_copied_without_its_wal_is_told_from_a_good_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served, copied, closed = (tmp_path / name for name in ("served", "copied", "closed"))
    copied.mkdir()
    closed.mkdir()
    with opened(served) as door:
        _say_something(door)
        assert _doctor(capsys, "--data", str(served)).get("copy") is None, "its WAL is with it"
        shutil.copy(served / "threadbox.db", copied)
    shutil.copy(served / "threadbox.db", closed)
    assert _doctor(capsys, "--data", str(copied))["copy"] == "note"
    sound = _doctor(capsys, "--data", str(closed))
    assert (sound.get("copy"), sound["database"], sound["log"]) == (None, "good", "good")


def test_a_log_that_does_not_reach_its_head_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(tmp_path) as door:
        _say_something(door)
    before = (tmp_path / "threadbox.db").read_bytes()
    assert _doctor(capsys, "--data", str(tmp_path))["log"] == "good"
    assert (tmp_path / "threadbox.db").read_bytes() == before, "looking changes nothing"
    with closing(sqlite3.connect(tmp_path / "threadbox.db")) as other:
        other.execute("DELETE FROM log WHERE position = (SELECT max(position) FROM log)")
        other.commit()
    assert _doctor(capsys, "--data", str(tmp_path))["log"] == "bad"


@pytest.mark.postgres
def test_a_postgresql_server_is_looked_at_too(
    tmp_path: Path, postgres: Postgres, migrated_postgres: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = postgres.create_database(migrated_postgres)
    found = _doctor(capsys, "--data", str(tmp_path), "--database-url", postgres.url(name))
    assert (found["schema"], found["log"], found["skew"]) == ("good", "good", "good")
    assert found["postgres"] == "bad", "the tests' cluster runs with fsync=off, and that is said"
    nowhere = "postgresql://127.0.0.1:1/nowhere"
    found = _doctor(capsys, "--data", str(tmp_path), "--database-url", nowhere)
    assert (found["postgres"], found["database"]) == ("bad", "bad")
    postgres.drop_database(name)


def test_where_uploads_are_kept_and_whether_they_can_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "not asked for here")
    with opened(tmp_path):
        pass
    here = ("--data", str(tmp_path))
    assert _doctor(capsys, *here)["files"] == "good"
    assert not (tmp_path / "files").exists(), "looking changes nothing"
    away = "s3://uploads?endpoint=http://127.0.0.1:9"
    assert _doctor(capsys, *here, "--files-url", away)["files"] == "bad"
    assert _doctor(capsys, *here, "--files-url", "s3://?endpoint=x")["files"] == "bad"
    (tmp_path / "files").write_text("in the way")
    assert _doctor(capsys, *here)["files"] == "bad"


@pytest.mark.bound("FILES_WANTED")
def test_few_descriptors_are_told_at_the_start_and_by_the_doctor(
    new_server: NewServer,
) -> None:
    program = shutil.which("prlimit")
    if program is None:
        pytest.skip("this machine has no prlimit")
    few = [program, "--nofile=300:300"]
    server = new_server(None, "--log-format", "json", under=few)
    server.start()
    assert '"files": 300' in server.output()
    assert '"event": "few_files_allowed"' in server.output()
    done = subprocess.run(
        [*few, PROGRAMS / "threadbox", "doctor", "--data", server.data],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "note sockets    at most 300 files" in done.stdout


def test_rights_that_others_have_are_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(tmp_path, secret=None):
        pass
    assert "rights" not in _doctor(capsys, "--data", str(tmp_path))
    (tmp_path / "threadbox.db").chmod(0o640)
    (tmp_path / "secret.key").chmod(0o604)
    tmp_path.chmod(0o755)
    found = _doctor(capsys, "--data", str(tmp_path))
    assert (found["rights"], found["secret"], found["data"]) == ("bad", "bad", "note")


def _uploads(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, str]]:
    """What is said of uploaded files, each with its verdict."""
    capsys.readouterr()
    main(["doctor", "--json", *arguments])
    found = json.loads(capsys.readouterr().out)["findings"]
    return [(each["verdict"], each["says"]) for each in found if each["about"] == "uploads"]


def _send_file(door: FrontDoor, text: bytes, *, is_sent: bool = True) -> str:
    with somebody(door) as linus:
        id_ = str(upload(door, linus.token, text, "text/plain").json()["file"])
        if is_sent:
            linus.do("send", content={"type": "file", "file": id_})
        return id_


def test_files_whose_bytes_are_missing_damaged_or_nobodys_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = ("--data", str(tmp_path))
    with opened(tmp_path) as door:
        gone, cut, good = (_send_file(door, text) for text in (b"one", b"two", b"three"))
        unsent = _send_file(door, b"four", is_sent=False)
        assert _uploads(capsys, *here) == [("good", "4 files, each with its bytes")]
        place = {path.name: path for path in (tmp_path / "files").rglob("file_*")}
        place[gone].unlink()
        place[unsent].unlink()  # nobody has been told of it
        place[cut].write_bytes(b"t")
        stray = place[good].with_name("file_" + "0" * 32)
        stray.write_bytes(b"nobody's")
        found = _uploads(capsys, *here)
    assert [(verdict, says.split(": ")[1]) for verdict, says in found] == [
        ("bad", gone),
        ("bad", cut),
        ("note", stray.name),
    ]
    assert place[good].read_bytes() == b"three", "looking changes nothing"


def test_a_server_that_is_used_meanwhile_upsets_no_comparison(tmp_path: Path) -> None:
    """Rows and bytes come and go between two looks; whatever passes by itself is no finding."""
    with opened(tmp_path) as door, somebody(door) as linus:
        config = Config(data=tmp_path)
        real = LocalStorage(config.files_folder)

        class Busy(LocalStorage):
            """While its bytes are listed, one file comes and is sent, and one is swept away."""

            def sizes(self) -> Iterator[tuple[str, int]]:
                door.database.write_now(door.website, forget_files, ids=[given_up])
                real.remove(given_up)
                yield from super().sizes()
                new = upload(door, linus.token, b"new", "text/plain").json()["file"]
                linus.do("send", content={"type": "file", "file": new})

        given_up = upload(door, linus.token, b"given up", "text/plain").json()["file"]
        found = compared(config, Busy(config.files_folder))
    assert (found.missing, found.damaged, found.extra) == ((), (), ())


@pytest.mark.parametrize(
    ("version", "verdict"),
    [((3, 11, 9), "note"), ((3, 11, 10), "good"), ((3, 12, 5), "note"), ((3, 14, 0), "good")],
)
def test_a_python_with_the_slow_cookie_parser_is_noted(
    version: tuple[int, int, int], verdict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    (finding,) = interpreter.python(Config())
    assert finding.verdict == verdict
    assert ("CVE-2024-7592" in finding.says) == (verdict == "note")
