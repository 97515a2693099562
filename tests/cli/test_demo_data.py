"""A demo and real data keep apart: the one's password is printed, the other's belongs to people."""

import os
import re
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from tests.servers import free_port
from tests.threadbox_server import PROGRAMS, READY_SECONDS, ThreadboxServer
from threadbox.cli import main
from threadbox.demo.account import PUBLISHED_PASSWORD
from threadbox.gateways.security.passwords import hashed

NewServer = Callable[..., ThreadboxServer]
EMAIL = "olga@acme.example"


def _printed_password(server: ThreadboxServer) -> str:
    return str(re.findall(r"password +(\S+)", server.output())[-1])


def _sign_in(server: ThreadboxServer, password: str) -> int:
    return httpx2.post(
        f"{server.url}/operator/sign-in",
        json={"email": EMAIL, "password": password},
        headers={"Origin": server.url},
    ).status_code


def test_each_demo_has_a_password_of_its_own_and_keeps_it(new_server: NewServer) -> None:
    one, other = new_server(), new_server()
    one.start("demo")
    first = _printed_password(one)
    assert _sign_in(one, first) == 200
    assert _sign_in(one, PUBLISHED_PASSWORD) == 401
    one.stop()
    one.start("demo")
    assert _printed_password(one) == first
    assert _sign_in(one, first) == 200
    other.start("demo")
    assert _printed_password(other) != first


def test_a_demo_of_the_first_version_gets_a_new_password(new_server: NewServer) -> None:
    server = new_server()
    server.start("demo")
    server.stop()
    (server.data / "demo-password").unlink()
    with closing(sqlite3.connect(server.data / "threadbox.db")) as database:
        database.execute("UPDATE operators SET password_hash = ?", (hashed(PUBLISHED_PASSWORD),))
        database.commit()
    server.start("demo")
    assert _sign_in(server, PUBLISHED_PASSWORD) == 401
    assert _sign_in(server, _printed_password(server)) == 200


def test_a_demo_leaves_other_data_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--data", str(tmp_path))
    main(["migrate", *where])
    main(["create-website", "--name", "Acme", "--domain", "acme.example", *where])
    before = (tmp_path / "threadbox.db").read_bytes()
    capsys.readouterr()
    assert main(["demo", "--no-build", "--port", "0", *where]) == 2
    said = capsys.readouterr().err
    assert "is not a demo's" in said
    assert said.count("\n") == 1
    assert (tmp_path / "threadbox.db").read_bytes() == before


def test_nobody_serves_a_demos_operator(
    new_server: NewServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server = new_server()
    server.start("demo")
    server.stop()
    where = ("--data", str(server.data))
    assert main(["serve", "--no-build", "--port", "0", *where]) == 2
    said = capsys.readouterr().err
    assert f"threadbox remove-operator --email {EMAIL}" in said
    main(["doctor", *where])
    assert "BAD  demo" in capsys.readouterr().out
    assert main(["remove-operator", "--email", EMAIL, *where]) == 0
    server.start()
    main(["doctor", *where])
    assert "BAD  demo" not in capsys.readouterr().out


def test_the_published_password_is_found_wherever_the_demos_website_has_gone(
    new_server: NewServer,
) -> None:
    server = new_server()
    server.start()
    made = server.cli("create-website", "--name", "Acme", "--domain", "acme.example")
    who = ("--website", made["website_id"], "--email", EMAIL, "--name", "Olga")
    server.cli("create-operator", *who, "--password-stdin", typed=f"{PUBLISHED_PASSWORD}\n")
    server.stop()
    where = ("--data", str(server.data))
    assert main(["serve", "--no-build", "--port", "0", *where]) == 2
    server.cli("set-password", "--email", EMAIL, "--password-stdin", typed="four loud herons\n")
    server.start()
    assert _sign_in(server, "four loud herons") == 200


def test_a_demo_without_a_folder_takes_one_of_its_own_and_listens_here_only(
    tmp_path: Path,
) -> None:
    """Also where a service's settings say otherwise."""
    port = free_port()
    environment = {**os.environ, "THREADBOX_HOST": "0.0.0.0"}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [PROGRAMS / "threadbox", "demo", "--no-build", "--port", str(port)],
            cwd=tmp_path, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + READY_SECONDS
        while b"sign in as" not in (tmp_path / "log").read_bytes():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert httpx2.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(f"http://127.0.0.2:{port}/healthz")
    finally:
        process.terminate()
        process.wait()
    assert (tmp_path / "threadbox-demo" / "threadbox.db").is_file()
    assert not (tmp_path / "threadbox-data").exists()
