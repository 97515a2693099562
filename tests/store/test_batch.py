"""Actions that share a transaction: they see one another, and fail alone."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from tests.box import LINUS, MALLORY, Box, command
from threadbox.actions import messages, threads
from threadbox.actions.websites import create_website
from threadbox.domain.actors import Operator
from threadbox.domain.outcomes import Outcome
from threadbox.domain.refusals import Refusal
from threadbox.store import timeline
from threadbox.store.keys import ConversationKey
from threadbox.store.transaction import Transaction

Write = Coroutine[Any, Any, Any]


def together(box: Box, *writes: Callable[[], Write], commits: int = 1) -> list[Any]:
    """Results or errors of writes that all wait at the same time, so they share a commit."""
    seen: list[int] = []
    box.database.on_batch = lambda batch: seen.append(batch.actions)

    async def all_of_them() -> list[Any]:
        holding, go_on = threading.Event(), threading.Event()

        def hold(_tx: Transaction) -> None:
            holding.set()
            go_on.wait(10)

        first = asyncio.create_task(box.database.write(box.website, hold))
        await asyncio.to_thread(holding.wait, 10)
        waiting = [asyncio.create_task(write()) for write in writes]
        await asyncio.sleep(0)
        go_on.set()
        await first
        return list(await asyncio.gather(*waiting, return_exceptions=True))

    results = asyncio.run(all_of_them())
    box.database.write_now(box.website, lambda tx: tx.now)  # so that the others are counted
    assert seen[1 : commits + 1] == [len(writes) // commits] * commits
    return results


def says(box: Box, text: str, by: Any = None, conversation: str = LINUS) -> Callable[[], Write]:
    actor = by or box.linus
    return lambda: box.database.write(
        box.website,
        command,
        messages.send,
        actor,
        conversation,
        text=text,
        client_id=f"says-{text:>08}",
    )


def fails(box: Box, text: str) -> Callable[[], Write]:
    def half_done(tx: Transaction) -> None:
        command(tx, messages.send, box.linus, LINUS, text=text, client_id=f"half-{text:>08}")
        raise Refusal("conflict", "changed_its_mind")

    return lambda: box.database.write(box.website, half_done)


def texts(box: Box) -> list[str]:
    found: list[str] = []
    for line in box.lines():
        message = getattr(line.fact, "message", None)
        if message is not None:
            found.append(message.content.text)
    return found


def test_a_conversation_that_began_is_met_by_the_next_action(box: Box) -> None:
    results = together(box, says(box, "1"), says(box, "2"), says(box, "a", box.mallory, MALLORY))
    assert [outcome.seq for outcome in results] == [1, 2, 1]
    assert box.see().last_seq == 2


def test_what_failed_between_two_actions_leaves_no_trace(box: Box) -> None:
    box.say("0")
    results = together(box, says(box, "1"), fails(box, "x"), says(box, "2"), fails(box, "y"))
    assert [result.seq for result in results if isinstance(result, Outcome)] == [2, 3]
    assert [type(result) for result in results[1::2]] == [Refusal, Refusal]
    assert texts(box) == ["0", "1", "2"]
    assert box.see().unread.operator == 3


def test_a_beginning_that_fails_is_begun_anew(box: Box) -> None:
    results = together(box, fails(box, "x"), says(box, "1"))
    assert results[1].seq == 1
    assert [line.position for line in box.lines()] == [1, 2]


def test_the_same_command_twice_is_one_effect_and_one_answer(box: Box) -> None:
    box.say("0")
    once, again, other = together(box, says(box, "1"), says(box, "1"), says(box, "2"))
    assert (once.duplicate, again.duplicate) == (False, True)
    assert (once.seq, again.seq, other.seq) == (2, 2, 3)
    assert texts(box) == ["0", "1", "2"]


def test_an_action_sees_all_that_those_before_it_wrote(box: Box) -> None:
    box.open_chat()
    box.say("0")

    def start() -> Write:
        return box.database.write(
            box.website,
            command,
            threads.start_thread,
            box.linus,
            LINUS,
            topic="T",
            client_id="start-it",
        )

    def read() -> Write:
        return box.database.write(
            box.website, command, messages.read, box.ada, LINUS, seq=99, client_id="read-all"
        )

    def look() -> Write:
        def seqs(tx: Transaction) -> list[int]:
            key = tx.buffer.loaded[tx.website.key, LINUS][0].key
            return [stored.item.seq for stored in timeline.after(tx, key, 0)]

        return box.database.write(box.website, seqs)

    *_, seqs = together(box, says(box, "1"), start, says(box, "2"), read, says(box, "3"), look)
    assert seqs == [1, 2, 3, 4, 5]
    conversation = box.see()
    assert conversation.unread.operator == 1
    assert [thread.messages for thread in conversation.threads] == [2]
    assert conversation.threads[0].unread.operator == 1


def test_another_websites_conversation_is_not_met_in_the_same_transaction(box: Box) -> None:
    elsewhere = box.database.write_now(
        None, create_website, name="Elsewhere", domain="elsewhere.example"
    )
    stranger = Operator(website=elsewhere.id, id="operator_x", name="X")

    def reach() -> Write:
        return box.database.write(
            elsewhere.id, command, messages.send, stranger, LINUS, text="boo", client_id="reach-out"
        )

    results = asyncio.run(_gather(says(box, "1"), reach, says(box, "2"), reach))
    assert [getattr(result, "reason", "") for result in results[1::2]] == [
        "conversation_not_found"
    ] * 2


async def _gather(*writes: Callable[[], Write]) -> list[Any]:
    return list(await asyncio.gather(*(write() for write in writes), return_exceptions=True))


def test_what_cannot_be_written_fails_alone(box: Box) -> None:
    """Two items at one place: the database refuses them, and only at the end of the batch."""
    box.say("0")

    def broken(tx: Transaction) -> None:
        key = ConversationKey(tx.website.key, 1)
        item = next(timeline.after(tx, key, 0)).item
        timeline.append(tx, key, item, None)

    results = together(
        box,
        says(box, "1"),
        lambda: box.database.write(box.website, broken),
        says(box, "2"),
        commits=3,
    )
    assert [result.seq for result in results[::2]] == [2, 3]
    assert isinstance(results[1], Exception)
    assert not isinstance(results[1], Refusal)
    assert texts(box) == ["0", "1", "2"]
    assert [line.position for line in box.lines()] == [1, 2, 3, 4]


@pytest.mark.parametrize("number", [1, 2, 40])
def test_a_batch_of_any_size_counts_right(box: Box, number: int) -> None:
    box.open_chat()
    box.say("0")
    box.start("T")
    results = together(box, *(says(box, f"{each}") for each in range(1, number + 1)))
    assert [result.seq for result in results] == list(range(3, number + 3))
    thread = box.see().threads[0]
    assert (thread.messages, thread.last_seq) == (number, number + 2)


@pytest.mark.bound("writer.BATCH_ACTIONS")
def test_a_batch_has_so_many_actions_and_the_others_wait_for_the_next(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threadbox.store.writer.BATCH_ACTIONS", 4)
    box.open_chat()
    together(box, *(says(box, f"{each}") for each in range(12)), commits=3)
    assert texts(box) == [f"{each}" for each in range(12)]
