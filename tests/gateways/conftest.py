"""One server for all tests of a module; each test brings visitors of its own."""

from collections.abc import Iterator

import pytest
from minio import Minio

from tests import servers
from tests.gateways.front_door import FrontDoor, opened
from threadbox.gateways.files.blob_storage import REGION


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDoor]:
    with opened(tmp_path_factory.mktemp("door")) as door:
        yield door


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def either_door(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FrontDoor]:
    """A server on each database, for what must hold on both."""
    folder = tmp_path_factory.mktemp("door")
    if request.param == "sqlite":
        with opened(folder) as door:
            yield door
        return
    lend, template = map(request.getfixturevalue, ("lend", "migrated_postgres"))
    with lend(template) as url, opened(folder, database_url=url) as door:
        yield door


@pytest.fixture(scope="session")
def bucket() -> Iterator[str]:
    """The `--files-url` of an empty bucket of a real S3-speaking server."""
    key, secret = "a-test-key", "a-test-secret"
    with pytest.MonkeyPatch.context() as patch, servers.s3() as endpoint:
        patch.setenv("AWS_ACCESS_KEY_ID", key)
        patch.setenv("AWS_SECRET_ACCESS_KEY", secret)
        host = endpoint.partition("://")[2]
        Minio(host, key, secret, secure=False, region=REGION).make_bucket("uploads")
        yield f"s3://uploads/of-acme?endpoint={endpoint}"
