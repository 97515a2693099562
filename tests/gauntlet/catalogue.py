"""Every check: its stable name, what it is about, where it makes sense, and in which set.

The names are those of the project's catalogue of checks; a check that covers two carries the
first and names the other in its docstring.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.gauntlet import strace
from tests.gauntlet.checks import (
    durability,
    histories,
    manners,
    markup,
    outages,
    recovery,
    resume,
    rights,
    soak,
    storage,
    structure,
    threads,
)
from tests.gauntlet.ground import Ground
from tests.gauntlet.modes import MODES, Mode

SQLITE: tuple[Mode, ...] = ("sqlite",)
POSTGRES: tuple[Mode, ...] = ("postgres", "two")
TWO: tuple[Mode, ...] = ("two",)
SEVERAL: tuple[Mode, ...] = ("two", "deaf")
EVERYWHERE: tuple[Mode, ...] = (*MODES, "deaf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`short`: the modes in which it belongs to the short set."""

    run: Callable[[Ground], Awaitable[None]]
    modes: tuple[Mode, ...] = MODES
    short: tuple[Mode, ...] = ()
    # Why it cannot run here; None: it can.
    missing: Callable[[], str | None] = lambda: None

    @property
    def says(self) -> str:
        return (self.run.__doc__ or "").partition(": ")[2].splitlines()[0]


async def _storage_busy(ground: Ground) -> None:
    """G034: another program holds the lock, or all connections; told to come back, then healed."""
    if ground.mode == "sqlite":
        await recovery.lock_held_by_another(ground)
    else:
        await storage.no_connection_left(ground)


async def _places(ground: Ground) -> None:
    """G047: an unknown epoch, a place beyond the end, a copy put back: everybody starts over."""
    await resume.unknown_places(ground)
    if ground.mode == "sqlite":
        await histories.put_back(ground)


def _strace() -> str | None:
    return None if strace.is_here() else "strace is not here"


CHECKS: dict[str, Check] = {
    "G001": Check(run=durability.killed_under_load, modes=EVERYWHERE, short=EVERYWHERE),
    "G002": Check(run=durability.killed_at_named_steps, short=("sqlite", "two")),
    "G003": Check(run=durability.retried_after_a_kill, short=("sqlite",)),
    "G004": Check(
        run=durability.synced_before_acknowledged, modes=SQLITE, short=SQLITE, missing=_strace
    ),
    "G007": Check(run=durability.silent_before_the_commit, short=("sqlite", "postgres")),
    "G008": Check(run=durability.pipelined, short=("sqlite",)),
    "G009": Check(run=durability.one_conversation_from_everywhere, modes=EVERYWHERE, short=SEVERAL),
    "G013": Check(run=durability.same_id_elsewhere, short=("postgres",)),
    "G014": Check(run=durability.retried_much_later, short=("sqlite",)),
    "G015": Check(run=durability.one_hundred_at_once, modes=EVERYWHERE, short=("two",)),
    "G017": Check(run=storage.damaged_log, modes=SQLITE, short=SQLITE),
    "G020": Check(run=storage.disk_full, modes=SQLITE, short=SQLITE),
    "G022": Check(run=recovery.two_owners, modes=SQLITE, short=SQLITE),
    "G023": Check(run=storage.failing_syncs, modes=SQLITE, short=SQLITE, missing=_strace),
    "G024": Check(run=storage.no_descriptors, short=("postgres",)),
    "G026": Check(run=recovery.clock_jumps, short=("sqlite",)),
    "G027": Check(run=recovery.clocks_apart, modes=SEVERAL, short=TWO),
    "G028": Check(run=recovery.asked_to_stop, short=("sqlite", "two")),
    "G029": Check(run=recovery.put_to_sleep, modes=TWO, short=TWO),
    "G032": Check(run=outages.database_away, modes=POSTGRES, short=("postgres",)),
    "G033": Check(run=histories.standby_takes_over, modes=POSTGRES, short=TWO),
    "G034": Check(run=_storage_busy, modes=("sqlite", "postgres"), short=("sqlite", "postgres")),
    "G035": Check(run=storage.in_the_way, modes=POSTGRES, short=("postgres",)),
    "G036": Check(run=outages.order_kept, modes=POSTGRES, short=("postgres",)),
    "G037": Check(run=outages.bell_away, modes=TWO),
    "G038": Check(run=outages.bell_returns_empty, modes=TWO, short=TWO),
    "G039": Check(run=outages.bell_doubled, modes=TWO, short=TWO),
    "G040": Check(run=outages.one_cut_from_the_bell, modes=TWO),
    "G044": Check(run=resume.random_reconnects, modes=EVERYWHERE, short=("sqlite", "two", "deaf")),
    "G045": Check(run=resume.frames_lost, modes=EVERYWHERE, short=("sqlite",)),
    "G047": Check(run=_places, short=("sqlite",)),
    "G048": Check(run=resume.joining_meanwhile, modes=EVERYWHERE, short=("sqlite", "deaf")),
    "G049": Check(run=resume.long_away),
    "G054": Check(run=resume.slow_readers, short=("sqlite",)),
    "G055": Check(run=resume.all_return_at_once, short=("two",)),
    "G056": Check(run=resume.half_open),
    "G064": Check(run=threads.a_crowd, modes=EVERYWHERE, short=EVERYWHERE),
    "G065": Check(run=threads.fifty_starts, modes=EVERYWHERE, short=("two",)),
    "G066": Check(run=threads.fifty_ends, modes=EVERYWHERE, short=("two",)),
    "G069": Check(run=threads.killed_between, short=("postgres",)),
    "G070": Check(run=threads.of_others, short=("sqlite",)),
    "G071": Check(run=threads.repeated_after_restart, short=("postgres",)),
    "G072": Check(run=threads.session_reset, short=("sqlite",)),
    "G074": Check(run=threads.little_rules, short=("sqlite",)),
    "G075": Check(run=threads.ten_thousand),
    "G090": Check(run=manners.topics, short=("sqlite", "postgres")),
    "G091": Check(run=histories.one_bad_row, short=("sqlite", "postgres")),
    "G093": Check(run=manners.deep_and_wide, short=("postgres",)),
    "G098": Check(run=manners.frame_fuzz, short=("sqlite",)),
    "G102": Check(run=structure.accepted_is_read_back, short=("sqlite", "postgres")),
    "G106": Check(run=rights.other_websites, short=("sqlite",)),
    "G108": Check(run=rights.operators_secrets, short=("sqlite",)),
    "G111": Check(run=rights.wrong_credentials, short=("sqlite",)),
    "G112": Check(run=rights.forged_tokens, short=("sqlite",)),
    "G127": Check(
        run=markup.markup_is_text, modes=SQLITE, short=SQLITE, missing=markup.is_possible
    ),
    "G139": Check(run=rights.foreign_origins, short=("sqlite",)),
    "G165": Check(run=manners.limited, short=("sqlite",)),
    "G166": Check(run=manners.one_floods, short=("sqlite",)),
    "G167": Check(run=manners.inflating, short=("sqlite",)),
    "G179": Check(run=rights.headers, short=("sqlite",)),
    "G187": Check(run=soak.any_fault, modes=EVERYWHERE, short=("two",)),
}
