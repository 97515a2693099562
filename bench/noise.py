"""How quiet the machine is: a fixed piece of work and a fixed write, timed through the whole run.

On a quiet machine both take the same time whenever they are asked for. By as much as they do not,
no figure of the run can be trusted.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Sequence

WORK_STEPS = 400_000
WRITE_BYTES = 4_096
SAMPLES_AT_ONCE = 3


class Noise:
    """`listen` takes a few samples of each; `told` says what came of them."""

    def __init__(self) -> None:
        self._load = os.getloadavg()[0]
        self._work: list[float] = []
        self._write: list[float] = []
        self.listen()

    def listen(self) -> None:
        with tempfile.TemporaryFile() as file:
            for _ in range(SAMPLES_AT_ONCE):
                begun = time.perf_counter()
                sum(range(WORK_STEPS))
                worked = time.perf_counter()
                file.write(bytes(WRITE_BYTES))
                file.flush()
                os.fsync(file.fileno())
                self._work.append(worked - begun)
                self._write.append(time.perf_counter() - worked)

    def told(self) -> str:
        return (
            f"Noise: load average {self._load:.1f} at the start on {os.cpu_count()} cores; "
            f"a fixed CPU loop took {_spread(self._work)}, a write with fsync "
            f"{_spread(self._write)}."
        )


def _spread(seconds: Sequence[float]) -> str:
    tenths = statistics.quantiles(seconds, n=10)
    return (
        f"{statistics.median(seconds) * 1000:.2f} ms"
        f" ({tenths[0] * 1000:.2f} … {tenths[-1] * 1000:.2f} from the first to the last tenth)"
    )
