"""The two doors to everything below the line, as gateways see them.

`write` runs an action on the writer's thread and answers after the commit; `read` runs a
view in one read transaction. `store.Database` is the only implementation.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

Result = TypeVar("Result")


class Doors(Protocol):
    async def write(
        self, website: str | None, action: Callable[..., Result], /, *args: Any, **kwargs: Any
    ) -> Result: ...

    async def read(self, view: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Result: ...
