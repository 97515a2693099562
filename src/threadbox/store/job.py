"""Actions on their way through a writer, who waits for them, and what one commit held."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from threadbox.store.idempotency import CommandId
from threadbox.store.transaction import Transaction


class Job:
    """One action on its way through a writer, and who waits for it: a loop's future, or a
    thread (`loop` None). `at`: the action's time, if it is not now. `command`: what it will look
    for first, if it is one."""

    __slots__ = ("action", "at", "command", "error", "future", "loop", "result", "website")

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop | None,
        website: str | None,
        action: Callable[[Transaction], Any],
        *,
        command: CommandId | None = None,
        at: int | None = None,
    ) -> None:
        self.loop = loop
        self.website = website
        self.action = action
        self.command = command
        self.at = at
        self.future: asyncio.Future[Any] | Future[Any] = loop.create_future() if loop else Future()
        self.result: Any = None
        self.error: BaseException | None = None

    def answer(self) -> None:
        """Wakes who waits, unless they went away. On their loop's thread."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one commit held and took, for whoever watches."""

    actions: int
    lines: int
    seconds: float
    is_committed: bool


def tell(batch: Sequence[Job]) -> None:
    """Answers everybody of a batch, waking each loop once: waking it costs a system call."""
    by_loop: dict[asyncio.AbstractEventLoop | None, list[Job]] = {}
    for job in batch:
        by_loop.setdefault(job.loop, []).append(job)
    for loop, jobs in by_loop.items():
        if loop is None:
            _answer(jobs)
        elif not loop.is_closed():
            loop.call_soon_threadsafe(_answer, jobs)


def _answer(jobs: Sequence[Job]) -> None:
    for job in jobs:
        job.answer()
