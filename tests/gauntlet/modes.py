"""Where a check runs: on which database, and on how many processes."""

from typing import Literal

Mode = Literal["sqlite", "postgres", "two"]
MODES: tuple[Mode, ...] = ("sqlite", "postgres", "two")
