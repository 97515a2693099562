"""One running Acme for all of this folder; everybody in a test has a browser of their own."""

import contextlib
from collections.abc import Callable, Iterator

import pytest

from tests import host_page
from tests.host_page import HostSite
from tests.threadbox_server import ThreadboxServer
from tests.webkit import driven
from tests.webkit.people import PASSWORD, Operator, Visitor
from tests.webkit.window import Window
from tools import webkit

OpenWindow = Callable[..., Window]
EMAIL = "olga@acme.example"


@pytest.fixture(scope="session")
def programs() -> webkit.WebKit:
    found = webkit.find()
    if found is None:
        pytest.skip(webkit.hint(webkit.missing()))
    return found


@pytest.fixture
def open_window(programs: webkit.WebKit) -> Iterator[OpenWindow]:
    """Opens a browser that remembers nothing. `language`: that of the system, as in `LANG`."""
    with contextlib.ExitStack() as opened:

        def open_(language: str = driven.LANGUAGE) -> Window:
            return Window(opened.enter_context(driven.launch(programs, language)))

        yield open_


@pytest.fixture(scope="package")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreadboxServer]:
    """A server for the whole folder."""
    server = ThreadboxServer(tmp_path_factory.mktemp("webkit"))
    server.start()
    yield server
    # Nothing is looked at afterwards, so nobody waits for the last ones to be served.
    server.kill()


@pytest.fixture(scope="package")
def website(acme: ThreadboxServer) -> str:
    """A website whose pages live on `localhost`; Olga answers for it."""
    created = acme.cli("create-website", "--name", "Acme Hosting", "--domain", "localhost")
    website_id: str = created["website_id"]
    who = ("--website", website_id, "--email", EMAIL, "--name", "Olga", "--password-stdin")
    acme.cli("create-operator", *who, typed=f"{PASSWORD}\n")
    return website_id


@pytest.fixture(scope="package")
def site(acme: ThreadboxServer, website: str) -> Iterator[HostSite]:
    """The shop's site, under a strict content security policy."""
    with host_page.serve(acme, website) as served:
        yield served


@pytest.fixture
def mira(site: HostSite, open_window: OpenWindow) -> Visitor:
    """A customer on the shop's page, with the chat still closed."""
    visitor = Visitor(open_window())
    visitor.arrive(site.url)
    return visitor


@pytest.fixture
def olga(acme: ThreadboxServer, website: str, open_window: OpenWindow) -> Operator:
    """An operator at the inbox, with nothing opened."""
    assert website
    operator = Operator(open_window())
    operator.sign_in(acme.url, EMAIL)
    return operator
