"""The demo's past: a history worth reading, and the same after every start."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.box import command
from threadbox.actions.messages import send
from threadbox.demo import stories
from threadbox.demo.seed import DemoAccount, seed
from threadbox.domain.actors import Operator, Visitor
from threadbox.domain.conversations import Conversation
from threadbox.store.database import Database
from threadbox.views import inbox, operators, resume, timeline
from threadbox.views.resume import Place
from threadbox.views.websites import website

NOW = datetime(2026, 11, 22, 14, 20, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def account(database: Database) -> DemoAccount:
    return seed(database, password_hash="not used here", now=NOW)


def test_mira_has_finished_threads_and_an_unanswered_question(
    database: Database, account: DemoAccount
) -> None:
    mira = see(database, account, stories.MIRA.conversation)
    assert [thread.topic for thread in mira.threads] == [
        "Domain move",
        "Invoice 8812",
        "Certificate warning on the shop",
    ]
    assert {thread.state for thread in mira.threads} == {"ended"}
    assert mira.threads[1].episode.outcome == "Address and VAT number corrected, sent again."
    assert mira.current is None
    assert mira.unread.operator == 2


def test_ben_has_two_open_threads(database: Database, account: DemoAccount) -> None:
    ben = see(database, account, stories.BEN.conversation)
    assert [thread.topic for thread in ben.threads if thread.is_open] == [
        "Refund for order 551",
        "New billing address",
    ]


def test_everything_happened_in_the_order_of_the_log_and_before_now(
    database: Database, account: DemoAccount
) -> None:
    lines = database.read_now(
        resume.lines_for_operator, olga(database, account), start(database, account)
    ).lines
    times = [line.fact.at for line in lines]
    assert times == sorted(times)
    assert times[-1] <= NOW.timestamp() * 1000


def test_seeding_again_changes_nothing(database: Database, account: DemoAccount) -> None:
    before = newest_position(database, account)
    seed(database, password_hash="not used here", now=NOW + timedelta(days=1))
    assert newest_position(database, account) == before


def test_seeding_again_leaves_what_was_written_since_unread(
    database: Database, account: DemoAccount
) -> None:
    mira = Visitor(website=account.website_id, conversation=stories.MIRA.conversation)
    database.write_now(
        account.website_id,
        command,
        send,
        mira,
        mira.conversation,
        text="one more thing",
        client_id="new",
    )
    seed(database, password_hash="not used here", now=NOW + timedelta(days=1))
    assert see(database, account, mira.conversation).unread.operator == 3


def test_the_first_list_shows_the_newest_first(database: Database, account: DemoAccount) -> None:
    page = database.read_now(inbox.page, olga(database, account), "open", None)
    names = [row.profile.nickname for row in page.conversations]
    assert names[:2] == ["Mira Sol", "Ben Ito"]


def olga(database: Database, account: DemoAccount) -> Operator:
    record = database.read_now(operators.by_email, account.email)
    assert record is not None
    return Operator(website=account.website_id, id=record.id, name=record.name)


def start(database: Database, account: DemoAccount) -> Place:
    """Before the first line."""
    return Place(epoch=database.read_now(website, account.website_id).epoch, position=0)


def see(database: Database, account: DemoAccount, conversation: str) -> Conversation:
    seen: Conversation = database.read_now(
        timeline.conversation, olga(database, account), conversation
    )
    return seen


def newest_position(database: Database, account: DemoAccount) -> int:
    lines = database.read_now(
        resume.lines_for_operator, olga(database, account), start(database, account)
    ).lines
    return lines[-1].position
