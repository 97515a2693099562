"""One running Acme for all pages of this folder; every test brings a browser of its own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import host_page
from tests.conftest import NewContext
from tests.crisp.desk import Desk
from tests.crisp.shop_page import ShopPage, visit
from tests.docs import site as sites
from tests.docs.project import PACKAGES
from tests.host_page import HostSite, documented_snippet
from tests.stories.people import PATIENCE_MILLISECONDS
from tests.threadbox_server import ThreadboxServer

expect.set_options(timeout=PATIENCE_MILLISECONDS)

OpenPage = Callable[..., ShopPage]
Served = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="package")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreadboxServer]:
    """A server for the whole folder."""
    server = ThreadboxServer(tmp_path_factory.mktemp("crisp"))
    server.start()
    yield server
    # Nothing is looked at afterwards, so nobody waits for the last ones to be served.
    server.kill()


@pytest.fixture(scope="package")
def website(acme: ThreadboxServer) -> str:
    """A website whose pages live on `localhost` and below it; Ada answers for it."""
    created = acme.cli("create-website", "--name", "Acme Hosting", "--domain", "localhost")
    website_id: str = created["website_id"]
    return website_id


@pytest.fixture(scope="package")
def site(acme: ThreadboxServer, website: str) -> Iterator[HostSite]:
    """The shop's site, under the policy that docs/embed.md prints."""
    with host_page.serve(acme, website) as served:
        yield served


@pytest.fixture(scope="package")
def ada(acme: ThreadboxServer, website: str) -> Iterator[Desk]:
    """An operator at the other end, without a screen."""
    with Desk.of(acme, website, "Ada") as desk:
        yield desk


@pytest.fixture
def open_page(site: HostSite, new_context: NewContext) -> OpenPage:
    """Opens the shop's page in a new browser. `before`: JavaScript ahead of the snippet."""

    def opened(before: str = "", *, url: str = "", **options: object) -> ShopPage:
        return visit(new_context(**options), url or site.url, before)

    return opened


@pytest.fixture
def shop(open_page: OpenPage) -> ShopPage:
    """A customer's tab with the shop's page, the chatbox loaded and closed."""
    return open_page()


@pytest.fixture(scope="package")
def served(acme: ThreadboxServer, website: str) -> Served:
    """Serves pages that embed the chat, by path the `<body>` of each.

    `libraries`: files of `web/node_modules`, or whole paths, loaded ahead of the snippet;
    `before` and `after`: the page's own script around it; `extra`: scripts that nothing loads.
    """

    def serve(
        bodies: dict[str, str],
        *,
        libraries: tuple[str | Path, ...] = (),
        before: str = "",
        after: str = "",
        extra: dict[str, str] | None = None,
    ) -> AbstractContextManager[str]:
        script = f"{before}\n;{documented_snippet(acme.url, website)}\n;{after}"
        scripts = {
            f"/library-{n}.js": (PACKAGES / name).read_text() for n, name in enumerate(libraries)
        }
        scripts["/snippet.js"] = script
        loaded = "".join(f"<script src='{path}'></script>" for path in scripts)
        scripts |= extra or {}
        pages = {path: ("text/javascript", text) for path, text in scripts.items()}
        for path, body in bodies.items():
            head = f"<head><title>{path}</title>{loaded}</head>"
            page = f"<!doctype html><html lang='en'>{head}{body}</html>"
            pages[path] = ("text/html", page)
        return sites.serve(pages)

    return serve
