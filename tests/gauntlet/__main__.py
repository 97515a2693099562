"""The command: `python -m tests.gauntlet [--short | --full | G001 …]`, or `make gauntlet`."""

import argparse
import random
import sys
import traceback
from typing import get_args

from tests.gauntlet.catalogue import CHECKS
from tests.gauntlet.modes import Mode
from tests.gauntlet.running import Result, figures, matrix, run_check
from tests.gauntlet.stage import opened


def main() -> int:
    asked = _asked()
    work = [
        (name, mode)
        for name in asked.checks or CHECKS
        for mode in CHECKS[name].modes
        if asked.mode in (None, mode) and (asked.checks or asked.full or mode in CHECKS[name].short)
    ]
    results: list[Result] = []
    with opened(asked.seed) as stage:
        for name, mode in work:
            result = _result(stage, name, mode, asked)
            results.append(result)
            print(result.line, flush=True)
            if result.output:
                print(result.output)
    if asked.matrix:
        print(matrix(results))
    print(figures(results, asked.seed))
    return 1 if any(result.verdict == "broken" for result in results) else 0


def _result(stage: object, name: str, mode: Mode, asked: argparse.Namespace) -> Result:
    try:
        return run_check(stage, name, mode, cycles=asked.cycles, is_full=asked.full)  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001 (the others are still to be run)
        traceback.print_exc()
        return Result(name=name, mode=mode, verdict="broken", said="the check itself failed")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gauntlet", description=__doc__)
    parser.add_argument("checks", nargs="*", metavar="G001", help="checks, each in all its modes")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--short", action="store_true", help="the set of `make test` (the default)")
    which.add_argument("--full", action="store_true", help="everything, in every variety")
    parser.add_argument("--mode", choices=get_args(Mode), help="one of the modes only")
    parser.add_argument("--seed", type=int, default=random.randrange(1, 10_000))
    parser.add_argument("--cycles", type=int, help="how often a fault is repeated [3; full: 20]")
    parser.add_argument("--matrix", action="store_true", help="print check × database × processes")
    asked = parser.parse_args()
    if unknown := set(asked.checks) - CHECKS.keys():
        parser.error(f"no check is called {', '.join(sorted(unknown))}")
    asked.cycles = asked.cycles or (20 if asked.full else 3)
    return asked


if __name__ == "__main__":
    sys.exit(main())
