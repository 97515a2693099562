"""How actions are written: those that wait share one transaction and one commit.

One thread owns one writing connection. A batch locks its websites' rows, runs the actions one
after the other, flushes what they left, commits, and answers everybody.

- An action that fails is undone alone. If the storage fails, nothing of the batch happened.
- A batch that the database undid in favour of somebody else's (deadlock, serialization) is run
  again, whole, a few times.
- When what the actions left cannot be written, nobody can tell whose fault that is: each is
  then run again in a transaction of its own.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from threadbox.domain.refusals import Refusal
from threadbox.store import loading
from threadbox.store.heads import Heads
from threadbox.store.job import Batch, Job, tell
from threadbox.store.log import Stretch
from threadbox.store.postgres import PostgresEngine
from threadbox.store.sqlite import SqliteEngine
from threadbox.store.statements import Compiler, Session, given
from threadbox.store.tables import websites
from threadbox.store.transaction import LockedWebsite, Transaction
from threadbox.store.write_buffer import NotWritten, WriteBuffer

Engine = SqliteEngine | PostgresEngine
News = Mapping[str, Stretch]
"""What a commit added to the log: lines in order, by website."""

# Actions sharing one commit. More would lengthen the wait of the first in line for little gain.
BATCH_ACTIONS = 128
# Actions waiting for a writer. Beyond, callers are told to come back rather than kept.
WAITING_ACTIONS = 10_000
# Times a batch is run that the database undoes in favour of others. The others are few: command
# line, reports, other processes.
BATCH_TRIES = 5
# A commit that takes longer than this hangs: a stuck disk, a synchronous standby that is away. Who
# comes meanwhile is told to come back, rather than kept waiting behind it.
STUCK_SECONDS = 5.0
# What a writer that stops gives its last batch.
STOP_SECONDS = 5.0
# When to come back to a storage that does not answer, or has too much to do.
RETRY_SECONDS = 1

_log = logging.getLogger("threadbox.store")

_LOCK = (
    select(
        websites.c.key, websites.c.id, websites.c.epoch, websites.c.head, websites.c.conversations
    )
    .where(websites.c.id == given("id"))
    .with_for_update()
)
_KEEP_HEAD = (
    update(websites)
    .where(websites.c.key == given("website"))
    .values(head=given("new_head"), conversations=given("new_conversations"))
)
_KEEP_EPOCH = (
    update(websites).where(websites.c.key == given("website")).values(epoch=given("new_epoch"))
)


class Writer:
    """One writing connection and the thread that owns it, which starts with the first job.

    `committed` is told what a commit added to the log, `ran` of every batch.
    """

    def __init__(
        self,
        engine: Engine,
        compiler: Compiler,
        *,
        heads: Heads,
        clock: Callable[[], int],
        new_uuid: Callable[[], UUID],
        committed: Callable[[News], None],
        ran: Callable[[Batch], None],
    ) -> None:
        self._engine = engine
        self._compiler = compiler
        self._heads = heads
        self._clock = clock
        self._new_uuid = new_uuid
        self._committed = committed
        self._ran = ran
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        # When the batch under way began; None: none is.
        self._busy_since: float | None = None
        self._starting = threading.Lock()
        self._connection: Any = None

    def put(self, job: Job) -> None:
        """Hands a job over. Raises `Refusal("unavailable", "storage_busy")`."""
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                    self._thread.start()
        if self.is_stuck or self._jobs.qsize() >= WAITING_ACTIONS:
            raise Refusal("unavailable", "storage_busy", retry_after=RETRY_SECONDS)
        self._jobs.put(job)

    @property
    def waiting(self) -> int:
        return self._jobs.qsize()

    @property
    def is_stuck(self) -> bool:
        since = self._busy_since
        return since is not None and time.monotonic() - since > STUCK_SECONDS

    def stop(self) -> None:
        """Finishes what waits, unless that hangs: then nobody was told that it is done."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(STOP_SECONDS)
            if self._thread.is_alive():
                _log.error("a commit hangs; what waits behind it is given up")
                return
            self._thread = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _run(self) -> None:
        job = self._jobs.get()
        while job is not None:
            batch = [job]
            try:
                while len(batch) < BATCH_ACTIONS and (job := self._jobs.get_nowait()) is not None:
                    batch.append(job)
            except queue.Empty:
                pass
            self._busy_since = time.monotonic()
            self._commit(batch)
            self._busy_since = None
            if job is not None:
                job = self._jobs.get()

    def _commit(self, waiting: Sequence[Job], tries: int = BATCH_TRIES) -> None:
        # A caller that went away before its job began withdraws the action; later it cannot.
        batch = [job for job in waiting if not job.future.cancelled()]
        begun = time.perf_counter()
        news: News = {}
        is_committed = False
        try:
            news = self._run_batch(batch)
            is_committed = True
        except Exception as error:  # noqa: BLE001 (whatever it was, nothing of this batch happened)
            self._drop_connection()
            cause = error.__cause__ if isinstance(error, NotWritten) else error
            if tries > 1 and isinstance(cause, Exception) and self._engine.gave_way(cause):
                _log.warning("a batch of %d actions is run again: %s", len(batch), cause)
                self._commit(batch, tries - 1)
                return
            is_ours = isinstance(cause, Exception) and not self._engine.lost(cause)
            if is_ours and len(batch) > 1:
                for job in batch:
                    self._commit([job])
                return
            self._give_up(batch, cause or error, is_ours=is_ours)
        seconds = time.perf_counter() - begun
        tell(batch)
        if news:
            self._committed(news)
        lines = sum(len(stretch.lines) for stretch in news.values())
        self._ran(Batch(len(batch), lines, seconds, is_committed))

    def _run_batch(self, batch: Sequence[Job]) -> News:
        """Runs and commits the batch; returns the lines it appended, by website."""
        cursor = self._begun()
        buffer = WriteBuffer(cursor, self._compiler)
        session = Session(cursor, self._compiler)
        websites = self._lock(session, batch)
        if self._engine.reads_ahead:
            _prefetch(buffer, batch, websites)
        for job in batch:
            self._run_job(buffer, job, websites)
        moved = [website for website in websites.values() if website.lines or website.has_new_epoch]
        with self._engine.together(self._connection):
            buffer.flush()
            for website in moved:
                session.run(
                    _KEEP_HEAD,
                    website=website.key,
                    new_head=website.head,
                    new_conversations=website.conversations,
                )
                if website.has_new_epoch:
                    session.run(_KEEP_EPOCH, website=website.key, new_epoch=website.epoch)
            cursor.execute("COMMIT")
        for website in websites.values():
            self._heads.keep(website)
        return {
            website.id: Stretch(website.epoch, website.head, website.lines) for website in moved
        }

    def _begun(self) -> Any:
        """A cursor in a new transaction. A connection that was good before and cannot even begin
        (its server has restarted since) is made anew once: nothing has happened yet."""
        self._engine.require_same_file()
        if self._connection is not None:
            try:
                cursor = self._connection.cursor()
                cursor.execute(self._engine.begin_write)
                return cursor
            except Exception as error:
                if not self._engine.begins_anew or not self._engine.lost(error):
                    raise
                throw_away(self._connection)
        self._connection = self._engine.writer()
        cursor = self._connection.cursor()
        cursor.execute(self._engine.begin_write)
        return cursor

    def _lock(self, session: Session, batch: Sequence[Job]) -> dict[str, LockedWebsite]:
        """Locks the batch's websites, always in the same order, so that writers never deadlock."""
        websites = {}
        for website in sorted({job.website for job in batch if job.website is not None}):
            row = session.first(_LOCK, id=website)
            if row is not None:
                websites[website] = self._checked(LockedWebsite(*row))
        return websites

    def _checked(self, website: LockedWebsite) -> LockedWebsite:
        if self._heads.went_back(website):
            _log.warning("the log of website %s went back: a new epoch begins", website.id)
            website.begin_epoch(str(self._new_uuid()))
        return website

    def _run_job(
        self, buffer: WriteBuffer, job: Job, websites: Mapping[str, LockedWebsite]
    ) -> None:
        website = websites.get(job.website) if job.website is not None else None
        if job.website is not None and website is None:
            job.error = Refusal("not_found", "website_not_found")
            return
        now = self._clock() if job.at is None else job.at
        tx = Transaction(buffer, now, website, self._new_uuid)
        job.error = None
        try:
            job.result = job.action(tx)
        except Exception as error:
            if self._engine.lost(error) or isinstance(error, NotWritten):
                raise
            job.error = error
            tx.undo()
        else:
            tx.settle()

    def _give_up(self, batch: Sequence[Job], error: BaseException, *, is_ours: bool) -> None:
        _log.error("a batch of %d actions was not committed: %s", len(batch), error)
        for job in batch:
            if is_ours:
                job.error = error
            else:
                job.error = Refusal("unavailable", "storage_unavailable", retry_after=RETRY_SECONDS)
                job.error.__cause__ = error

    def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            throw_away(connection)


def throw_away(connection: Any) -> None:
    """Closes a connection that failed. A transaction that is still open would keep its locks as
    long as anybody holds a cursor of it."""
    try:
        try:
            connection.rollback()
        finally:
            connection.close()
    except Exception as closing:  # noqa: BLE001 (it is thrown away either way)
        _log.warning("closing the failed connection: %s", closing)


def _prefetch(
    buffer: WriteBuffer, batch: Sequence[Job], websites: Mapping[str, LockedWebsite]
) -> None:
    """Meets what the batch's commands are about, with one question per website."""
    for website in websites.values():
        wanted = {job.command for job in batch if job.website == website.id}
        commands = [command for command in wanted if command is not None]
        if len(commands) > 1:
            loading.prefetch(buffer, website.key, commands)
