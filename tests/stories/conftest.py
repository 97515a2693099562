"""A running Acme, a page of its site, and people at their screens."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests import host_page
from tests.conftest import NewContext
from tests.host_page import HostSite
from tests.stories.people import (
    PATIENCE_MILLISECONDS,
    OperatorScreen,
    VisitorScreen,
    operator,
    visitor,
)
from tests.threadbox_server import ThreadboxServer

expect.set_options(timeout=PATIENCE_MILLISECONDS)


@pytest.fixture
def shop(server: ThreadboxServer) -> str:
    """A website whose pages live on `localhost`; Olga and Sam answer for it."""
    created = server.cli("create-website", "--name", "Acme Hosting", "--domain", "localhost")
    website: str = created["website_id"]
    for name in ("Olga", "Sam"):
        server.cli(
            "create-operator",
            *("--website", website, "--email", f"{name.lower()}@acme.example", "--name", name),
            "--password-stdin",
            typed="three quiet otters\n",
        )
    return website


@pytest.fixture
def site(server: ThreadboxServer, shop: str) -> Iterator[HostSite]:
    """The shop's site, under a strict content security policy."""
    with host_page.serve(server, shop) as served:
        yield served


@pytest.fixture
def mira(site: HostSite, new_context: NewContext) -> VisitorScreen:
    """A customer on the shop's page."""
    return visitor(new_context(), site.url)


@pytest.fixture
def sign_in(
    server: ThreadboxServer, site: HostSite, new_context: NewContext
) -> Callable[[str], OperatorScreen]:
    """Signs an operator in, in a browser of their own."""

    def at_the_inbox(name: str) -> OperatorScreen:
        screen = operator(new_context(), server.url)
        screen.sign_in(f"{name.lower()}@acme.example", "three quiet otters")
        return screen

    assert site.port
    return at_the_inbox


@pytest.fixture
def olga(sign_in: Callable[[str], OperatorScreen]) -> OperatorScreen:
    """An operator at the inbox."""
    return sign_in("Olga")
