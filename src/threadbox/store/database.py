"""The door to the data: `write(website, action, …)` and `read(view, …)`.

Guarantees:
- An answer of `write` means the commit that holds the action reached the disk.
- Actions that wait share one transaction and one commit (group commit, `writer.py`): a refusal
  undoes only itself. If the commit fails, all of them are refused.
- Within one website actions run one after another, across threads and processes: each batch
  holds the website's row. Actions never commit and never think about races.
- After the commit, and never before, callers are answered and `on_commit` is given the lines
  that each website's log has now, in order. Nobody can forget to announce.
- A read sees one moment; readers never wait for the writer.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID, uuid4

from threadbox.domain.refusals import Refusal
from threadbox.store.heads import Heads
from threadbox.store.idempotency import CommandId
from threadbox.store.job import Batch, Job
from threadbox.store.postgres import PostgresEngine
from threadbox.store.sqlite import SqliteEngine
from threadbox.store.statements import Compiler
from threadbox.store.transaction import Reading, Transaction
from threadbox.store.writer import RETRY_SECONDS, Engine, News, Writer, throw_away

P = ParamSpec("P")
T = TypeVar("T")

# Views waiting for a reader: a second's worth of them. Beyond, callers are told to come back.
WAITING_VIEWS = 2_000
# Readers at once. Views are short; the interpreter lock makes more of them useless.
READERS = 3

_log = logging.getLogger("threadbox.store")


class Database:
    """Both doors. Threads start with the first use and end with `close`."""

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], int],
        new_uuid: Callable[[], UUID],
    ) -> None:
        self.on_commit: Callable[[News], None] | None = None
        # Told how many seconds a caller has waited for a durable answer.
        self.on_answer: Callable[[float], None] | None = None
        # Told of every batch, committed or not, on the writer's thread.
        self.on_batch: Callable[[Batch], None] | None = None
        self._engine = engine
        self._compiler = Compiler(engine.dialect)
        self._clock = clock
        heads = Heads()
        self._writers = [
            Writer(
                engine,
                self._compiler,
                heads=heads,
                clock=clock,
                new_uuid=new_uuid,
                committed=self._committed,
                ran=self._ran,
            )
            for _ in range(engine.writers)
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
        """Runs `action(tx, …)` with the website's row locked; returns once it is durable.

        Raises what the action raised, `Refusal("not_found", "website_not_found")`, or
        `Refusal("unavailable", …)` when the storage failed or too many are waiting.
        """
        return await self._answer(website, lambda tx: action(tx, *args, **kwargs))

    async def perform(
        self,
        website: str,
        command: CommandId,
        action: Callable[Concatenate[Transaction, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """`write` of an action that will look for this command first: what it needs is loaded with
        what others need."""
        return await self._answer(website, lambda tx: action(tx, *args, **kwargs), command)

    async def _answer(
        self,
        website: str | None,
        action: Callable[[Transaction], T],
        command: CommandId | None = None,
    ) -> T:
        begun = time.perf_counter()
        job = Job(asyncio.get_running_loop(), website, action, command=command)
        self._writer_of(website).put(job)
        result: T = await cast(asyncio.Future[T], job.future)
        if self.on_answer is not None:
            self.on_answer(time.perf_counter() - begun)
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
        job = Job(None, website, lambda tx: action(tx, *args, **kwargs), at=at)
        self._writer_of(website).put(job)
        return cast(Future[T], job.future).result()

    def read_now(self, view: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """`read`, blocking; for the command line and tests."""
        return self._readers.submit(self._read, lambda rx: view(rx, *args, **kwargs)).result()

    @property
    def waiting(self) -> tuple[int, int]:
        """How many actions wait for a writer, and how many views for a reader."""
        return sum(writer.waiting for writer in self._writers), self._views_waiting

    @property
    def is_stuck(self) -> bool:
        """Whether a commit has been under way for longer than any should."""
        return any(writer.is_stuck for writer in self._writers)

    def close(self) -> None:
        """Finishes what waits, then closes all connections. What hangs is left behind."""
        for writer in self._writers:
            writer.stop()
        self._readers.shutdown(wait=True)
        for connection in self._open_readers:
            connection.close()

    def _writer_of(self, website: str | None) -> Writer:
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
        self._engine.require_same_file()
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
            throw_away(connection)


def engine_for(url: str, *, owner: bool = True) -> Engine:
    """The engine that `url` names. Raises ValueError for anything but the two known ones."""
    scheme, _, rest = url.partition(":///")
    if scheme == "sqlite" and rest:
        return SqliteEngine(Path(rest), owner=owner)
    if url.startswith(("postgresql://", "postgres://")):
        return PostgresEngine(url)
    raise ValueError("the database URL must start with sqlite:/// or postgresql://")
