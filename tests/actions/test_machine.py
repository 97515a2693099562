"""Whatever everybody does, in whatever order: the threads stay consistent, on both databases.

Invariants T1–T8 of the threads and I2–I4 of the log; see `docs/threads.md`.
"""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.actions.machine import Everybody
from tests.box import Box, assemble
from tests.conftest import Lend

pytestmark = pytest.mark.slow


@pytest.fixture
def on_sqlite(migrated_sqlite: Path, tmp_path: Path) -> Callable[[], Box]:
    """Makes boxes on new SQLite files."""

    def make() -> Box:
        path = Path(tempfile.mkdtemp(dir=tmp_path)) / "threadbox.db"
        shutil.copyfile(migrated_sqlite, path)
        return assemble(f"sqlite:///{path}")

    return make


def _run(
    make: Callable[[], list[Box]], close: Callable[[list[Box]], None], examples: int, steps: int
) -> None:
    class Machine(Everybody):
        make_boxes = staticmethod(make)

    Machine.close = staticmethod(close)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_everybody_does_the_threads_stay_consistent(
    on_sqlite: Callable[[], Box],
) -> None:
    def close(boxes: list[Box]) -> None:
        for box in boxes:
            box.database.close()

    _run(lambda: [on_sqlite()], close, examples=80, steps=50)


@pytest.mark.postgres
def test_the_same_commands_have_the_same_results_on_both_databases(
    on_sqlite: Callable[[], Box], lend: Lend, migrated_postgres: str
) -> None:
    lent = ExitStack()

    def make() -> list[Box]:
        url = lent.enter_context(lend(migrated_postgres))
        return [on_sqlite(), assemble(url)]

    def close(boxes: list[Box]) -> None:
        for box in boxes:
            box.database.close()
        lent.close()

    _run(make, close, examples=30, steps=50)
