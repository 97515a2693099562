"""An administrator follows the page, block after block, from an empty machine through a year."""

import re
from collections.abc import Iterator

import httpx2
import pytest

from tests.operating import machine
from tests.operating.machine import Machine
from tests.operating.page import block, blocks, under
from tests.servers import free_port

pytestmark = pytest.mark.slow

PUBLIC_URL = "https://chat.example.com"
ENVIRONMENT = "/etc/threadbox/environment"
# Which test runs the blocks under a heading, in a language.
TESTED_BY = {
    ("Install", "sh"): "test_first_year.py",
    ("As a service", "ini"): "test_unit.py, test_first_year.py",
    ("As a service", "sh"): "test_first_year.py",
    ("The first website, and the first operator", "sh"): "test_first_year.py",
    ("Behind a proxy", "nginx"): "test_proxies.py",
    ("Behind a proxy", "caddyfile"): "test_proxies.py",
    ("People who forget, and people who leave", "sh"): "test_first_year.py",
    ("Who did what", "ini"): "test_monitoring.py",
    ("Backup and restore", "sh"): "test_first_year.py",
    ("Upgrade, and the way back", "sh"): "test_first_year.py",
    ("PostgreSQL", "sql"): "test_postgres.py",
    ("PostgreSQL", "sh"): "test_first_year.py",
    ("A standby", "conf"): "test_postgres.py",
    ("A standby", "sh"): "test_postgres.py",
    ("Several processes", "sh"): "test_first_year.py",
    ("Uploaded files", "sh"): "test_first_year.py",
    ("Is it well?", "yaml"): "test_monitoring.py",
    ("Rotating secrets", "sh"): "test_first_year.py",
}


def test_every_block_of_the_page_is_run_by_a_test() -> None:
    assert {(each.heading, each.language) for each in blocks()} == TESTED_BY.keys()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine with the two files to install from, and nothing of Threadbox yet."""
    with machine.layered(tmp_path_factory.mktemp("machine")) as bare:
        for path in machine.wheel(tmp_path_factory.mktemp("dist")):
            bare.put(path, "/opt/new")
        yield bare


def test_the_first_year(bare: Machine) -> None:
    port = free_port()
    _install(bare, port)
    unit = block("As a service", "ini")
    with bare.service(unit, port):
        website = _first_website(bare, port)
        _people_come_and_go(bare, port, website)
        _another_secret(bare, website)
        audit = bare.runs("threadbox audit")
        for act in ("website_created", "password_chosen", "operator_removed", "secret_dropped"):
            assert act in audit
        recovery = _backups_are_made_and_tried(bare)
    bare.runs("rm -r /var/lib/threadbox/*")
    bare.runs(recovery)
    with bare.service(unit, port):
        assert website in bare.runs("threadbox list-websites")
        assert _signs_in(port, "you@shop.example")
    upgrade, back = under("Upgrade, and the way back", "sh")
    assert "BAD" not in bare.runs(upgrade)
    assert bare.runs("readlink /opt/threadbox/current").strip() == "/opt/threadbox/0.2.0"
    with bare.service(unit, port):
        assert website in bare.runs("threadbox list-websites")
    bare.runs(back)
    assert bare.runs("readlink /opt/threadbox/current").strip() == "/opt/threadbox/0.1.0"
    with bare.service(unit, port):
        assert _signs_in(port, "you@shop.example")
    _is_ours_alone(bare)
    _is_outgrown(bare)


def _install(bare: Machine, port: int) -> None:
    packages, settings, program = under("Install", "sh")
    bare.runs(packages)
    # The ports of the page may be taken on this machine.
    bare.runs(settings.replace("9464", str(free_port())))
    bare.runs(f"echo THREADBOX_PORT={port} >> {ENVIRONMENT}")
    bare.runs(program)
    assert bare.runs("threadbox --version").startswith("threadbox ")
    bare.write("/etc/systemd/system/threadbox.service", block("As a service", "ini"))
    bare.runs(block("As a service", "sh"))
    enabled = "/etc/systemd/system/multi-user.target.wants/threadbox.service"
    assert "threadbox.service" in bare.runs(f"readlink {enabled}")


def _first_website(bare: Machine, port: int) -> str:
    create, *more = block("The first website, and the first operator", "sh").splitlines()
    said = bare.runs(create)
    assert f'"{PUBLIC_URL}/l.js"' in said
    (website,) = re.findall(r"is website (\S+)", said)
    _choose(port, bare.runs("\n".join(more).replace("WEBSITE-ID", website)))
    assert _signs_in(port, "you@shop.example")
    return str(website)


def _people_come_and_go(bare: Machine, port: int, website: str) -> None:
    forgot, stolen, leaves = under("People who forget, and people who leave", "sh")
    bare.runs(
        "openssl rand -hex 24 | threadbox create-operator --website"
        f" {website} --email ada@shop.example --name Ada --password-stdin"
    )
    for block_ in (forgot, stolen):
        _choose(port, bare.runs(block_))
        assert _signs_in(port, "ada@shop.example")
    made = bare.runs(f"threadbox create-token --website {website}")
    (identifier,) = re.findall(r"identifier +(\S+)", made)
    said = bare.runs(leaves.replace("IDENTIFIER", identifier))
    assert said.count("ada@shop.example") == 2, "listed, and removed"
    assert not _signs_in(port, "ada@shop.example")


def _another_secret(bare: Machine, website: str) -> None:
    rotate, drop = under("Rotating secrets", "sh")
    before = bare.runs(f"threadbox identity --website {website}")
    said = bare.runs(rotate.replace("WEBSITE-ID", website))
    assert before not in said
    bare.runs(drop)


def _backups_are_made_and_tried(bare: Machine) -> str:
    """The nightly job, and the drill; the block for the day when it is needed is given back."""
    job, drill, recovery = under("Backup and restore", "sh")
    bare.runs(job)
    bare.runs("/etc/cron.daily/threadbox")
    kept = "find /var/backups/threadbox -mindepth 1 -user threadbox ! -perm /077"
    assert bare.runs(kept).strip().endswith(".tar")
    bare.runs(drill)
    assert len(bare.runs(kept).split()) == 1, "of the drill nothing is left"
    return recovery


def _is_ours_alone(bare: Machine) -> None:
    """Nothing in the data folder is root's, or open to others."""
    odd = bare.runs("find /var/lib/threadbox ! -user threadbox -o -perm /077")
    assert odd == ""


def _is_outgrown(bare: Machine) -> None:
    """The lines for PostgreSQL, several processes and S3 mean the same to a shell and to us."""
    for heading in ("PostgreSQL", "Several processes", "Uploaded files"):
        for lines in under(heading, "sh"):
            bare.runs(lines)
    shown = bare.runs(
        f"set -a; . {ENVIRONMENT}; echo $THREADBOX_WORKERS $THREADBOX_DATABASE_URL"
        " $THREADBOX_FILES_URL $AWS_ACCESS_KEY_ID"
    )
    assert shown.split() == [
        "4",
        "postgresql://threadbox:CHANGE-ME@127.0.0.1:5432/threadbox",
        "s3://threadbox-files?endpoint=https://s3.example.com&region=eu-central-1",
        "KEY-ID",
    ]


def _choose(port: int, said: str) -> None:
    """The operator opens the link and chooses a password."""
    (token,) = re.findall(rf"{PUBLIC_URL}/inbox/password#(\S+)", said)
    answer = httpx2.post(
        f"http://127.0.0.1:{port}/operator/password",
        json={"token": token, "password": "four loud herons"},
        headers={"Origin": PUBLIC_URL},
    )
    assert answer.status_code == 200, answer.text


def _signs_in(port: int, email: str) -> bool:
    answer = httpx2.post(
        f"http://127.0.0.1:{port}/operator/sign-in",
        json={"email": email, "password": "four loud herons"},
        headers={"Origin": PUBLIC_URL},
    )
    return bool(answer.status_code == 200)
