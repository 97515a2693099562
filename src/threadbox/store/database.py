"""The door to the data: `write(website, action, …)` and `read(view, …)`.

Guarantees:
- An answer of `write` means the commit that holds the action reached the disk.
- Actions that wait share one transaction and one commit (group commit), each in its own
  savepoint: a refusal undoes only itself. If the commit fails, all of them are refused.
- Within one website actions run one after another, across threads and processes: each batch
  holds the website's row. Actions never commit and never think about races.
- After the commit, and never before, callers are answered and `on_commit` is given the lines
  that each website's log has now, in order. Nobody can forget to announce.
- A read sees one moment; readers never wait for the writer.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID, uuid4

from sqlalchemy import select, update

from threadbox.domain.refusals import Refusal
from threadbox.store.log import Written
from threadbox.store.postgres import PostgresEngine
from threadbox.store.sqlite import SqliteEngine
from threadbox.store.statements import Compiler, Session, given
from threadbox.store.tables import websites
from threadbox.store.transaction import Reading, Transaction, Turn

News = Mapping[str, Sequence[Written]]
"""What a commit added to the log: lines in order, by website."""

P = ParamSpec("P")
T = TypeVar("T")

# Actions sharing one commit. More would lengthen the wait of the first in line for little gain.
BATCH_ACTIONS = 128
# Actions waiting for a writer. Beyond, callers are told to come back rather than kept.
WAITING_ACTIONS = 10_000
# Views waiting for a reader: a second's worth of them. Beyond, callers are told to come back.
WAITING_VIEWS = 2_000
# When to come back to a storage that does not answer, or has too much to do.
RETRY_SECONDS = 1
# Readers at once. Views are short; the interpreter lock makes more of them useless.
READERS = 3

_log = logging.getLogger("threadbox.store")

_TAKE_TURN = (
    select(websites.c.key, websites.c.id, websites.c.epoch, websites.c.head)
    .where(websites.c.id == given("id"))
    .with_for_update()
)
_KEEP_HEAD = (
    update(websites).where(websites.c.key == given("website")).values(head=given("new_head"))
)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one commit held and took, for whoever watches."""

    actions: int
    seconds: float
    is_committed: bool


class _Job:
    """One action on its way through a writer, and who waits for it: a loop's future, or a
    thread (`loop` None)."""

    __slots__ = ("action", "at", "error", "future", "loop", "result", "website")

    def __init__(
        self,
        website: str | None,
        at: int | None,
        action: Callable[[Transaction], Any],
        loop: asyncio.AbstractEventLoop | None,
    ) -> None:
        self.website = website
        self.at = at
        self.action = action
        self.loop = loop
        self.future: asyncio.Future[Any] | Future[Any] = loop.create_future() if loop else Future()
        self.result: Any = None
        self.error: BaseException | None = None

    def answer(self) -> None:
        """Wakes who waits, unless they went away. On their loop's thread."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


def _tell(batch: Sequence[_Job]) -> None:
    """Answers everybody of a batch, waking each loop once: waking it costs a system call."""
    by_loop: dict[asyncio.AbstractEventLoop | None, list[_Job]] = {}
    for job in batch:
        by_loop.setdefault(job.loop, []).append(job)
    for loop, jobs in by_loop.items():
        if loop is None:
            _answer(jobs)
        elif not loop.is_closed():
            loop.call_soon_threadsafe(_answer, jobs)


def _answer(jobs: Sequence[_Job]) -> None:
    for job in jobs:
        job.answer()


class Database:
    """Both doors. Threads start with the first use and end with `close`."""

    def __init__(
        self,
        engine: SqliteEngine | PostgresEngine,
        clock: Callable[[], int],
        new_uuid: Callable[[], UUID],
    ) -> None:
        self.on_commit: Callable[[News], None] | None = None
        # Told of every batch, committed or not, on the writer's thread.
        self.on_batch: Callable[[Batch], None] | None = None
        self._engine = engine
        self._compiler = Compiler(engine.dialect)
        self._clock = clock
        self._writers = [
            _Writer(engine, self._compiler, clock, new_uuid, self._committed, self._ran, number)
            for number in range(engine.writers)
        ]
        self._local = threading.local()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._open_readers: list[Any] = []
        self._views_waiting = 0
        self._is_reading_failing = False

    @classmethod
    def open(
        cls,
        url: str,
        *,
        owner: bool = True,
        clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        new_uuid: Callable[[], UUID] = uuid4,
    ) -> "Database":
        """`sqlite:////folder/threadbox.db` or `postgresql://…`. The schema must be at head.

        `owner` is False for a process that writes beside a running server (the command line):
        it then leaves checkpoints of a SQLite file to the server.
        """
        return cls(engine_for(url, owner=owner), clock, new_uuid)

    async def write(
        self,
        website: str | None,
        action: Callable[Concatenate[Transaction, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Runs `action(tx, …)` in the website's turn; returns once it is durable.

        Raises what the action raised, `Refusal("not_found", "website_not_found")`, or
        `Refusal("unavailable", …)` when the storage failed or too many are waiting.
        """
        loop = asyncio.get_running_loop()
        job = _Job(website, None, lambda tx: action(tx, *args, **kwargs), loop)
        self._writer_of(website).put(job)
        result: T = await cast(asyncio.Future[T], job.future)
        return result

    async def read(
        self, view: Callable[Concatenate[Reading, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `view(rx, …)` on a reader, in one read transaction.

        Raises what the view raised, or `Refusal("unavailable", …)` as `write` does.
        """
        if self._views_waiting >= WAITING_VIEWS:
            raise Refusal("unavailable", "storage_busy", retry_after=RETRY_SECONDS)
        self._views_waiting += 1
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(
                self._readers, lambda: self._read(lambda rx: view(rx, *args, **kwargs))
            )
        finally:
            self._views_waiting -= 1

    def write_now(
        self,
        website: str | None,
        action: Callable[..., T],
        *args: Any,
        at: int | None = None,
        **kwargs: Any,
    ) -> T:
        """`write`, blocking; for the command line, seeding and tests. `at`: the action's time."""
        job = _Job(website, at, lambda tx: action(tx, *args, **kwargs), None)
        self._writer_of(website).put(job)
        return cast(Future[T], job.future).result()

    def read_now(self, view: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """`read`, blocking; for the command line and tests."""
        return self._readers.submit(self._read, lambda rx: view(rx, *args, **kwargs)).result()

    @property
    def waiting(self) -> tuple[int, int]:
        """How many actions wait for a writer, and how many views for a reader."""
        return sum(writer.waiting for writer in self._writers), self._views_waiting

    def close(self) -> None:
        """Finishes what waits, then closes all connections."""
        for writer in self._writers:
            writer.stop()
        self._readers.shutdown(wait=True)
        for connection in self._open_readers:
            connection.close()

    def _writer_of(self, website: str | None) -> "_Writer":
        return self._writers[hash(website) % len(self._writers)]

    def _committed(self, news: News) -> None:
        if self.on_commit is not None:
            self.on_commit(news)

    def _ran(self, batch: Batch) -> None:
        if self.on_batch is not None:
            self.on_batch(batch)

    def _read(self, view: Callable[[Reading], T]) -> T:
        """Tries a connection that was good before once more anew: its server may have restarted
        since, and a view changes nothing."""
        is_used = getattr(self._local, "connection", None) is not None
        try:
            result = self._read_once(view)
        except Exception as error:
            if not self._engine.lost(error):
                raise
            self._drop_reader()
            if is_used:
                return self._read(view)
            if not self._is_reading_failing:
                _log.warning("reading fails: %s", error)
            self._is_reading_failing = True
            raise Refusal(
                "unavailable", "storage_unavailable", retry_after=RETRY_SECONDS
            ) from error
        if self._is_reading_failing:
            self._is_reading_failing = False
            _log.warning("reading works again")
        return result

    def _read_once(self, view: Callable[[Reading], T]) -> T:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._engine.reader()
            self._open_readers.append(connection)
        cursor = connection.cursor()
        cursor.execute(self._engine.begin_read)
        try:
            return view(Reading(cursor, self._compiler, self._clock()))
        finally:
            cursor.execute("ROLLBACK")

    def _drop_reader(self) -> None:
        connection = getattr(self._local, "connection", None)
        self._local.connection = None
        if connection is not None:
            self._open_readers.remove(connection)
            _close(connection)


def _close(connection: Any) -> None:
    """Closes a connection that failed; it is thrown away either way."""
    try:
        connection.close()
    except Exception as closing:  # noqa: BLE001 (as above)
        _log.warning("closing the failed connection: %s", closing)


class _Writer:
    """One writing connection and the thread that owns it."""

    def __init__(
        self,
        engine: SqliteEngine | PostgresEngine,
        compiler: Compiler,
        clock: Callable[[], int],
        new_uuid: Callable[[], UUID],
        committed: Callable[[News], None],
        ran: Callable[[Batch], None],
        number: int,
    ) -> None:
        self._engine = engine
        self._compiler = compiler
        self._clock = clock
        self._new_uuid = new_uuid
        self._committed = committed
        self._ran = ran
        self._name = f"writer-{number}"
        self._jobs: queue.Queue[_Job | None] = queue.Queue(WAITING_ACTIONS)
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._connection: Any = None

    def put(self, job: _Job) -> None:
        """Hands a job over; starts the thread at the first one."""
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                    self._thread.start()
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise Refusal("unavailable", "storage_busy", retry_after=RETRY_SECONDS) from None

    @property
    def waiting(self) -> int:
        return self._jobs.qsize()

    def stop(self) -> None:
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()
            self._thread = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            batch = [job]
            ended = False
            while len(batch) < BATCH_ACTIONS:
                try:
                    waiting = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if waiting is None:
                    ended = True
                    break
                batch.append(waiting)
            self._commit(batch)
            if ended:
                return

    def _commit(self, waiting: Sequence[_Job]) -> None:
        # A caller that went away before its turn withdraws the action; later it cannot.
        batch = [job for job in waiting if not job.future.cancelled()]
        begun = time.perf_counter()
        news: News = {}
        is_committed = False
        try:
            news = self._run_batch(batch)
            is_committed = True
        except Exception as error:  # noqa: BLE001 (whatever it was, nothing of this batch happened)
            self._give_up(batch, error)
        seconds = time.perf_counter() - begun
        _tell(batch)
        if news:
            self._committed(news)
        self._ran(Batch(len(batch), seconds, is_committed))

    def _run_batch(self, batch: Sequence[_Job]) -> News:
        """Runs and commits the batch; returns the lines it appended, by website."""
        cursor = self._begun()
        turns = self._take_turns(Session(cursor, self._compiler), batch)
        for job in batch:
            self._run_job(cursor, job, turns)
        moved = [turn for turn in turns.values() if turn.lines]
        for turn in moved:
            Session(cursor, self._compiler).run(_KEEP_HEAD, website=turn.key, new_head=turn.head)
        cursor.execute("COMMIT")
        return {turn.id: turn.lines for turn in moved}

    def _begun(self) -> Any:
        """A cursor in a new transaction. A connection that was good before and cannot even begin
        (its server has restarted since) is made anew once: nothing has happened yet."""
        if self._connection is not None:
            try:
                cursor = self._connection.cursor()
                cursor.execute(self._engine.begin_write)
                return cursor
            except Exception as error:
                if not self._engine.begins_anew or not self._engine.lost(error):
                    raise
                _close(self._connection)
        self._connection = self._engine.writer()
        cursor = self._connection.cursor()
        cursor.execute(self._engine.begin_write)
        return cursor

    def _take_turns(self, session: Session, batch: Sequence[_Job]) -> dict[str, Turn]:
        """Locks the batch's websites, always in the same order, so that writers never deadlock."""
        turns = {}
        for website in sorted({job.website for job in batch if job.website is not None}):
            row = session.one(_TAKE_TURN, id=website)
            if row is not None:
                turns[website] = Turn(*row)
        return turns

    def _run_job(self, cursor: Any, job: _Job, turns: Mapping[str, Turn]) -> None:
        turn = turns.get(job.website) if job.website is not None else None
        if job.website is not None and turn is None:
            job.error = Refusal("not_found", "website_not_found")
            return
        now = self._clock() if job.at is None else job.at
        tx = Transaction(cursor, self._compiler, now, turn, self._new_uuid)
        head = turn.head if turn is not None else 0
        cursor.execute("SAVEPOINT action")
        try:
            job.result = job.action(tx)
        except Exception as error:
            if self._engine.lost(error):
                raise
            job.error = error
            cursor.execute("ROLLBACK TO SAVEPOINT action")
            if turn is not None:
                turn.go_back(head)
        cursor.execute("RELEASE SAVEPOINT action")

    def _give_up(self, batch: Sequence[_Job], error: Exception) -> None:
        _log.error("a batch of %d actions was not committed: %s", len(batch), error)
        for job in batch:
            job.error = Refusal("unavailable", "storage_unavailable", retry_after=RETRY_SECONDS)
            job.error.__cause__ = error
        connection, self._connection = self._connection, None
        if connection is not None:
            _close(connection)


def engine_for(url: str, *, owner: bool = True) -> SqliteEngine | PostgresEngine:
    """The engine that `url` names. Raises ValueError for anything but the two known ones."""
    scheme, _, rest = url.partition(":///")
    if scheme == "sqlite" and rest:
        return SqliteEngine(Path(rest), owner=owner)
    if url.startswith(("postgresql://", "postgres://")):
        return PostgresEngine(url)
    raise ValueError("the database URL must start with sqlite:/// or postgresql://")
