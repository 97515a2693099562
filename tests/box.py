"""A website in a real database with a clock one can step: the core without sockets.

`Box` plays a small cast: Linus is the visitor, Ada and Grace are operators, `shop` is the
customer's backend, Mallory is a visitor of the same website with another conversation.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from threadbox.actions import conversations, messages, operators, threads, websites
from threadbox.actions.merging import merge
from threadbox.actions.perform import RULES, perform
from threadbox.domain.actors import Actor, Backend, Operator, Visitor
from threadbox.domain.commands import Command
from threadbox.domain.conversations import Conversation, Thread
from threadbox.domain.facts import Line
from threadbox.domain.outcomes import Outcome
from threadbox.domain.timeline import Item
from threadbox.store.database import Database
from threadbox.store.transaction import Transaction
from threadbox.views import resume, timeline
from threadbox.views.resume import Place
from threadbox.views.websites import website

# Each command by the action that does it.
COMMAND_OF: dict[Callable[..., Any], Callable[..., Command]] = {
    rule.action: command for command, rule in RULES.items()
}
NOON = 1_795_348_800_000
LINUS = "session_00000000-0000-4000-8000-00000000abcd"
MALLORY = "session_00000000-0000-4000-8000-00000000dead"


def command(
    tx: Transaction,
    /,
    action: Callable[..., Any],
    by: Actor,
    conversation: str,
    *,
    client_id: str,
    **wanted: Any,
) -> Outcome:
    """An action of the store: performs the command that `action` is of; `merge` is not one."""
    if action is merge:
        assert isinstance(by, Visitor)
        return merge(tx, by, conversation, client_id=client_id, **wanted).outcome
    return perform(tx, by, conversation, client_id, COMMAND_OF[action](**wanted)).outcome


@dataclass
class Clock:
    """Milliseconds since the epoch; moves one second with each look, or as told."""

    now: int = NOON

    def __call__(self) -> int:
        self.now += 1_000
        return self.now


@dataclass
class Box:
    """One website with its cast. `do` runs an action as somebody and returns its outcome."""

    database: Database
    clock: Clock
    website: str
    linus: Visitor
    mallory: Visitor
    ada: Operator
    grace: Operator
    shop: Backend
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    def do(
        self,
        action: Callable[..., Any],
        by: Actor,
        conversation: str = LINUS,
        client_id: str | None = None,
        **wanted: Any,
    ) -> Outcome:
        """Has the command performed that `action` is of; `merge` is not one."""
        id_ = client_id or f"command-{next(self._ids)}"
        return self.database.write_now(
            self.website,
            lambda tx: command(tx, action, by, conversation, client_id=id_, **wanted),
        )

    def open_chat(self) -> None:
        self.do(conversations.open_chat, self.linus)

    def start(self, topic: object, by: Actor | None = None, **wanted: Any) -> str:
        """Starts a thread and returns its id."""
        outcome = self.do(threads.start_thread, by or self.linus, topic=topic, **wanted)
        assert outcome.thread is not None
        return outcome.thread

    def end(self, by: Actor | None = None, **wanted: Any) -> Outcome:
        return self.do(threads.end_thread, by or self.linus, **wanted)

    def say(self, text: str, by: Actor | None = None, **wanted: Any) -> Outcome:
        return self.do(messages.send, by or self.linus, text=text, **wanted)

    def see(self, by: Actor | None = None) -> Conversation:
        """Linus's conversation as `by` (Ada) sees it."""
        return self.database.read_now(timeline.conversation, by or self.ada, LINUS)

    def items(self, by: Actor | None = None) -> list[Item]:
        return list(self.see(by).items)

    def kinds(self, by: Actor | None = None) -> list[str]:
        return [item.kind for item in self.items(by)]

    def thread(self, id: str) -> Thread:  # noqa: A002
        return next(thread for thread in self.see().threads if thread.id == id)

    def lines(self, after: int = 0) -> list[Line]:
        """The website's log after a position."""
        place = self.place(after)
        return list(self.database.read_now(resume.lines_for_operator, self.ada, place).lines)

    def place(self, position: int) -> Place:
        """A place in the present history."""
        epoch = self.database.read_now(website, self.website).epoch
        return Place(epoch=epoch, position=position)


def assemble(database_url: str) -> Box:
    """A box on a migrated, empty database. Ids are the same in every run."""
    clock, ids = Clock(), count(1)
    database = Database.open(database_url, clock=clock, new_uuid=lambda: UUID(int=next(ids)))
    website = database.write_now(
        None, websites.create_website, name="Acme Hosting", domain="acme.example"
    )

    def operator(name: str) -> Operator:
        record = database.write_now(
            website.id,
            operators.create_operator,
            email=f"{name.lower()}@acme.example",
            name=name,
            password_hash="not used here",
        )
        return Operator(website=website.id, id=record.id, name=name)

    return Box(
        database=database,
        clock=clock,
        website=website.id,
        linus=Visitor(website=website.id, conversation=LINUS, page_path="/support/new"),
        mallory=Visitor(website=website.id, conversation=MALLORY),
        ada=operator("Ada"),
        grace=operator("Grace"),
        shop=Backend(website=website.id, id="key-1", name="shop"),
    )
