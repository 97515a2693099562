"""The bench runs: every row measures something and prints it. How fast it is, nobody asks here."""

import subprocess
import sys
from typing import Any, cast

import pytest

from bench.__main__ import ROWS
from bench.figures import Figure, percentile, ratios
from bench.restart import Gap, Visitor
from tests.repository import ROOT

NEEDS = {"postgres": [pytest.mark.postgres]}


@pytest.mark.slow
@pytest.mark.parametrize("row", [pytest.param(row, marks=NEEDS.get(row, ())) for row in ROWS])
def test_a_row_of_the_bench_runs_and_prints_its_figures(row: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", row, "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert any("≥" in line or "≤" in line for line in done.stdout.splitlines())
    assert "Noise: load average" in done.stdout


def test_a_row_that_is_not_there_is_named() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "sendz"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "no row is called sendz" in done.stderr


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure(what="rate", values=[5_900, 6_100, 6_000], unit="/s", at_least=6_000), "reached"),
        (Figure(what="rate", values=[4_500], unit="/s", at_least=6_000), "missed by 25%"),
        (Figure(what="time", values=[0.9], unit="ms", at_most=1.0), "reached"),
        (Figure(what="time", values=[1.5], unit="ms", at_most=1.0), "missed by 50%"),
        (Figure(what="time", values=[1.5], unit="ms"), ""),
    ],
)
def test_a_figure_says_whether_its_aim_is_reached(figure: Figure, verdict: str) -> None:
    assert figure.verdict == verdict


def test_what_took_turns_is_compared_round_by_round() -> None:
    assert ratios([10, 40], [10, 20]) == [1.0, 2.0]


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile(range(100), 0.99) == 99
    assert percentile([3.0], 0.99) == 3.0


@pytest.mark.parametrize(("after", "seq"), [(11, 5), (9, 5), (10, 6), (10, 4)])
def test_a_client_that_comes_back_notices_a_gap_and_a_repetition(after: int, seq: int) -> None:
    visitor = Visitor(cast(Any, None), "session_1", position=10, seq=4)
    line = {"position": 12, "fact": {"message": {"seq": seq}}}

    with pytest.raises(Gap):
        visitor.take({"after": after, "lines": [line]})


def test_a_client_that_comes_back_goes_on_by_what_follows_its_place() -> None:
    visitor = Visitor(cast(Any, None), "session_1", position=10, seq=4)
    line = {"position": 12, "fact": {"message": {"seq": 5}}}

    assert visitor.take({"after": 10, "lines": [line]})
    assert (visitor.position, visitor.seq) == (12, 5)
