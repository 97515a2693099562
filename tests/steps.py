"""Work counted in steps of the interpreter, which no other load of the machine changes.

Measured at three sizes, each twice the one before: what is added from the second to the third may
be twice what was added from the first to the second. Of squares it would be four times as much.
"""

import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any


class Steps:
    """Counts the steps of the interpreter in one thread while it is used."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> "Steps":
        self._before = sys.gettrace()
        sys.settrace(self._trace)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    def _trace(self, frame: FrameType, event: str, _: object) -> Any:
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        self.count += event == "opcode"
        return self._trace


def counted(work: Callable[..., Any], *given: Any, **named: Any) -> int:
    with Steps() as steps:
        work(*given, **named)
    return steps.count


def require_linear(measured: Sequence[int], noise: int) -> None:
    first, second = measured[1] - measured[0], measured[2] - measured[1]
    assert second <= 2.3 * max(first, 0) + noise, measured
