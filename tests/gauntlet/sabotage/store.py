"""Bugs planted in what is stored."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import select

from tests.gauntlet.sabotage.swap import instead, swap
from threadbox import app
from threadbox.actions import access, perform
from threadbox.actions import messages as message_actions
from threadbox.actions import threads as thread_actions
from threadbox.domain import contents, limits, topics
from threadbox.domain import threads as thread_rules
from threadbox.domain.refusals import Refusal
from threadbox.gateways.sockets import commands as socket_commands
from threadbox.store import idempotency, job, log, postgres, record, tables, threads
from threadbox.store import timeline as stored_timeline
from threadbox.store.continuity import LastSeen
from threadbox.store.heads import Heads
from threadbox.store.postgres import PostgresEngine
from threadbox.store.sqlite import SqliteEngine
from threadbox.store.statements import given
from threadbox.store.transaction import LockedWebsite, Transaction
from threadbox.store.writer import Writer
from threadbox.views import resume, timeline


def ack_before_commit() -> None:
    def run_job(genuine: Any) -> Any:
        def run(self: Any, buffer: Any, each: Any, websites: Any) -> None:
            genuine(self, buffer, each, websites)
            job.tell([each])

        return run

    swap(Writer, "_run_job", run_job)


def synchronous_off() -> None:
    for engine, statement in (
        (SqliteEngine, "PRAGMA synchronous = OFF"),
        (PostgresEngine, "SET synchronous_commit = off"),
    ):
        swap(engine, "writer", partial(_then, statement))


def _then(statement: str, genuine: Any) -> Any:
    def writer(self: Any) -> Any:
        connection = genuine(self)
        connection.execute(statement)
        return connection

    return writer


def epoch_kept() -> None:
    """Another database in the same place is taken for the one that was there; and so are lines."""
    instead(LastSeen, "is_another", lambda _: False)
    swap(LastSeen, "open", lambda genuine: lambda *told: genuine(*told) and False)
    instead(postgres, "renew_epochs", lambda _: False)
    instead(Heads, "went_back", lambda *_: False)
    instead(resume, "_is_there", lambda *_: True)


def bool_for_number() -> None:
    """True is taken for a number of seconds, which nobody can read back."""
    instead(contents, "_seconds", lambda given, name: given[name])


def page_unbounded() -> None:
    """A page has a bound in items, and none in bytes."""
    swap(timeline, "within", lambda genuine: lambda found, most, _: genuine(found, most, 1 << 40))


def deduplication_off() -> None:
    swap(access, "load", lambda genuine: lambda *asked: (genuine(*asked)[0], None))
    instead(idempotency, "remember", lambda *_: None)


def repeat_performed() -> None:
    """What a command was answered before is not asked for when it comes again."""
    swap(perform, "obtain", lambda genuine: lambda *asked: (genuine(*asked)[0], None))


def fingerprint_made_anew() -> None:
    """A message is kept under another identity than its sender was told."""

    def appending(genuine: Any) -> Any:
        def append(tx: Any, key: Any, item: Any, thread: Any) -> None:
            genuine(tx, key, replace(item, fingerprint=item.fingerprint + 1), thread)

        return append

    swap(stored_timeline, "append", appending)


def position_gap() -> None:
    def appending(genuine: Any) -> Any:
        def append(self: Any, line: Any) -> None:
            genuine(self, line)
            if self.head % 50 == 0:
                self._stored_head += 1

        return append

    swap(LockedWebsite, "append", appending)


def fact_not_logged() -> None:
    def appending(genuine: Any) -> Any:
        def append(tx: Any, fact: Any, conversation: Any) -> None:
            if fact.type != "messages_read":
                genuine(tx, fact, conversation)

        return append

    swap(log, "append", appending)


def thread_of_others() -> None:
    by_id = select(*threads.COLUMNS).where(tables.threads.c.id == given("id"))
    instead(threads, "_BY_ID", by_id)


def refused_kept() -> None:
    """A conversation begins with a command that is refused, and nothing takes it back."""

    def begin_anyway(genuine: Any) -> Any:
        def perform(tx: Any, actor: Any, conversation: str, client_id: str, command: Any) -> Any:
            try:
                return genuine(tx, actor, conversation, client_id, command)
            except Refusal:
                work, _ = access.obtain(tx, actor, conversation, client_id)
                record.record(work, *access.begun(work))
                raise

        return perform

    swap(socket_commands, "perform_command", begin_anyway)
    instead(Transaction, "undo", Transaction.settle)


def current_stays() -> None:
    instead(thread_rules, "_current_after", lambda _ended, current, _open: current)


def unread_doubled() -> None:
    def counting(genuine: Any) -> Any:
        def count(*arguments: Any, **named: Any) -> None:
            genuine(*arguments, **named)
            genuine(*arguments, **named)

        return count

    swap(record, "_count_unread", counting)


def start_twice() -> None:
    def meaning(genuine: Any) -> Any:
        return lambda work, wish: genuine(work, wish) if wish.external_id is not None else None

    swap(thread_actions, "_meant_by", meaning)


def late_message_inside() -> None:
    def choosing(genuine: Any) -> Any:
        def thread_for(work: Any, wanted: str) -> Any:
            named = work.by_id(wanted) if wanted not in ("current", "main") else None
            return (named, None) if named is not None else genuine(work, wanted)

        return thread_for

    swap(message_actions, "_thread_for", choosing)


def topic_cut() -> None:
    def cutting(genuine: Any) -> Any:
        def topic(given: Any) -> Any:
            return genuine(given[: limits.TOPIC_CHARACTERS] if isinstance(given, str) else given)

        return topic

    swap(topics, "topic", cutting)


def failure_acked() -> None:
    """An exception swallowed where it should have been told."""

    def running(genuine: Any) -> Any:
        def run_batch(self: Any, batch: Any) -> Any:
            try:
                return genuine(self, batch)
            except Exception:  # noqa: BLE001 (the bug)
                self._drop_connection()
                return {}

        return run_batch

    swap(Writer, "_run_batch", running)


def conflict_not_retried() -> None:
    instead(PostgresEngine, "gave_way", lambda *_: False)


def two_owners() -> None:
    @contextlib.contextmanager
    def anybody(_config: Any) -> Iterator[None]:
        yield

    instead(app, "sole_owner", anybody)
