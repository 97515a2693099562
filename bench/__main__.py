"""`python -m bench [ROW …] [--quick | --full]`: the table, row by row, in about ten minutes.

Every figure is the median of some rounds, with the least and the greatest beside it; what it is
compared with took turns with it. The machine's noise is told at the end.
"""

import argparse
import sys
import tempfile
import traceback
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path

import uvloop

from bench import broadcast, growth, idle, postgres, restart, sends, single
from bench.figures import FULL, QUICK, USUAL, Bench, Row
from bench.noise import Noise

CACHE = Path(__file__).parent.parent / ".cache" / "bench"
ROWS: Mapping[str, Callable[[Bench], Coroutine[None, None, Row]]] = {
    "sends": sends.measure,
    "postgres": postgres.measure,
    "single": single.measure,
    "broadcast": broadcast.measure,
    "idle": idle.measure,
    "restart": restart.measure,
    "growth": growth.measure,
}
# Not measured here: these take as long as they take.
ELSEWHERE = """\
kill -9 cycles under load   make gauntlet ARGS="G001 --mode sqlite --cycles 200"
                            make gauntlet ARGS="G001 --mode postgres --cycles 200"
the log and the bell at 1,000 websites on 100 nodes (simulated)   python -m bench.scale"""


def main() -> int:
    asked = _asked()
    size = QUICK if asked.quick else FULL if asked.full else USUAL
    noise = Noise()
    failed = False
    CACHE.mkdir(parents=True, exist_ok=True)
    print(_line("", "aim", "figure", "of rounds", ""))
    for name in asked.rows or ROWS:
        with tempfile.TemporaryDirectory(prefix=f"threadbox-bench-{name}-") as folder:
            bench = Bench(size, Path(folder), CACHE, noise)
            try:
                _print(uvloop.run(ROWS[name](bench)), is_measured=not asked.quick)
            except Exception:  # noqa: BLE001 (the other rows are still to be measured)
                failed = True
                print(f"\n{name}: not measured")
                traceback.print_exc()
    print(f"\n{noise.told()}\n\nBy themselves:\n{ELSEWHERE}")
    return 1 if failed else 0


def _print(row: Row, *, is_measured: bool) -> None:
    print(f"\n{row.name}")
    for figure in row.figures:
        spread = figure.spread if len(figure.values) > 1 else ""
        verdict = figure.verdict if is_measured else ""
        print(_line(f"  {figure.what}", figure.aim, figure.shown, spread, verdict))
    for note in row.notes:
        print(f"  {note}")
    sys.stdout.flush()


def _line(what: str, aim: str, shown: str, spread: str, verdict: str) -> str:
    return f"{what:<47}{aim:>11}{shown:>12}{spread:>20}   {verdict}".rstrip()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(ROWS))
    how_much = parser.add_mutually_exclusive_group()
    how_much.add_argument(
        "--quick", action="store_true", help="run everything once, measure nothing; a minute"
    )
    how_much.add_argument(
        "--full", action="store_true", help=f"{FULL.many_messages:,} messages for the growth"
    )
    asked = parser.parse_args()
    if unknown := set(asked.rows) - ROWS.keys():
        parser.error(f"no row is called {', '.join(sorted(unknown))}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
