"""The database undoes a batch in favour of somebody else's: it is run again, and stored once."""

import threading

import psycopg
import pytest

from tests.box import Box
from threadbox.domain.refusals import Refusal
from threadbox.store.job import Batch
from threadbox.store.writer import BATCH_TRIES

pytestmark = pytest.mark.postgres
WAITING = "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"


@pytest.fixture
def engine() -> str:
    return "postgres"


def _undo(url: str, *, times: int) -> None:
    """The next `times` transactions that write a log line fail, as when they came too late."""
    with psycopg.connect(url, autocommit=True) as connection:
        # A sequence is not undone with the transaction that took from it.
        connection.execute("CREATE SEQUENCE IF NOT EXISTS undone")
        connection.execute("SELECT setval('undone', 1, false)")
        connection.execute(
            "CREATE OR REPLACE FUNCTION undo() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF nextval('undone') <= {times} THEN"
            "  RAISE EXCEPTION 'too late' USING ERRCODE = 'serialization_failure';"
            " END IF; RETURN NULL; END $$"
        )
        connection.execute(
            "CREATE OR REPLACE TRIGGER undo AFTER INSERT ON log"
            " FOR EACH STATEMENT EXECUTE FUNCTION undo()"
        )


def test_what_could_not_be_put_in_order_is_run_again_and_stored_once(
    box: Box, database_url: str
) -> None:
    box.say("before")
    batches: list[Batch] = []
    box.database.on_batch = batches.append
    _undo(database_url, times=BATCH_TRIES - 1)
    box.say("in the end")
    assert [item.seq for item in box.items()] == [1, 2]
    assert [line.position for line in box.lines()] == [1, 2, 3]
    assert [batch.is_committed for batch in batches] == [True]


@pytest.mark.bound("writer.BATCH_TRIES")
def test_what_is_undone_again_and_again_is_refused_and_can_be_sent_later(
    box: Box, database_url: str
) -> None:
    box.say("before")
    _undo(database_url, times=BATCH_TRIES)
    with pytest.raises(Refusal) as refused:
        box.say("later", client_id="client-id-later")
    assert refused.value.reason == "storage_unavailable"
    assert "retry_after" in refused.value.data
    outcome = box.say("later", client_id="client-id-later")
    assert (outcome.seq, outcome.duplicate) == (2, False)


def test_a_deadlock_with_another_program_is_survived(box: Box, database_url: str) -> None:
    box.say("before")
    with (
        psycopg.connect(database_url) as other,
        psycopg.connect(database_url, autocommit=True) as watching,
    ):
        other.execute("SET deadlock_timeout = '60s'")  # so that the server's turn is given up
        other.execute("SELECT * FROM conversations FOR UPDATE")
        sending = threading.Thread(target=box.say, args=("through",))
        sending.start()
        while not watching.execute(WAITING).fetchone():
            assert sending.is_alive()
        # The server holds the website's row and waits for the conversation's; now each waits.
        other.execute("UPDATE websites SET name = name")
        other.commit()
        sending.join()
    assert [item.seq for item in box.items()] == [1, 2]
    assert [line.position for line in box.lines()] == [1, 2, 3]
