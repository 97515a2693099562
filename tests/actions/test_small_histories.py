"""G067: whatever three people do at the same moment, some serial order explains all they saw.

Small random histories are run at once against the real database. A brute-force search then
looks for an order of the same commands in which a plain model of the rules (written from
`docs/threads.md`, not from the code) gives every answer, and the same end.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest

from tests.box import LINUS, Box, command
from threadbox.actions import messages, threads
from threadbox.domain.actors import Actor, Visitor
from threadbox.domain.outcomes import Outcome
from threadbox.domain.refusals import Refusal
from threadbox.store.database import Database

pytestmark = pytest.mark.slow
HISTORIES = 120
MOST_COMMANDS = 3
Answer = int | str | None
"""The number of a thread, the reason of a refusal, or None: the main line, or nothing to do."""


@dataclass(frozen=True, slots=True)
class Step:
    """One command. `topic`, `ticket`, `number`: what it names, as far as it does."""

    does: str
    topic: str | None = None
    ticket: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    topic: str
    ticket: str | None
    # When it was started or reopened last; None once it has ended.
    opened: int | None


@dataclass(frozen=True, slots=True)
class Model:
    """The rules of one conversation's threads, and nothing else. Threads by number, from 1."""

    threads: tuple[Known, ...] = ()
    current: int | None = None
    moments: int = 0

    def after(self, step: Step) -> tuple["Model", Answer]:
        match step.does:
            case "start":
                return self._start(step)
            case "end":
                return self._end(step)
            case "select":
                return self._select(step)
            case "reopen":
                return self._reopen(step)
            case _:
                return self, self._line(step)

    def _start(self, step: Step) -> tuple["Model", Answer]:
        assert step.topic is not None
        known = self._by_ticket(step.ticket) if step.ticket else self._by_topic(step.topic)
        if known is not None and self.threads[known - 1].opened is not None:
            return replace(self, current=known), known
        if known is not None and step.ticket:
            return self._opened(known), known
        fresh = replace(self, threads=(*self.threads, Known(step.topic, step.ticket, None)))
        return fresh._opened(len(fresh.threads)), len(fresh.threads)

    def _end(self, step: Step) -> tuple["Model", Answer]:
        meant = self.current if step.topic is None else self._by_topic(step.topic)
        if meant is None:
            return self, None if step.topic is None else "thread_not_found"
        thread = self.threads[meant - 1]
        if thread.opened is None:
            return self, "thread_ended"
        ended = self._with(meant, replace(thread, opened=None))
        if meant != self.current:
            return ended, meant
        earlier = [
            (other.opened, number)
            for number, other in enumerate(ended.threads, 1)
            if other.opened is not None and other.opened < thread.opened
        ]
        return replace(ended, current=max(earlier)[1] if earlier else None), meant

    def _select(self, step: Step) -> tuple["Model", Answer]:
        meant = None if step.topic is None else self._by_topic(step.topic)
        if meant is None:
            return self, "thread_not_found"
        if self.threads[meant - 1].opened is None:
            return self, "thread_ended"
        return replace(self, current=meant), meant

    def _reopen(self, step: Step) -> tuple["Model", Answer]:
        assert step.number is not None
        if step.number > len(self.threads):
            return self, "thread_not_found"
        if self.threads[step.number - 1].opened is not None:
            return self, "thread_open"
        return self._opened(step.number), step.number

    def _line(self, step: Step) -> Answer:
        """Where a message goes: to the current thread, or to the one named if it is open."""
        if step.number is None:
            return self.current
        if step.number > len(self.threads):
            return "thread_not_found"
        return step.number if self.threads[step.number - 1].opened is not None else None

    def _opened(self, number: int) -> "Model":
        moment = self.moments + 1
        opened = self._with(number, replace(self.threads[number - 1], opened=moment))
        return replace(opened, current=number, moments=moment)

    def _with(self, number: int, thread: Known) -> "Model":
        return replace(self, threads=(*self.threads[: number - 1], thread, *self.threads[number:]))

    def _by_ticket(self, ticket: str) -> int | None:
        numbers = (n for n, thread in enumerate(self.threads, 1) if thread.ticket == ticket)
        return next(numbers, None)

    def _by_topic(self, topic: str) -> int | None:
        """The open thread of this topic that was opened last; without one, an ended one."""
        of_topic = [(t.opened or 0, n) for n, t in enumerate(self.threads, 1) if t.topic == topic]
        return max(of_topic)[1] if of_topic else None


def is_explained(
    plans: Sequence[Sequence[Step]],
    answers: Sequence[Sequence[Answer]],
    end: tuple[int | None, tuple[bool, ...]],
    begin: Model,
) -> bool:
    """Whether some order, each person's own kept, gives all answers and the end."""
    tried: set[tuple[tuple[int, ...], Model]] = set()
    waiting = [(tuple(0 for _ in plans), begin)]
    while waiting:
        done, model = waiting.pop()
        if (done, model) in tried:
            continue
        tried.add((done, model))
        if all(count == len(plan) for count, plan in zip(done, plans, strict=True)):
            if end == (model.current, tuple(t.opened is not None for t in model.threads)):
                return True
            continue
        for person, plan in enumerate(plans):
            if done[person] < len(plan):
                following, answer = model.after(plan[done[person]])
                if answer == answers[person][done[person]]:
                    next_done = (*done[:person], done[person] + 1, *done[person + 1 :])
                    waiting.append((next_done, following))
    return False


def some_step(chance: Random) -> Step:
    topic = chance.choice("AB")
    number = chance.randint(1, 3)
    return chance.choice(
        [
            Step("start", topic=topic),
            Step("start", topic=topic, ticket="1"),
            Step("end"),
            Step("end", topic=topic),
            Step("select", topic=topic),
            Step("reopen", number=number),
            Step("send"),
            Step("send", number=number),
        ]
    )


async def lived(
    box: Box, doors: Sequence[Database], plans: Sequence[Sequence[Step]], run: int
) -> list[list[Answer | Outcome]]:
    """Everybody does their plan, all at once, through their own door as far as there are many."""
    people: list[Actor] = [box.linus, box.ada, box.shop]

    async def live(person: int) -> list[Answer | Outcome]:
        door = doors[person % len(doors)]
        return [
            await attempt(box, door, people[person], step, f"run-{run}-{person}-{number}")
            for number, step in enumerate(plans[person])
        ]

    return list(await asyncio.gather(*(live(person) for person in range(len(plans)))))


async def attempt(
    box: Box, door: Database, who: Actor, step: Step, client_id: str
) -> Answer | Outcome:
    ids = {thread.number: thread.id for thread in box.see().threads}
    named = None if step.number is None else ids.get(step.number, "thread_unknown")
    what = {"topic": step.topic} if step.topic is not None else {}
    actions: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
        "start": (threads.start_thread, {**what, "external_id": step.ticket}),
        "end": (threads.end_thread, what),
        "select": (threads.select_thread, what),
        "reopen": (threads.reopen_thread, {"thread": named}),
        "send": (messages.send, {"text": "x", "thread": named or "current"}),
    }
    action, wanted = actions[step.does]
    if step.does == "reopen" and isinstance(who, Visitor):
        who = box.ada  # visitors start a thread again instead
    try:
        return await door.write(
            box.website, command, action, who, LINUS, client_id=client_id, **wanted
        )
    except Refusal as refusal:
        return refusal.reason


def test_some_serial_order_explains_every_small_history(box: Box) -> None:
    _require_explained(box, [box.database])


@pytest.mark.parametrize(
    "engine", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_some_serial_order_explains_what_several_processes_do(box: Box, database_url: str) -> None:
    """Nothing in memory orders them: each has connections of its own, as a process has."""
    with ExitStack() as closing_all:
        others = [closing_all.enter_context(closing(Database.open(database_url))) for _ in range(2)]
        _require_explained(box, [box.database, *others])


def _require_explained(box: Box, doors: Sequence[Database]) -> None:
    chance = Random(67)
    box.open_chat()
    box.start("A")
    for run in range(HISTORIES):
        plans = [
            [some_step(chance) for _ in range(chance.randint(1, MOST_COMMANDS))] for _ in range(3)
        ]
        begin = model_of(box)
        found = asyncio.run(lived(box, doors, plans, run))
        numbers = {thread.id: thread.number for thread in box.see().threads}
        answers = [[shown(each, numbers) for each in person] for person in found]
        now = model_of(box)
        end = now.current, tuple(thread.opened is not None for thread in now.threads)
        assert is_explained(plans, answers, end, begin), (plans, answers, begin, end)


def shown(answer: Answer | Outcome, numbers: dict[str, int]) -> Answer:
    if not isinstance(answer, Outcome):
        return answer
    return None if answer.thread is None else numbers[answer.thread]


def model_of(box: Box) -> Model:
    """What the model has to begin with: the conversation as it is."""
    seen = box.see()
    numbers = {thread.id: thread.number for thread in seen.threads}
    known = tuple(
        Known(thread.topic, thread.external_id, thread.episode.seq if thread.is_open else None)
        for thread in seen.threads
    )
    current = None if seen.current is None else numbers[seen.current]
    return Model(known, current, seen.last_seq)


def test_the_search_finds_what_no_order_explains() -> None:
    """Two starts of one topic that both made a thread: the search has to say no."""
    plans = [[Step("start", topic="A")], [Step("start", topic="A")]]
    begin = Model()
    assert is_explained(plans, [[1], [1]], (1, (True,)), begin)
    assert not is_explained(plans, [[1], [2]], (2, (True, True)), begin)
