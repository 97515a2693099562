"""One stage for all tests of the gauntlet; PostgreSQL and Valkey are those of the whole run."""

from pathlib import Path

import pytest

from tests.gauntlet.modes import Mode
from tests.gauntlet.stage import Stage

MARKS: dict[Mode, list[pytest.MarkDecorator]] = {
    "sqlite": [],
    "postgres": [pytest.mark.postgres],
    "two": [pytest.mark.postgres, pytest.mark.valkey],
    "deaf": [pytest.mark.postgres],
}


@pytest.fixture(scope="session")
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    folder: Path = tmp_path_factory.mktemp("gauntlet")
    return Stage(
        folder,
        lambda: request.getfixturevalue("postgres"),
        lambda: request.getfixturevalue("valkey_url"),
    )
