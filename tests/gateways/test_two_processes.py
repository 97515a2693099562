"""Two servers on one PostgreSQL: what is said at one is heard at the other, bell or no bell."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateways.front_door import is_message, opened
from threadbox.live import feed

pytestmark = pytest.mark.postgres


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    cluster = request.getfixturevalue("postgres")
    name = cluster.create_database()
    yield cluster.url(name)
    cluster.drop_database(name)


@pytest.mark.parametrize("has_bell", [True, False])
def test_a_message_at_one_server_is_heard_at_the_other(
    tmp_path: Path, database_url: str, has_bell: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the bell it has to be the bell: the slow tick is put off beyond the test's deadline."""
    monkeypatch.setattr(feed, "TICK_SECONDS", 1000.0 if has_bell else 0.1)
    settings = {
        "database_url": database_url,
        "bell_url": database_url if has_bell else None,
        "secret": "one secret for both processes, as it has to be",
    }
    with (
        opened(tmp_path / "one", **settings) as here,
        opened(tmp_path / "two", **settings) as there,
        there.operator() as ada,
        here.visitor() as linus,
    ):
        linus.do("send", text="Hello!")
        linus.do("send", text="Is anybody there?")
        ada.lines_until(is_message("Is anybody there?"))
        ada.do("send", conversation=linus.session, text="Yes, next door.")
        linus.lines_until(is_message("Yes, next door."))
        with there.visitor(linus.token) as tab:
            assert len(tab.welcome["conversation"]["items"]) == 3
