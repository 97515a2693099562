"""A customer's project and a shop with an operator, each once for all examples."""

from collections.abc import Iterator

import pytest

from tests.docs import project as projects
from tests.docs import shop as shops
from tests.docs.project import Project
from tests.docs.shop import Shop


@pytest.fixture(scope="package")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project in which `threadbox-web` is installed."""
    return projects.create(tmp_path_factory.mktemp("project") / "shop")


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop whose pages live on `localhost`."""
    with shops.running(tmp_path_factory.mktemp("shop")) as shop:
        yield shop
