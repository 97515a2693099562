"""A small crowd: visitors in one or two tabs, operators, everything they can do, at random.

Every value is unique, and everybody does one thing after the other, so that the oracle can
say of each what became of it. The mix is by seed; the moment of a fault is not.
"""

import asyncio
import itertools
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.gauntlet.ground import Ground, booted
from tests.gauntlet.people import Client, Operator, Visitor
from tests.gauntlet.stage import Desk

TOPICS = ("Invoice", "Server offline", "  Delivery ", "Caf\u00e9", "Cafe\u0301", "Ünïcode ✓")


@dataclass(slots=True)
class Crowd:
    """Comes, works until told to stop, and stays to hear the rest."""

    ground: Ground
    visitors: int = 6
    tabs: int = 2
    operators: tuple[str, ...] = ("ada", "grace")
    pause_seconds: float = 0.01
    people: list[Client] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _stops: bool = False

    async def come(self) -> None:
        """Everybody is there, and works."""
        for _ in range(self.visitors):
            token = await booted(self.ground.server, self.ground.cast.acme)
            for _ in range(self.tabs):
                self.people.append(Visitor(self.ground, token))
            self.sessions.append(token.partition(".")[0])
        for name in self.operators:
            desk: Desk = getattr(self.ground.cast, name)
            self.people.append(Operator(self.ground, desk))
        for person in self.people:
            await person.come()
        # Every conversation begins, so that operators have something to answer.
        for person in self.people:
            if isinstance(person, Visitor):
                await person.do("open")
        for number, person in enumerate(self.people):
            chance = self.ground.stage.random(f"{self.ground.mode} person {number}")
            self._tasks.append(asyncio.create_task(self._work(person, chance)))

    @property
    def fault(self) -> BaseException | None:
        """What made somebody stop working, if anything did."""
        done = [task for task in self._tasks if task.done()]
        return next((fault for task in done if (fault := task.exception())), None)

    async def go(self) -> None:
        """Everybody finishes what they are at; nobody begins anything more."""
        self._stops = True
        tasks, self._tasks = self._tasks, []
        await asyncio.gather(*tasks)

    async def _work(self, person: Client, chance: Random) -> None:
        while not self._stops:
            if isinstance(person, Visitor):
                await self._as_visitor(person, chance)
            else:
                assert isinstance(person, Operator)
                await self._as_operator(person, chance)
            await asyncio.sleep(self.pause_seconds * chance.random())

    def _text(self) -> str:
        return f"message {next(self._numbers)}"

    async def _as_visitor(self, tab: Visitor, chance: Random) -> None:
        state = tab.stretches[-1].state
        threads = [thread["id"] for thread in state["threads"]] if state else []
        some = chance.choice(["current", "main", *threads])
        roll = chance.random()
        if roll < 0.72:
            await tab.ask("send", text=self._text(), thread=some)
        elif roll < 0.80:
            await tab.ask("start_thread", **self._wish(chance))
        elif roll < 0.86:
            named = {} if some in ("current", "main") else {"thread": some}
            await tab.ask("end_thread", **named)
        elif roll < 0.91 and some != "current":
            chosen: dict[str, Any] = {"main": True} if some == "main" else {"thread": some}
            await tab.ask("select_thread", **chosen)
        elif state:
            name = chance.choice(["read", "delivered"])
            await tab.ask(name, seq=chance.randint(0, state["last_seq"]))

    async def _as_operator(self, inbox: Operator, chance: Random) -> None:
        where = {"conversation": chance.choice(self.sessions)}
        roll = chance.random()
        if roll < 0.62:
            await inbox.ask("send", text=self._text(), note=roll < 0.08, **where)
            return
        if roll < 0.68:
            await inbox.ask("start_thread", **self._wish(chance), **where)
            return
        if roll < 0.72:
            await inbox.ask("set_state", state=chance.choice(["resolved", "unresolved"]), **where)
            return
        seen = await inbox.ask("conversation", **where)
        if seen["type"] != "conversation":
            return
        known = seen["conversation"]
        threads = [thread["id"] for thread in known["threads"]]
        if roll < 0.80:
            await inbox.ask("read", seq=chance.randint(0, known["last_seq"]), **where)
        elif threads:
            thread = chance.choice(threads)
            if roll < 0.86:
                await inbox.ask("end_thread", thread=thread, outcome=self._text(), **where)
            elif roll < 0.92:
                await inbox.ask("reopen_thread", thread=thread, **where)
            elif roll < 0.96:
                topic = f"{chance.choice(TOPICS).strip()} {next(self._numbers)}"
                await inbox.ask("rename_thread", thread=thread, topic=topic, **where)
            else:
                await inbox.ask("select_thread", thread=thread, **where)

    def _wish(self, chance: Random) -> dict[str, Any]:
        ticket = chance.choice([None, None, f"#{chance.randint(1, 6)}"])
        return {"topic": chance.choice(TOPICS), "external_id": ticket}
