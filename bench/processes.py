"""What a server process uses, as Linux counts it: CPU time to the nanosecond, and memory.

The driver shares the machine with the server it drives, so a rate alone says little: CPU time
per message is what a quiet second core would not change.
"""

import time
from collections.abc import Sequence
from pathlib import Path

# Linux numbers the CPU clock of a process by its id: include/linux/posix-timers_types.h.
_CLOCK_OF_A_PROCESS = 2


def cpu_seconds(pids: Sequence[int]) -> float:
    """CPU time these processes have used so far, all threads, user and system."""
    return sum(time.clock_gettime((~pid << 3) | _CLOCK_OF_A_PROCESS) for pid in pids)


def resident_bytes(pid: int) -> int:
    """Memory the process holds."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise LookupError(f"process {pid} does not say what it holds")


def with_children(pid: int) -> list[int]:
    """The process and those it started: a supervisor's workers."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]
