"""The two doors: group commit, savepoints, announcing after the commit, and what fails."""

import asyncio
import threading

import pytest

from tests.box import LINUS, Box, command
from threadbox.actions import messages
from threadbox.domain.refusals import Refusal
from threadbox.store import log
from threadbox.store.database import Database
from threadbox.store.transaction import Reading, Transaction
from threadbox.store.writer import News


def test_many_at_once_are_all_stored_in_one_order(box: Box) -> None:
    async def everybody() -> list[int]:
        outcomes = await asyncio.gather(
            *(
                box.database.write(
                    box.website,
                    command,
                    messages.send,
                    box.linus,
                    LINUS,
                    text=f"message {number}",
                    client_id=f"at-once-{number}",
                )
                for number in range(200)
            )
        )
        return [outcome.seq or 0 for outcome in outcomes]

    seqs = asyncio.run(everybody())
    assert sorted(seqs) == list(range(1, 201))
    assert [line.position for line in box.lines()] == list(range(1, 202))


def test_one_hundred_identical_commands_at_once_are_one_message(box: Box) -> None:
    async def everybody() -> set[int | None]:
        outcomes = await asyncio.gather(
            *(
                box.database.write(
                    box.website,
                    command,
                    messages.send,
                    box.linus,
                    LINUS,
                    text="x",
                    client_id="the-same",
                )
                for _ in range(100)
            )
        )
        assert sum(not outcome.duplicate for outcome in outcomes) == 1
        return {outcome.fingerprint for outcome in outcomes}

    assert len(asyncio.run(everybody())) == 1
    assert box.kinds() == ["message"]


def test_a_refusal_undoes_only_itself(box: Box) -> None:
    def half_done(tx: Transaction) -> None:
        command(tx, messages.send, box.linus, LINUS, text="half", client_id="half-done-1")
        raise Refusal("conflict", "changed_its_mind")

    async def three() -> list[object]:
        results: list[object] = await asyncio.gather(  # type: ignore[assignment]
            box.database.write(
                box.website,
                command,
                messages.send,
                box.linus,
                LINUS,
                text="one",
                client_id="command-one",
            ),
            box.database.write(box.website, half_done),
            box.database.write(
                box.website,
                command,
                messages.send,
                box.linus,
                LINUS,
                text="two",
                client_id="command-two",
            ),
            return_exceptions=True,
        )
        return list(results)

    results = asyncio.run(three())
    assert isinstance(results[1], Refusal)
    assert box.kinds() == ["message", "message"]
    assert [line.position for line in box.lines()] == [1, 2, 3]


def test_a_bug_in_an_action_reaches_its_caller_and_nobody_else(box: Box) -> None:
    def broken(tx: Transaction) -> None:
        raise ZeroDivisionError(str(tx.now))

    with pytest.raises(ZeroDivisionError):
        box.database.write_now(box.website, broken)
    box.say("still alive")
    assert box.kinds() == ["message"]


def test_news_are_announced_after_the_commit_as_they_stand_in_the_log(box: Box) -> None:
    told: list[log.Written] = []
    stored: list[log.Written] = []

    def listen(news: News) -> None:
        told.extend(news[box.website].lines)
        stored[:] = box.database.read_now(lambda rx: list(log.lines_after(rx, box.website, 0)))

    box.database.on_commit = listen
    box.say("hello")
    box.say("hello", client_id="again-and-again")
    box.say("hello", client_id="again-and-again")
    box.database.close()
    assert [line.position for line in told] == [1, 2, 3], "a duplicate is no news"
    assert [line.position for line in stored] == [1, 2, 3], "told of what was not there yet"
    for mine, its in zip(told, stored, strict=True):
        assert (mine.conversation, mine.text, mine.fact) == (its.conversation, its.text, its.fact)


def test_what_an_undone_action_appended_is_no_news(box: Box) -> None:
    told: list[log.Written] = []
    box.database.on_commit = lambda news: told.extend(news[box.website].lines)

    def half_done(tx: Transaction) -> None:
        command(tx, messages.send, box.linus, LINUS, text="half", client_id="half-done-1")
        raise Refusal("conflict", "changed_its_mind")

    with pytest.raises(Refusal):
        box.database.write_now(box.website, half_done)
    box.say("whole")
    box.database.close()
    assert [line.position for line in told] == [1, 2]
    assert "half" not in "".join(line.text for line in told)


def test_a_caller_that_goes_away_does_no_harm(box: Box) -> None:
    async def impatient() -> None:
        waiting = asyncio.create_task(
            box.database.write(
                box.website,
                command,
                messages.send,
                box.linus,
                LINUS,
                text="x",
                client_id="impatient",
            )
        )
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(impatient())
    box.say("next")
    assert box.kinds()[-1] == "message"


def test_a_read_sees_one_moment_while_others_write(box: Box) -> None:
    box.say("one")

    def twice(rx: Reading) -> tuple[int, int]:
        before = len(list(log.lines_after(rx, box.website, 0)))
        writing = threading.Thread(target=box.say, args=("two",))
        writing.start()
        writing.join()
        return before, len(list(log.lines_after(rx, box.website, 0)))

    assert box.database.read_now(twice) == (2, 2)
    assert len(box.lines()) == 3


def test_an_unknown_website_is_refused(box: Box) -> None:
    with pytest.raises(Refusal, match="website_not_found"):
        box.database.write_now("nowhere", lambda tx: tx.now)


def test_what_is_stored_is_there_after_reopening(box: Box, database_url: str) -> None:
    box.say("hello", client_id="for-ever-1")
    box.database.close()
    box.database = Database.open(database_url)
    again = box.say("hello", client_id="for-ever-1")
    assert (again.duplicate, again.seq) == (True, 1)


def test_a_database_url_must_name_a_known_engine() -> None:
    with pytest.raises(ValueError, match="sqlite:/// or postgresql://"):
        Database.open("mysql://localhost/threadbox")
