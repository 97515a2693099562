"""The data folder: for us alone whatever the umask, and one line for everything that is wrong."""

import contextlib
import io
import os
import pwd
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import text

from tests.gateways.front_door import assemble, opened
from tests.gateways.uploading import PDF, png, upload
from tests.servers import Postgres
from tests.threadbox_server import ThreadboxServer
from threadbox.cli import main
from threadbox.cli.parser import COMMANDS
from threadbox.store.database import Database
from threadbox.store.migrate import engine_to_migrate, upgrade

# They make a database, look whether there is one, or need none.
MAKERS = ("serve", "demo", "migrate", "doctor", "restore", "verify")
OTHERS = [command for command in COMMANDS if command.name not in MAKERS]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o277], ids=oct)
def test_nobody_else_can_read_or_hold_anything_whatever_the_umask(
    tmp_path: Path, umask: int
) -> None:
    before = os.umask(umask)
    try:
        server = ThreadboxServer(tmp_path)
        server.start()
    finally:
        os.umask(before)
    try:
        database = Database.open(f"sqlite:///{server.data / 'threadbox.db'}", owner=False)
        door = assemble(server.port, database)
        database.close()
        with door.visitor() as wire:
            wire.do("open")
            for body, media in ((PDF, "application/pdf"), (png(), "image/png")):
                assert upload(door, wire.token, body, media).status_code == 201
        kept = [server.data, *server.data.rglob("*")]
        assert {"secret.key", "threadbox.db.lock", "threadbox.db-wal", "files", "address"} <= {
            path.name for path in kept
        }
        assert not [
            (str(path), oct(path.stat().st_mode))
            for path in kept
            if stat.S_IMODE(path.stat().st_mode) & 0o077
        ]
    finally:
        server.stop()


def test_what_an_earlier_version_left_open_is_closed(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    (tmp_path / "files" / "ab").mkdir(parents=True)
    for path, mode in (("files", 0o755), ("threadbox.db.lock", 0o666), ("threadbox.db", 0o644)):
        (tmp_path / path).chmod(mode)
    with opened(tmp_path):
        for path in ("files", "threadbox.db.lock", "threadbox.db"):
            assert not stat.S_IMODE((tmp_path / path).stat().st_mode) & 0o077, path


@pytest.mark.parametrize("command", OTHERS, ids=lambda command: command.name)
def test_a_mistyped_folder_makes_no_database(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: object,
) -> None:
    name, options = command.name, command.options  # type: ignore[attr-defined]
    needed = [
        part
        for each in options
        if each.is_needed
        for part in (["x@y.zz"] if each.is_positional else [f"--{each.name}", "x@y.zz"])
    ]
    nowhere = tmp_path / "threadbox-dta"
    stdin = ["--password-stdin"] if any(each.name == "password_stdin" for each in options) else []
    monkeypatch.setattr("sys.stdin", io.StringIO("three quiet otters\n"))
    assert main([name, *needed, *stdin, "--data", str(nowhere)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert f"there is no database at {nowhere}" in said.err
    assert not nowhere.exists()


@pytest.mark.parametrize("command", ["serve", "demo", "migrate", "list-websites", "doctor"])
def test_a_newer_database_is_told_in_one_line_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    where = ["--data", str(tmp_path)]
    main(["migrate", *where])
    with contextlib.closing(sqlite3.connect(tmp_path / "threadbox.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '0999'")
        database.commit()
    before = (tmp_path / "threadbox.db").read_bytes()
    capsys.readouterr()
    more = ["--no-build", "--port", "0"] if command in ("serve", "demo") else []
    code = main([command, *more, *where])
    heard = capsys.readouterr()
    said = heard.out if command == "doctor" else heard.err
    assert code == (1 if command == "doctor" else 2)
    assert "newer version" in said
    assert "threadbox migrate" not in said
    assert command == "doctor" or said.count("\n") == 1
    assert (tmp_path / "threadbox.db").read_bytes() == before


def test_an_older_database_is_brought_up_to_date_by_the_server_and_by_nobody_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--data", str(tmp_path)]
    upgrade(f"sqlite:///{tmp_path / 'threadbox.db'}", to="0001")
    assert main(["list-websites", *where]) == 2
    assert "of an earlier version (0001" in capsys.readouterr().err
    with opened(tmp_path):
        pass
    assert main(["list-websites", *where]) == 0


@pytest.mark.parametrize("command", ["serve", "migrate"])
@pytest.mark.parametrize("where", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_database_of_another_schema_is_told_in_one_line_and_not_served(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
    where: str,
    command: str,
) -> None:
    """It says of itself that it is of this version, as those did that no release has made."""
    url = f"sqlite:///{tmp_path / 'threadbox.db'}"
    if where == "postgres":
        cluster: Postgres = request.getfixturevalue("postgres")
        url = cluster.url(cluster.create_database())
    options = ["--data", str(tmp_path), "--database-url", url]
    main(["migrate", *options])
    engine = engine_to_migrate(url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE conversations DROP COLUMN merged_into"))
    engine.dispose()
    capsys.readouterr()
    more = ["--no-build", "--port", "0"] if command == "serve" else []
    assert main([command, *more, *options]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "there is no conversations.merged_into" in said
    main(["doctor", *options])
    assert "BAD  schema" in capsys.readouterr().out


# --- folders that are not ours ---


@pytest.fixture
def somebody(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Somebody"]:
    """Who is not root, with a folder that they may enter."""
    folder = tmp_path_factory.mktemp("somebody")
    yield Somebody(folder)
    for path in folder.rglob("*"):
        if path.is_dir():
            path.chmod(0o700)


class Somebody:
    """Runs `threadbox` without the rights of root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.own(folder)
        # What is imported late: they may not be able to read where it is from.
        main(["migrate", "--data", str(folder / "warm")])
        shutil.rmtree(folder / "warm")

    def own(self, path: Path) -> None:
        """Gives it to them."""
        if _is_root():
            os.chown(path, *_nobody())
        for above in path.parents:
            if above.stat().st_uid == os.geteuid() and above != Path("/"):
                above.chmod(above.stat().st_mode | 0o055)

    def runs(self, *arguments: str) -> str:
        """What it says, which has to be one line, with exit code 2."""
        said = self.folder / "said"
        if (child := os.fork()) == 0:
            self._run(said, arguments)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        text = said.read_text()
        said.unlink()
        assert (code, text.count("\n")) == (2, 1), (code, text)
        assert text.startswith("threadbox: ")
        return text

    def _run(self, said: Path, arguments: tuple[str, ...]) -> NoReturn:
        """In a process of its own, which has to end here."""
        code = 99
        try:
            if _is_root():
                os.setgroups([])
                os.setgid(_nobody()[1])
                os.setuid(_nobody()[0])
            os.chdir(self.folder)
            with said.open("w") as sys.stderr:
                code = main(arguments)
        finally:
            os._exit(code)


def _nobody() -> tuple[int, int]:
    account = pwd.getpwnam("nobody")
    return account.pw_uid, account.pw_gid


def _is_root() -> bool:
    return os.geteuid() == 0


SERVE = ("serve", "--no-build", "--port", "0")


@pytest.mark.parametrize("command", [SERVE, ("migrate",), ("demo", "--no-build", "--port", "0")])
@pytest.mark.parametrize("what", ["read-only", "not ours", "above it is read-only", "a file"])
def test_a_folder_that_cannot_be_used_is_told_in_one_line(
    somebody: Somebody, command: tuple[str, ...], what: str
) -> None:
    data = somebody.folder / "data"
    if what == "a file":
        data.write_text("in the way")
        says = "data"
    elif what == "above it is read-only":
        data = somebody.folder / "closed" / "data"
        data.parent.mkdir(mode=0o500)
        somebody.own(data.parent)
        says = "data"
    else:
        data.mkdir()
        somebody.own(data)
        data.chmod(0o500)
        says = "read-only"
        if what == "not ours":
            if not _is_root():
                pytest.skip("only root can give a folder to somebody else")
            os.chown(data, 0, 0)
            data.chmod(0o700)
            says = "belongs to root"
    said = somebody.runs(*command, "--data", str(data))
    assert says in said
    assert str(data) in said


@pytest.mark.parametrize("name", ["threadbox.db", "threadbox.db.lock", "secret.key"])
@pytest.mark.parametrize("what", ["a folder", "root's"])
def test_a_file_of_it_that_cannot_be_used_is_told_in_one_line(
    somebody: Somebody, name: str, what: str
) -> None:
    data = somebody.folder / "data"
    data.mkdir()
    somebody.own(data)
    if what == "a folder":
        (data / name).mkdir()
    elif _is_root():
        # As when root has run a command first.
        main(["migrate", "--data", str(data)])
        for each in data.iterdir():
            if each.name != name:
                somebody.own(each)
        (data / name).touch(mode=0o600)
        (data / name).chmod(0o600)
    else:
        pytest.skip("only root has files of root")
    assert name in somebody.runs(*SERVE, "--data", str(data))


def test_commands_name_the_address_the_server_had_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = ThreadboxServer(tmp_path)
    server.start()
    where = ["--data", str(server.data)]
    create = ["create-website", "--name", "Acme", "--domain", "acme.example", *where]
    assert main(create) == 0
    assert f's.src = "{server.url}/l.js"' in capsys.readouterr().out
    server.stop()
    public = ThreadboxServer(tmp_path, None, "--public-url", "https://chat.example.com")
    public.start()
    public.stop()
    assert main(create) == 0
    assert 's.src = "https://chat.example.com/l.js"' in capsys.readouterr().out
    shutil.rmtree(server.data)
    main(["migrate", *where])
    capsys.readouterr()
    assert main(create) == 0
    assert "Put the server's address in place of" in capsys.readouterr().out


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:s3cret-word@[bad/name",
        "postgresql://me:s3cret-word@host:port/name",
        "postgresql://me:s3cret-word@host/name?nonsense=1",
        "postgresql://me:s3cret-word@ho st/name",
        "postgresql://me:s3cret%2@host/name",
        "postgresql://[",
        "sqlite:///",
        "sqlite://relative",
        "mysql://me:s3cret-word@host/name",
        "s3cret-word",
    ],
)
@pytest.mark.parametrize("command", [SERVE, ("migrate",), ("list-websites",), ("doctor",)])
def test_a_malformed_database_url_is_told_in_one_line_without_its_password(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
    url: str,
) -> None:
    code = main([*command, "--data", str(tmp_path), "--database-url", url])
    heard = capsys.readouterr()
    assert code in (1, 2)
    assert "s3cret" not in heard.out + heard.err
    if command != ("doctor",):
        assert code == 2
        assert heard.err.count("\n") == 1
