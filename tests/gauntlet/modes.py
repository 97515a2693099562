"""Where a check runs: on which database, on how many processes, with what between them."""

from typing import Literal

Mode = Literal["sqlite", "postgres", "two", "deaf"]
# Where every check makes sense unless it says otherwise.
MODES: tuple[Mode, ...] = ("sqlite", "postgres", "two")
TITLES: dict[Mode, str] = {
    "sqlite": "SQLite, one process",
    "postgres": "PostgreSQL, one",
    "two": "PostgreSQL, two",
    "deaf": "PostgreSQL, two, no ring arrives",
}
# Nobody answers there: each process hears its own rings, and none of the other's.
DEAF_BELL = "redis://127.0.0.1:1"
