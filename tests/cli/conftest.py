"""A served Threadbox and its administrator, who types commands beside it; once on each database."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.gateways.front_door import FrontDoor, opened
from threadbox.cli import main

_LOGGED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[")


@pytest.fixture(autouse=True)
def quiet() -> None:
    """A test that ran `threadbox serve` here has configured logs for all that follow: they would
    stand among what a command says."""
    root = logging.getLogger()
    for handler in [each for each in root.handlers if type(each) is logging.StreamHandler]:
        root.removeHandler(handler)


@dataclass(frozen=True, slots=True)
class Administrator:
    """Runs commands on one folder and one database."""

    data: Path
    database_url: str
    door: FrontDoor
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def does(self, *arguments: str, typed: str = "") -> Any:
        """The JSON that a command prints. `typed`: its standard input."""
        code, out, err = self.tries(*arguments, "--json", typed=typed)
        assert code == 0, err
        return json.loads(out.splitlines()[-1])

    def is_refused(self, *arguments: str, typed: str = "") -> str:
        """The one line that a command says when it does nothing."""
        code, out, err = self.tries(*arguments, typed=typed)
        assert (code, out, err.count("\n")) == (2, "", 1), (code, out, err)
        assert err.startswith("threadbox: ")
        return err

    def tries(self, *arguments: str, typed: str = "") -> tuple[int, str, str]:
        """Exit code, output and errors."""
        self.capsys.readouterr()
        self.monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        where = ("--data", str(self.data), "--database-url", self.database_url)
        code = main([*arguments, *where])
        heard = self.capsys.readouterr()
        # The server runs in this process, and its log goes where no logs are configured.
        out = "".join(
            line for line in heard.out.splitlines(keepends=True) if not _LOGGED.match(line)
        )
        return code, out, heard.err


NewAdministrator = Callable[..., Administrator]


@pytest.fixture
def new_administrator(
    database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[NewAdministrator]:
    """Starts a server on the same data, as often as it is called, and gives who sits beside it."""
    data = tmp_path / "data"
    with ExitStack() as servers:

        def start(**settings: Any) -> Administrator:
            servers.close()
            settings = {"database_url": database_url, **settings}
            door = servers.enter_context(opened(settings.pop("data", data), **settings))
            return Administrator(data, database_url, door, capsys, monkeypatch)

        yield start


@pytest.fixture
def administrator(new_administrator: NewAdministrator) -> Administrator:
    """Beside a running server with Acme (Ada, Grace) and another website (Mallory)."""
    return new_administrator()
