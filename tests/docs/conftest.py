"""A customer's project, once for all examples."""

import pytest

from tests.docs import project as projects
from tests.docs.project import Project


@pytest.fixture(scope="package")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project in which `threadbox-web` is installed."""
    return projects.create(tmp_path_factory.mktemp("project") / "shop")
