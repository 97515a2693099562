"""Backup and restore as administrators do them: beside a running server, after a disaster."""

import io
import json
import os
import shutil
import sqlite3
import tarfile
import time
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests import fork_server
from tests.fork_server import ForkedProcess, Streams
from tests.gateways.front_door import FrontDoor, Wire, assemble, is_message, opened
from tests.gateways.uploading import PDF
from tests.servers import Postgres, postgres_programs
from tests.threadbox_server import ENTRY, ThreadboxServer
from threadbox.cli import main
from threadbox.config import BadSetting
from threadbox.store.database import Database

DEADLINE_SECONDS = 30


@pytest.fixture(autouse=True)
def _newest_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """An older pg_dump refuses a newer server."""
    monkeypatch.setenv("PATH", f"{postgres_programs()}:{os.environ['PATH']}")


def _threadbox(*arguments: object, **environment: str) -> tuple[int, str, str]:
    """Runs `threadbox …`; returns its exit code and what it wrote to each output."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        for name, value in environment.items():
            patch.setenv(name, value)
        code = main([*map(str, arguments)])
    return code, out.getvalue(), err.getvalue()


def _done(*arguments: object, **environment: str) -> dict[str, Any]:
    code, out, err = _threadbox(*arguments, "--json", **environment)
    assert code == 0, err
    told: dict[str, Any] = json.loads(out)
    return told


def _refused(*arguments: object, **environment: str) -> str:
    """The one line that says why not."""
    code, out, err = _threadbox(*arguments, **environment)
    assert (code, out) == (2, ""), err
    assert err.startswith("threadbox: ")
    assert err.count("\n") == 1, err
    return err.strip()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def where(request: pytest.FixtureRequest) -> Callable[[], list[str]]:
    """Options that name a new, empty database each time."""
    if request.param == "sqlite":
        return list
    cluster: Postgres = request.getfixturevalue("postgres")
    return lambda: ["--database-url", cluster.url(cluster.create_database())]


def _settings(options: list[str]) -> dict[str, str]:
    return {"database_url": options[1]} if options else {}


def _upload(door: FrontDoor, wire: Wire, name: str) -> str:
    """Sends a file; returns its id."""
    answer = httpx2.post(
        f"{door.url}/visitor/files?name={name}",
        content=PDF,
        headers={
            "Authorization": f"Bearer {wire.token}",
            "Content-Type": "application/pdf",
            "Origin": "https://www.acme.example",
        },
    )
    assert answer.status_code == 201, answer.text
    file = str(answer.json()["file"])
    wire.do("send", content={"type": "file", "file": file})
    return file


@pytest.mark.parametrize("name", ["copy", "copy.tar"])
def test_what_was_there_is_there_again_and_browsers_start_over_once(
    where: Callable[[], list[str]], tmp_path: Path, name: str
) -> None:
    data, copy, restored = tmp_path / "data", tmp_path / name, tmp_path / "restored"
    options = where()
    with opened(data, secret=None, **_settings(options)) as door, door.visitor() as linus:
        linus.do("open")
        linus.do("send", text="kept")
        _upload(door, linus, "invoice.pdf")
        told = _done("backup", copy, "--data", data, *options)
        assert (told["websites"], told["files"], told["missing"]) == (2, 1, [])
        linus.do("send", text="lost")
        line = linus.lines_until(is_message("lost"))[-1]
        epoch = linus.welcome["epoch"]
    assert _done("verify", copy)["lines"] == told["lines"]
    anew = where()
    _done("restore", copy, "--data", restored, *anew)
    with (
        opened(restored, secret=None, **_settings(anew)) as door,
        door.visitor(linus.token, epoch=epoch, position=line["position"]) as back,
    ):
        assert back.welcome["resumed"] is False
        assert back.welcome["epoch"] != epoch
        items = back.welcome["conversation"]["items"]
        assert [item["content"]["type"] for item in items] == ["text", "file"]
        key = back.welcome["file_key"]
        file = httpx2.get(f"{door.url}{items[1]['content']['url']}?key={key}")
        assert (file.status_code, file.content) == (200, PDF)
        back.do("send", text="it goes on")


def test_a_backup_is_true_at_one_moment_while_many_write(
    where: Callable[[], list[str]], tmp_path: Path
) -> None:
    data, copy, restored = tmp_path / "data", tmp_path / "copy", tmp_path / "restored"
    options = where()
    arguments = ["backup", copy, "--data", data, *options]
    with (
        opened(data, secret=None, sends_per_second=0, **_settings(options)) as door,
        door.visitor() as linus,
    ):
        linus.do("send", text="0")
        process = _begun(arguments)
        number = 0
        while process.poll() is None:
            number += 1
            linus.do("send", text=str(number))
        assert process.returncode == 0
        assert number > 1
    anew = where()
    _done("restore", copy, "--data", restored, *anew)
    with opened(restored, secret=None, **_settings(anew)) as door:
        with door.visitor(linus.token) as back:
            items = back.welcome["conversation"]["items"]
            texts = [int(item["content"]["text"]) for item in items]
            assert texts == list(range(texts[0], texts[0] + len(texts))), "without a hole"
            assert back.welcome["conversation"]["last_seq"] == texts[-1] + 1
        _, out, _ = _threadbox("doctor", "--data", restored, *anew, "--json")
        report = json.loads(out)["findings"]
        assert [each["verdict"] for each in report if each["about"] == "log"] == ["good"], report


def _damage(copy: Path, name: str, how: str) -> None:
    file = copy / name
    if how == "gone":
        file.unlink()
    elif how == "cut":
        file.write_bytes(file.read_bytes()[:-1])
    elif how == "changed":
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    else:
        file.write_bytes(b"")


@pytest.mark.parametrize("how", ["gone", "cut", "changed", "empty"])
@pytest.mark.parametrize("name", ["database", "secret.key", "manifest.json"])
def test_a_damaged_backup_is_said_and_nothing_is_made_of_it(
    tmp_path: Path, name: str, how: str
) -> None:
    data, copy, restored = tmp_path / "data", tmp_path / "copy", tmp_path / "restored"
    with opened(data, secret=None):
        _done("backup", copy, "--data", data)
    _damage(copy, name, how)
    assert "backup" in _refused("verify", copy)
    assert "backup" in _refused("restore", copy, "--data", restored)
    assert not restored.exists()


def test_a_tar_file_that_was_cut_off_is_no_backup(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.tar"
    with opened(data, secret=None):
        _done("backup", copy, "--data", data)
    whole = copy.read_bytes()
    for length in (0, 100, len(whole) // 2, len(whole) - 20_000):
        copy.write_bytes(whole[:length])
        _refused("verify", copy)
        _refused("restore", copy, "--data", tmp_path / "restored")


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "files/../../x", "Other.txt"])
def test_a_tar_file_cannot_write_anywhere_else(tmp_path: Path, name: str) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.tar"
    with opened(data, secret=None):
        _done("backup", copy, "--data", data)
    with tarfile.open(copy, "a") as tar:
        tar.addfile(tarfile.TarInfo(name))
    assert "no backup of Threadbox" in _refused("restore", copy, "--data", tmp_path / "restored")


def test_nothing_is_written_over(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy"
    with opened(data, secret=None):
        _done("backup", copy, "--data", data)
        assert "is there already" in _refused("backup", copy, "--data", data)
        assert "is not empty" in _refused("restore", copy, "--data", data)
    assert "there is no backup" in _refused("verify", tmp_path / "nowhere")
    assert "there is no folder" in _refused("backup", tmp_path / "no" / "folder", "--data", data)
    missing = tmp_path / "nothing"
    assert "no database" in _refused("backup", tmp_path / "x", "--data", missing)
    assert not missing.exists()


@pytest.mark.postgres
def test_a_database_that_is_not_empty_is_left_alone(postgres: Postgres, tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy"
    options = ["--database-url", postgres.url(postgres.create_database())]
    with opened(data, secret=None, **_settings(options)):
        _done("backup", copy, "--data", data, *options)
    said = _refused("restore", copy, "--data", tmp_path / "restored", *options)
    assert "the database is not empty" in said
    assert "is of postgresql" in _refused("restore", copy, "--data", tmp_path / "restored")


def test_a_folder_that_was_never_served_can_be_backed_up_with_its_key(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.tar"
    _done("migrate", "--data", data)
    _done("create-website", "--name", "Acme", "--domain", "acme.example", "--data", data)
    _done("backup", copy, "--data", data)
    key = (data / "secret.key").read_text()
    _done("restore", copy, "--data", tmp_path / "back")
    assert (tmp_path / "back" / "secret.key").read_text() == key


def test_a_key_that_is_missing_or_another_is_refused_with_what_to_do(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy"
    other = "another key, as long as it has to be for anybody"
    with opened(data, secret=None):
        key = (data / "secret.key").read_text()
        (data / "secret.key").unlink()
        assert "secret.key is missing" in _refused("backup", copy, "--data", data)
        (data / "secret.key").write_text(key)
        _done("backup", copy, "--data", data)
        set_copy = tmp_path / "set"
        _done("backup", set_copy, "--data", data, THREADBOX_SECRET=key)
    restored = tmp_path / "restored"
    said = _refused("restore", copy, "--data", restored, THREADBOX_SECRET=other)
    assert "Unset it" in said
    said = _refused("restore", set_copy, "--data", restored)
    assert "THREADBOX_SECRET" in said
    said = _refused("restore", set_copy, "--data", restored, THREADBOX_SECRET=other)
    assert "is not the key that this database goes with" in said
    assert not restored.exists()
    _done("restore", set_copy, "--data", restored, THREADBOX_SECRET=key)


def _begun(arguments: list[object]) -> ForkedProcess:
    """A command that runs beside us."""
    return fork_server.shared(ENTRY).start([*map(str, arguments)], Streams(1, 2), os.environ)


def _killed_midway(arguments: list[object], has_begun: Callable[[], bool]) -> None:
    """Runs a command and kills it as soon as it has begun to write."""
    process = _begun(arguments)
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not has_begun() and process.poll() is None:
        assert time.monotonic() < deadline
    process.kill()
    process.wait()


def test_a_backup_or_restore_that_was_killed_leaves_nothing_half(tmp_path: Path) -> None:
    data, copy, restored = tmp_path / "data", tmp_path / "copy", tmp_path / "restored"
    with opened(data, secret=None, sends_per_second=0) as door, door.visitor() as linus:
        linus.do("open")
        for number in range(200):
            linus.say(type="send", id=f"command-{number:05}", text="x" * 9_000)
        linus.answer("command-00199")
        _upload(door, linus, "one.pdf")
        for _ in range(3):
            _killed_midway(
                ["backup", copy, "--data", data], lambda: any(tmp_path.glob("copy.part-*"))
            )
            if copy.exists():  # it was quicker
                _done("verify", copy)
                shutil.rmtree(copy)
        _done("backup", copy, "--data", data)
    for _ in range(3):
        _killed_midway(
            ["restore", copy, "--data", restored], lambda: any(tmp_path.glob("restored.part-*"))
        )
        if restored.exists():
            shutil.rmtree(restored)
    _done("restore", copy, "--data", restored)
    with opened(restored, secret=None) as door, door.visitor(linus.token) as back:
        assert back.welcome["conversation"]["last_seq"] == 201


def test_a_folder_that_is_there_already_is_filled_and_never_served_half(tmp_path: Path) -> None:
    data, copy, disk = tmp_path / "data", tmp_path / "copy", tmp_path / "disk"
    with opened(data, secret=None, sends_per_second=0) as door, door.visitor() as linus:
        linus.do("open")
        for number in range(200):
            linus.say(type="send", id=f"command-{number:05}", text="x" * 9_000)
        linus.answer("command-00199")
        _done("backup", copy, "--data", data)
    disk.mkdir()
    inode = disk.stat().st_ino
    arguments = ["restore", copy, "--data", disk]
    unfinished = disk / ".restoring"
    _killed_midway(arguments, unfinished.exists)
    if unfinished.exists():
        with pytest.raises(BadSetting, match="did not end: run it again"), opened(disk):
            pass
        _done(*arguments)
    assert disk.stat().st_ino == inode
    with opened(disk, secret=None) as door, door.visitor(linus.token) as back:
        assert back.welcome["conversation"]["last_seq"] == 200
    (disk / "own").mkdir()
    assert "is not empty" in _refused(*arguments)


def test_files_that_are_gone_are_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy"
    with opened(data, secret=None) as door, door.visitor() as linus:
        linus.do("open")
        kept, gone = _upload(door, linus, "kept.pdf"), _upload(door, linus, "gone.pdf")
        next((data / "files").rglob(gone)).unlink()
        told = _done("backup", copy, "--data", data)
        assert (told["files"], told["missing"]) == (1, [gone])
        assert next((copy / "files").rglob(kept)).read_bytes() == PDF
    assert _done("verify", copy)["missing"] == [gone]


def test_the_backup_is_for_us_alone_whatever_the_umask(tmp_path: Path) -> None:
    data = tmp_path / "data"
    before = os.umask(0)
    try:
        with opened(data, secret=None):
            for name in ("copy", "copy.tar"):
                _done("backup", tmp_path / name, "--data", data)
                _done("restore", tmp_path / name, "--data", tmp_path / f"of-{name}")
    finally:
        os.umask(before)
    for top in ("copy", "copy.tar", "of-copy", "of-copy.tar"):
        for path in [tmp_path / top, *(tmp_path / top).rglob("*")]:
            assert path.stat().st_mode & 0o077 == 0, path


def test_a_copy_by_sqlites_own_means_is_not_called_broken(
    new_server: Callable[..., ThreadboxServer],
) -> None:
    server = new_server(None)
    server.start()
    with closing(Database.open(f"sqlite:///{server.data / 'threadbox.db'}", owner=False)) as data:
        door = assemble(server.port, data)
    with door.visitor() as linus:
        linus.do("send", text="hello")
    elsewhere = server.data.parent / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    with (
        closing(sqlite3.connect(server.data / "threadbox.db")) as source,
        closing(sqlite3.connect(elsewhere / "threadbox.db")) as copy,
    ):
        source.backup(copy)
    (elsewhere / "threadbox.db").chmod(0o600)
    shutil.copy(server.data / "secret.key", elsewhere)
    server.stop()
    report = _done("doctor", "--data", elsewhere)
    assert [each for each in report["findings"] if each["verdict"] == "bad"] == []
    note = next(each for each in report["findings"] if each["about"] == "copy")
    assert "threadbox backup" in note["says"]
