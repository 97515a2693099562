"""The command: `python -m tests.gauntlet --help`, or `make gauntlet ARGS=…`."""

import argparse
import random
import sys
import traceback
from pathlib import Path
from typing import get_args

from tests.gauntlet.catalogue import CHECKS
from tests.gauntlet.modes import TITLES, Mode
from tests.gauntlet.running import Result, figures, matrix, run_check
from tests.gauntlet.sabotage import SABOTAGES
from tests.gauntlet.stage import Stage, opened

FAILED = "the check itself failed"


def main() -> int:
    asked = _asked()
    if asked.list:
        for name, check in CHECKS.items():
            print(f"{name}  {', '.join(check.modes):26}  {check.says}")
        return 0
    with opened(asked.seed) as stage:
        return _prove(stage, asked) if asked.sabotage else _run(stage, asked)


def _run(stage: Stage, asked: argparse.Namespace) -> int:
    results: list[Result] = []
    for name in asked.checks or CHECKS:
        for mode in CHECKS[name].modes:
            if asked.mode in (None, mode) and (
                asked.checks or asked.full or mode in CHECKS[name].short
            ):
                results.append(_result(stage, name, mode, asked))
                print(results[-1].line, flush=True)
                if results[-1].output:
                    print(results[-1].output)
    if asked.matrix:
        _write(matrix(results), asked.matrix)
    print(figures(results, asked.seed))
    return 1 if any(result.verdict == "broken" for result in results) else 0


def _prove(stage: Stage, asked: argparse.Namespace) -> int:
    """Plants every bug, and runs the check that has to catch it."""
    caught = missing = 0
    for name, bug in SABOTAGES.items():
        stage.sabotage = name
        result = _result(stage, bug.caught_by, bug.mode, asked)
        caught += result.verdict == "broken" and result.said != FAILED
        missing += result.verdict == "not here"
        said = {"broken": "caught by", "passed": "NOT CAUGHT by", "not here": "not run:"}
        print(f"{name}: {bug.says}")
        check = f"{bug.caught_by} ({TITLES[bug.mode]})"
        print(f"    {said[result.verdict]} {check}: {result.said[:160]}", flush=True)
    count = len(SABOTAGES)
    not_run = f", {missing} not run" if missing else ""
    print(f"sabotage: {count} bugs planted, {caught} caught by their check{not_run}")
    return 0 if caught + missing == count else 1


def _result(stage: Stage, name: str, mode: Mode, asked: argparse.Namespace) -> Result:
    try:
        return run_check(stage, name, mode, cycles=asked.cycles, is_full=asked.full)
    except Exception:  # noqa: BLE001 (the others are still to be run)
        traceback.print_exc()
        return Result(name=name, mode=mode, verdict="broken", said=FAILED)


def _write(table: str, where: str) -> None:
    if where == "-":
        print(table)
    else:
        Path(where).write_text(f"{table}\n", encoding="utf-8")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gauntlet", description="Attacks real servers.")
    parser.add_argument("checks", nargs="*", metavar="G001", help="checks, each in all its modes")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--short", action="store_true", help="the set of `make test` (the default)")
    which.add_argument("--full", action="store_true", help="everything, in every variety")
    which.add_argument("--sabotage", action="store_true", help="every planted bug and its check")
    which.add_argument("--list", action="store_true", help="what there is")
    parser.add_argument("--mode", choices=get_args(Mode), help="one of the modes only")
    parser.add_argument("--seed", type=int, default=random.randrange(1, 10_000))
    parser.add_argument("--cycles", type=int, help="how often a fault is repeated [3; full: 20]")
    parser.add_argument(
        "--matrix", nargs="?", const="-", metavar="FILE", help="check × database × processes"
    )
    asked = parser.parse_args()
    if unknown := set(asked.checks) - CHECKS.keys():
        parser.error(f"no check is called {', '.join(sorted(unknown))}")
    asked.cycles = asked.cycles or (20 if asked.full else 3)
    return asked


if __name__ == "__main__":
    sys.exit(main())
