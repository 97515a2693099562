"""Nothing grows with the square: twice as much there is, at most twice as much work to do.

Work is counted in steps of the interpreter and in bytes that are written into the log, never in
time. Each case is built at three sizes, each twice the one before (`tests/steps.py`).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.box import LINUS, Box, command
from tests.box import assemble as assemble_box
from tests.steps import counted, require_linear
from threadbox.actions import conversations, merging, messages, people, threads
from threadbox.domain.actors import Visitor
from threadbox.domain.sessions import bound_conversation
from threadbox.store.json_codec import encoded
from threadbox.views import inbox, resume, timeline

# Steps of which nobody can say more than that they are few: caches, a digit more.
NOISE_STEPS = 3_000
NOISE_BYTES = 300
# The first time is not counted: statements are compiled, and decoders made, once.
SIZES = (12, 12, 24, 48)
Work = Callable[..., Any]


def written(box: Box, action: Work, by: Any = None, **wanted: Any) -> tuple[int, int]:
    """The steps of an action, and the bytes of what it writes into the log."""
    steps: list[int] = []

    def watched(tx: Any, *given: Any, **named: Any) -> Any:
        outcome: list[Any] = []
        steps.append(counted(lambda: outcome.append(command(tx, *given, **named))))
        return outcome[0]

    head = box.lines()[-1].position
    conversation = wanted.pop("conversation", LINUS)
    box.database.write_now(
        box.website,
        watched,
        action,
        by or box.linus,
        conversation,
        client_id=f"watched-{head:08}",
        **wanted,
    )
    return steps[0], sum(len(encoded(line.fact)) for line in box.lines(head))


def shown(box: Box, view: Work, *given: Any) -> tuple[int, int]:
    """The steps of a view, and the bytes of what it shows."""
    steps: list[int] = []

    def watched(rx: Any) -> Any:
        seen: list[Any] = []
        steps.append(counted(lambda: seen.append(view(rx, *given))))
        return seen[0]

    seen = box.database.read_now(watched)
    return steps[0], len(encoded(seen))


def _topics(box: Box, count: int, messages_each: int = 1) -> list[str]:
    box.open_chat()
    started = [
        box.start(f"Topic {number:04}", external_id=f"{number:04}") for number in range(count)
    ]
    for each in started:
        for _ in range(messages_each):
            box.say("hello", thread=each)
    return started


def read_all_topics(box: Box, size: int) -> tuple[int, int]:
    _topics(box, size, 4)
    return written(box, messages.read, box.ada, seq=10**6)


def read_one_of_many(box: Box, size: int) -> tuple[int, int]:
    first, *_ = _topics(box, size, 4)
    return written(box, messages.read, box.ada, seq=10**6, thread=first)


def send_beside_many(box: Box, size: int) -> tuple[int, int]:
    _topics(box, size)
    return written(box, messages.send, text="hello")


def start_beside_many(box: Box, size: int) -> tuple[int, int]:
    _topics(box, size)
    return written(box, threads.start_thread, topic="One more", external_id="one more")


def end_one_of_many(box: Box, size: int) -> tuple[int, int]:
    _topics(box, size)
    return written(box, threads.end_thread)


def rename_one_of_many(box: Box, size: int) -> tuple[int, int]:
    first, *_ = _topics(box, size)
    return written(box, threads.rename_thread, box.ada, thread=first, topic="Another")


def reopen_again_and_again(box: Box, size: int) -> tuple[int, int]:
    _topics(box, 1)
    for _ in range(size):
        box.end()
        box.start("Topic 0000", external_id="0000")
    box.end()
    return written(box, threads.start_thread, topic="Topic 0000", external_id="0000")


def change_data_of_many(box: Box, size: int) -> tuple[int, int]:
    box.do(people.change_data, box.linus, data={f"key{n:04}": "x" * 9 for n in range(size)})
    return written(box, people.change_data, data={"key0000": "y" * 9})


def push_an_event_after_many(box: Box, size: int) -> tuple[int, int]:
    for number in range(size):
        box.do(people.push_event, box.linus, text=f"{number:04}")
    return written(box, people.push_event, text="one more")


def _merge(box: Box, topics_there: int, topics_here: int) -> tuple[int, int]:
    """Linus's anonymous conversation is brought into his own."""
    id_ = bound_conversation(b"a secret", box.website, "a token id")
    own = Visitor(website=box.website, conversation=id_)
    box.do(conversations.open_chat, own, id_)
    for number in range(topics_there):
        box.do(threads.start_thread, own, id_, topic=f"There {number:04}")
    _topics(box, topics_here, 2)
    return written(box, merging.merge, own, conversation=id_, source=LINUS)


def merge_many(box: Box, size: int) -> tuple[int, int]:
    return _merge(box, size, size)


def merge_more_than_fit(box: Box, size: int) -> tuple[int, int]:
    """All that come are too many, and end one by one."""
    return _merge(box, 96, size)


def see_many(box: Box, size: int) -> tuple[int, int]:
    _topics(box, size, 2)
    return shown(box, timeline.conversation, box.ada, LINUS)


def page_through_many(box: Box, size: int) -> tuple[int, int]:
    _topics(box, size, 2)
    return shown(box, timeline.history, box.ada, LINUS)


def list_many(box: Box, size: int) -> tuple[int, int]:
    for number in range(size):
        who = Visitor(website=box.website, conversation=f"session_{UUID(int=number)}")
        box.do(messages.send, who, who.conversation, text="hello")
    return shown(box, inbox.page, box.ada, "open", None)


def resume_after_many(box: Box, size: int) -> tuple[int, int]:
    for _ in range(size):
        box.say("hello")
    return shown(box, resume.lines_for_visitor, box.linus, box.place(0))


CASES = (
    read_all_topics, read_one_of_many, send_beside_many, start_beside_many, end_one_of_many,
    rename_one_of_many, reopen_again_and_again, change_data_of_many, push_an_event_after_many,
    merge_many, merge_more_than_fit, see_many, page_through_many, list_many, resume_after_many,
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_an_action_or_view_does_at_most_twice_as_much_for_twice_as_much(
    migrated_sqlite: Path, tmp_path: Path, case: Callable[[Box, int], tuple[int, int]]
) -> None:
    measured: list[tuple[int, int]] = []
    for number, size in enumerate(SIZES):
        file = tmp_path / f"{number}.db"
        file.write_bytes(migrated_sqlite.read_bytes())
        box = assemble_box(f"sqlite:///{file}")
        measured.append(case(box, size))
        box.database.close()
    require_linear([steps for steps, _ in measured[1:]], NOISE_STEPS)
    require_linear([size for _, size in measured[1:]], NOISE_BYTES)
