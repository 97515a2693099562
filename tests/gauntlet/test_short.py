"""The short set of the gauntlet, as part of every test run; `make gauntlet` for more."""

import re

import pytest

from tests.gauntlet.catalogue import CHECKS
from tests.gauntlet.conftest import MARKS
from tests.gauntlet.modes import Mode
from tests.gauntlet.running import Result, figures, matrix, run_check
from tests.gauntlet.stage import Stage
from tests.repository import ROOT

pytestmark = pytest.mark.gauntlet

SHORT = [
    pytest.param(name, mode, marks=MARKS[mode], id=f"{name}-{mode}")
    for name, check in CHECKS.items()
    for mode in check.short
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "mode"), SHORT)
def test_a_promise_is_kept(stage: Stage, name: str, mode: Mode) -> None:
    result = run_check(stage, name, mode)
    if result.verdict == "not here":
        pytest.skip(result.said)
    assert result.verdict == "passed", f"{result.line}\n{result.output}"


def test_the_readme_tells_of_every_check() -> None:
    told = (ROOT / "tests" / "gauntlet" / "README.md").read_text()
    rows = dict(re.findall(r"^\| (G\d+) [^|]*\| (\S)", told, re.MULTILINE))
    groups = [*range(1, 78), *range(165, 176), *range(187, 192)]
    assert {name for name in CHECKS if int(name[1:]) in groups} <= rows.keys()
    for name, sign in rows.items():
        assert sign == "✓" or name not in CHECKS, f"{name} is here"
    assert {name for name in CHECKS if name not in told} == set()


def test_the_figures_are_one_line() -> None:
    results = [
        Result(name="G001", mode="sqlite", verdict="passed", kills=200, acked=48_211),
        Result(name="G003", mode="two", verdict="broken", said="I1 lost …", acked=1),
        Result(name="G004", mode="sqlite", verdict="not here", said="strace is not here"),
    ]
    assert figures(results, 7) == (
        "gauntlet: 2 checks, 2 modes, 200 kills, 48,212 acked, 1 lost, 0 doubled, 0 gaps, "
        "1 BROKEN, seed 7"
    )
    assert "| G003 |  |  | **broken** |  |" in matrix(results)
    assert "| G004 | not run |" in matrix(results)
