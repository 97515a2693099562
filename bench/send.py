"""Durable sends: visitors send through their sockets, one operator's socket receives.

`python -m bench.send [--database-url postgresql://…] [--seconds 4] [--senders 1 16 64]` starts a
server of its own on loopback, measures each number of senders for about that long, and prints
messages per second, median and 99th percentile of the durable answer and of the arrival, and
the ratio to a bare group-commit loop on the same disk in the same run (SQLite only).
"""

import argparse
import statistics
import tempfile
from pathlib import Path

import uvloop

from bench import bare
from bench.sockets import Measured, Run
from tests.cast import assemble
from tests.threadbox_server import ThreadboxServer

# Sends per second assumed for sizing a run; it only decides how long a run takes.
EXPECTED_RATE = {1: 1_500, 16: 5_000, 64: 6_000}
WARM_UP_MESSAGES = 50


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="threadbox-bench-") as name:
        folder = Path(name)
        server = ThreadboxServer(
            folder, options.database_url, "--sends-per-second", "0", "--no-build"
        )
        server.start()
        try:
            cast = assemble(server)
            uvloop.run(Run(server.url, cast, 4, WARM_UP_MESSAGES).measure())
            print("senders   sends/s   ack p50   ack p99   seen p50   seen p99   of bare loop")
            for senders in options.senders:
                each = max(20, round(EXPECTED_RATE.get(senders, 5_000) * options.seconds / senders))
                ceiling = bare.rows_per_second(folder, senders, 1.0)
                measured = uvloop.run(Run(server.url, cast, senders, each).measure())
                ceiling = max(ceiling, bare.rows_per_second(folder, senders, 1.0))
                _print(senders, measured, None if options.database_url else ceiling)
        finally:
            server.stop()


def _print(senders: int, measured: Measured, ceiling: float | None) -> None:
    rate = len(measured.acked) / measured.seconds
    figures = "   ".join(
        f"{milliseconds:6.2f}ms"
        for times in (measured.acked, measured.arrived)
        for milliseconds in (statistics.median(times) * 1000, _percentile(times, 0.99) * 1000)
    )
    ratio = "" if ceiling is None else f"   {rate / ceiling:.2f} of {ceiling:,.0f}/s"
    print(f"{senders:7}   {rate:7,.0f}   {figures}{ratio}", flush=True)


def _percentile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", help="measure on PostgreSQL instead of SQLite")
    parser.add_argument("--seconds", type=float, default=4.0, help="about how long each run takes")
    parser.add_argument("--senders", type=int, nargs="+", default=[1, 16, 64])
    return parser.parse_args()


if __name__ == "__main__":
    main()
