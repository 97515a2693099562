"""The two doors to everything below the line, as gateways see them.

`write` runs an action on the writer's thread and answers after the commit; `read` runs a
view in one read transaction. `store.Database` is the only implementation.
"""

import time
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

Result = TypeVar("Result")


class Doors(Protocol):
    async def write(
        self, website: str | None, action: Callable[..., Result], /, *args: Any, **kwargs: Any
    ) -> Result: ...

    async def read(self, view: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Result: ...


class MeasuredDoors:
    """The doors, with how long callers wait for a durable answer told to `observe`."""

    def __init__(self, doors: Doors, observe: Callable[[float], None]) -> None:
        self._write = doors.write
        self._observe = observe
        self.read = doors.read

    async def write(
        self, website: str | None, action: Callable[..., Result], /, *args: Any, **kwargs: Any
    ) -> Result:
        begun = time.perf_counter()
        result = await self._write(website, action, *args, **kwargs)
        self._observe(time.perf_counter() - begun)
        return result
