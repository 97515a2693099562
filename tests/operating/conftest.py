"""Programs beside which a Threadbox is run, where the machine has them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tools import unpacked

Needs = Callable[[str], Path]


@pytest.fixture
def needs() -> Needs:
    """The program of a name; without it the test is skipped."""

    def find(name: str) -> Path:
        found = unpacked.find(name)
        if found is None:
            pytest.skip(f"this machine has no {name}; make test fetches it on Debian and its kin")
        return found

    return find
