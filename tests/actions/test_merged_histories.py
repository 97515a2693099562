"""Random histories on both sides of a merge: afterwards the tables say what follows from the log,
and what is unread is what stands beyond the marks, whoever reads and writes next."""

import random
from collections.abc import Callable

import pytest

from tests.actions.machine import require_consistent
from tests.actions.test_merging import bound, merge, require_replayed, see
from tests.box import LINUS, Box
from threadbox.actions import conversations, messages, threads
from threadbox.domain.actors import Actor, Side, Visitor, side_of
from threadbox.domain.conversations import Conversation
from threadbox.domain.outcomes import Outcome
from threadbox.domain.refusals import Refusal
from threadbox.domain.timeline import Message, Note

STEPS = 25


def act(box: Box, chance: random.Random, visitor: Visitor) -> None:
    """One thing that somebody does in a visitor's conversation; some of it is refused."""
    here = visitor.conversation
    everybody: list[Actor] = [visitor, visitor, box.ada, box.shop]
    who = chance.choice(everybody)
    known = [thread.id for thread in see(box, here).threads] or ["main"]
    seq = chance.randint(0, 2 * STEPS)
    topic, key = chance.choice("ABC"), chance.choice([None, "1", "2"])
    line = chance.choice(["current", "main", chance.choice(known)])
    steps: list[Callable[[], Outcome]] = [
        lambda: box.do(messages.send, who, here, text="hello", thread=line),
        lambda: box.do(messages.send, box.ada, here, text="psst", note=True),
        lambda: box.do(threads.start_thread, who, here, topic=topic, external_id=key),
        lambda: box.do(threads.end_thread, who, here),
        lambda: box.do(threads.reopen_thread, box.ada, here, thread=chance.choice(known)),
        lambda: box.do(messages.read, who, here, seq=seq),
        lambda: box.do(messages.read, who, here, seq=seq, thread=chance.choice(known)),
        lambda: box.do(messages.deliver, who, here, seq=seq),
    ]
    try:
        chance.choice([steps[0], steps[0], *steps])()
    except Refusal:
        return


def require_marks(seen: Conversation) -> None:
    """What is unread cannot be more than what the other side wrote beyond the read mark."""
    said = [item for item in seen.items if isinstance(item, Message)]
    sides: tuple[Side, Side] = ("visitor", "operator")
    for side in sides:
        beyond = [
            item
            for item in said
            if side_of(item.by) != side
            and not isinstance(item.content, Note)
            and item.seq > getattr(seen.read, side)
        ]
        assert getattr(seen.unread, side) <= len(beyond)
        assert getattr(seen.delivered, side) >= getattr(seen.read, side)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_was_said_before_a_merge_everything_holds_after_it(box: Box, seed: int) -> None:
    chance, who = random.Random(seed), bound(box)
    for visitor in (box.linus, who):
        box.do(conversations.open_chat, visitor, visitor.conversation)
        for _ in range(chance.choice([0, 3, STEPS])):
            act(box, chance, visitor)
    before = [see(box, each).last_seq for each in (LINUS, who.conversation)]
    merge(box)
    assert see(box, who.conversation).last_seq == sum(before)
    for _ in range(STEPS):
        seen = see(box, who.conversation)
        require_consistent(seen)
        require_marks(seen)
        act(box, chance, who)
    require_replayed(box)
    for reader in (who, box.ada):
        box.do(messages.read, reader, who.conversation, seq=10_000)
    unread = see(box, who.conversation).unread
    assert (unread.visitor, unread.operator) == (0, 0)
