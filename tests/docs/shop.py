"""A website with an operator, on a server of its own: what the recipes talk to."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import NewContext
from tests.stories.people import OperatorScreen, operator
from tests.threadbox_server import ThreadboxServer

PASSWORD = "three quiet otters"


@dataclass(frozen=True, slots=True)
class Shop:
    server: ThreadboxServer
    website: str

    def filled_in(self, text: str) -> str:
        """An example, with this server and this website where it says "yours"."""
        return (
            text.replace("https://chat.example.com", self.server.url)
            .replace("wss://chat.example.com", self.server.socket_url)
            .replace("YOUR-WEBSITE-ID", self.website)
        )

    def olga(self, new_context: NewContext) -> OperatorScreen:
        """The operator at the inbox."""
        screen = operator(new_context(), self.server.url)
        screen.sign_in("olga@acme.example", PASSWORD)
        return screen


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Shop]:
    """A shop with its server, which is stopped in the end."""
    server = ThreadboxServer(folder)
    server.start()
    try:
        created = server.cli("create-website", "--name", "Acme", "--domain", "localhost")
        website: str = created["website_id"]
        who = ("--email", "olga@acme.example", "--name", "Olga", "--password-stdin")
        server.cli("create-operator", "--website", website, *who, typed=f"{PASSWORD}\n")
        yield Shop(server, website)
    finally:
        server.stop()
