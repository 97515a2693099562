"""Alert rules and the fail2ban filter: understood by the real programs, and about what we say."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.gateways.front_door import DOMAIN, FrontDoor, assemble
from tests.operating.conftest import Needs
from tests.operating.page import under
from tests.servers import free_port
from tests.threadbox_server import ThreadboxServer
from threadbox.store.database import Database
from tools import unpacked

_NAME = re.compile(r"\b(?:threadbox|process)_[a-z_]+")
_NUMBER = re.compile(r"\d+\.\d+\.\d+\.\d+")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ThreadboxServer]:
    port = free_port()
    options = (
        "--log-format",
        "json",
        "--metrics-port",
        str(port),
        "--trusted-proxies",
        "127.0.0.1",
    )
    server = ThreadboxServer(tmp_path, None, *options)
    server.start()
    server.metrics_url = f"http://127.0.0.1:{port}/metrics"  # type: ignore[attr-defined]
    yield server
    server.stop()


@pytest.fixture
def door(server: ThreadboxServer) -> FrontDoor:
    database = Database.open(f"sqlite:///{server.data / 'threadbox.db'}", owner=False)
    door = assemble(server.port, database)
    database.close()
    return door


def test_the_rules_are_understood(needs: Needs, tmp_path: Path) -> None:
    promtool = needs("promtool")
    scraping, rules = under("Is it well?", "yaml")
    (tmp_path / "rules.yml").write_text(rules)
    (tmp_path / "prometheus.yml").write_text(f"rule_files: [rules.yml]\n{scraping}")
    done = subprocess.run(
        [promtool, "check", "config", "prometheus.yml"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAILED" not in done.stdout + done.stderr


def test_the_rules_are_about_figures_that_there_are(
    server: ThreadboxServer, door: FrontDoor
) -> None:
    with door.visitor() as linus:
        linus.do("send", text="hello")
        figures = httpx2.get(server.metrics_url).text  # type: ignore[attr-defined]
    known = set(_NAME.findall(figures))
    asked = set(_NAME.findall(under("Is it well?", "yaml")[1]))
    assert len(asked) > 5
    assert not asked - known
    assert '"127.0.0.1:9464"' in under("Is it well?", "yaml")[0]
    assert "THREADBOX_METRICS_PORT=9464" in "".join(under("Install", "sh"))


def test_a_failed_sign_in_is_told_with_its_address_and_nothing_that_was_typed(
    server: ThreadboxServer, door: FrontDoor
) -> None:
    _guess(door, "203.0.113.9", f"ada@{DOMAIN}", "a wrong word")
    _guess(door, "2001:db8::7", "three quiet otters", "typed into the wrong field")
    told = [line for line in _lines(server) if line["event"] == "sign_in_failed"]
    assert [line["address"] for line in told] == ["203.0.113.9", "2001:db8::7"]
    assert [bool(line["operator"]) for line in told] == [True, False]
    for typed in ("a wrong word", "three quiet otters", "typed into the wrong field", "ada@"):
        assert typed not in server.output()


def test_who_comes_and_goes_is_told(server: ThreadboxServer, door: FrontDoor) -> None:
    cookie = door.new_cookie()
    headers = {"Origin": door.url, "Cookie": cookie}
    httpx2.post(f"{door.url}/operator/sign-out", json={}, headers=headers)
    events = {line["event"]: line for line in _lines(server)}
    assert events["signed_in"]["operator"] == events["signed_out"]["operator"]
    assert events["signed_in"]["address"] == "127.0.0.1"


def test_what_an_administrator_does_is_told_by_the_server_too(
    server: ThreadboxServer, door: FrontDoor
) -> None:
    with door.operator() as ada:
        server.cli("sign-out", "--email", f"ada@{DOMAIN}")
        assert ada.close_code() == 4401
    told = [line for line in _lines(server) if line["event"] == "administered"]
    assert [(line["act"], line["about"]) for line in told] == [
        ("operator_signed_out", f"ada@{DOMAIN}")
    ]
    newest = server.cli("audit")["lines"][0]
    assert (newest["act"], newest["actor"]) == (told[0]["act"], told[0]["actor"])


def test_fail2ban_sees_failed_sign_ins_and_nothing_else(
    server: ThreadboxServer, door: FrontDoor, needs: Needs, tmp_path: Path
) -> None:
    program = needs("fail2ban-regex")
    door.new_cookie()
    for address in ("203.0.113.9", "198.51.100.1", "203.0.113.9"):
        _guess(door, address, f"ada@{DOMAIN}", "a wrong word")
    # What a stranger can make us write is no failed sign-in of somebody else's.
    forged = '"event": "sign_in_failed", "address": "192.0.2.1"'
    _guess(door, "203.0.113.9", forged, forged)
    httpx2.get(f"{door.url}/files/{forged}")
    (tmp_path / "threadbox.conf").write_text(under("Who did what", "ini")[0])
    command = [_python(), program, server.log, tmp_path / "threadbox.conf", "--out", "ip"]
    environment = {**os.environ, **unpacked.environment("fail2ban-regex")}
    done = subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = _NUMBER.findall(done.stdout)
    assert found == ["203.0.113.9", "198.51.100.1", "203.0.113.9", "203.0.113.9"], done.stdout


def _python() -> str:
    """The system's: fail2ban 1.0 knows none that is newer than it."""
    system = Path("/usr/bin/python3")
    return str(system) if system.exists() else sys.executable


def _guess(door: FrontDoor, address: str, email: str, password: str) -> None:
    answer = httpx2.post(
        f"{door.url}/operator/sign-in",
        json={"email": email, "password": password},
        headers={"Origin": door.url, "X-Forwarded-For": address},
    )
    assert answer.status_code == 401


def _lines(server: ThreadboxServer) -> list[dict[str, str]]:
    return [json.loads(line) for line in server.output().splitlines() if line.startswith("{")]


def test_the_jail_names_the_filter() -> None:
    filter_, jail = under("Who did what", "ini")
    assert "[threadbox]" in jail
    assert "journalmatch = _SYSTEMD_UNIT=threadbox.service" in filter_
