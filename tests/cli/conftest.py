"""A served Threadbox and its administrator, who types commands beside it; once on each database."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.gateways.front_door import FrontDoor, opened
from threadbox.cli import main


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
        return json.loads(out)

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
        return code, heard.out, heard.err


@pytest.fixture
def administrator(
    empty_database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Administrator]:
    """Beside a running server with Acme (Ada, Grace) and another website (Mallory)."""
    data = tmp_path / "data"
    with opened(data, database_url=empty_database_url) as door:
        yield Administrator(data, empty_database_url, door, capsys, monkeypatch)
