"""Every planted bug is caught by the check named for it; no door leads to it from outside."""

import re
from pathlib import Path

import httpx2
import pytest

from tests.gauntlet import catalogue, testbuild
from tests.gauntlet.conftest import MARKS
from tests.gauntlet.running import run_check
from tests.gauntlet.sabotage import SABOTAGES
from tests.gauntlet.stage import Stage
from tests.repository import files
from tests.threadbox_server import PROGRAMS, ThreadboxServer

pytestmark = pytest.mark.gauntlet

PLANTS = [
    pytest.param(name, marks=MARKS[bug.mode], id=f"{name}-{bug.caught_by}")
    for name, bug in SABOTAGES.items()
]


# What the project promised to catch before anything else.
PROMISED = {
    "ack-before-commit", "synchronous-off", "deduplication-off", "fact-dropped",
    "ring-before-commit", "position-gap", "thread-of-others", "origin-unchecked",
    "rights-unchecked", "escape-off",
}  # fmt: skip


def test_the_list_is_long_enough_and_every_bug_has_its_check() -> None:
    assert len(SABOTAGES) >= 30
    assert SABOTAGES.keys() >= PROMISED
    for name, bug in SABOTAGES.items():
        assert bug.mode in catalogue.CHECKS[bug.caught_by].modes, name
        assert bug.says, name


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_bug_is_caught(stage: Stage, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bug = SABOTAGES[name]
    if why := catalogue.CHECKS[bug.caught_by].missing():
        pytest.skip(why)
    monkeypatch.setattr(stage, "sabotage", name)
    result = run_check(stage, bug.caught_by, bug.mode)
    assert result.verdict == "broken", f"{name}: {bug.says}, and {bug.caught_by} did not notice"


def test_the_package_knows_nothing_of_the_test_build() -> None:
    """What is installed has no door: the settings of the test build are read in tests/ alone."""
    knobs = re.findall(r"`(THREADBOX_[A-Z]+)`", (testbuild.__doc__ or ""))
    assert "THREADBOX_SABOTAGE" in knobs
    assert "THREADBOX_FAILPOINT" in knobs
    for path in files("src/threadbox/**/*.py", "src/threadbox/*.py"):
        source = path.read_text()
        assert not [knob for knob in knobs if knob in source], path
        assert "tests.gauntlet" not in source, path


def test_an_ordinary_server_ignores_the_settings_of_the_test_build(
    tmp_path: Path,
) -> None:
    """The console script, as an installed wheel has it: with every planted bug asked for."""
    server = ThreadboxServer(tmp_path, programs=PROGRAMS)
    asked_for = {
        "THREADBOX_SABOTAGE": ",".join(SABOTAGES),
        "THREADBOX_FAILPOINT": "before-transaction:1",
        "THREADBOX_PACE": "off",
    }
    server._environment |= asked_for
    server.start()
    try:
        created = server.cli("create-website", "--name", "Acme", "--domain", "acme.example")
        answer = httpx2.post(
            f"{server.url}/visitor/boot",
            json={"website": created["website_id"]},
            headers={"Origin": "https://evil.example"},
        )
        assert answer.status_code == httpx2.codes.FORBIDDEN, "the origin is checked"
        assert server.is_running()
    finally:
        server.stop()
