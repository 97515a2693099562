"""One server for each test module's tests that do not stop it; each makes its own visitors."""

from collections.abc import Iterator

import pytest

from tests.gateways.front_door import FrontDoor, opened


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    with opened(tmp_path_factory.mktemp("door")) as door:
        yield door
