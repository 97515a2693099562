"""A sender's order holds whatever is refused on the way: nothing passes what may come again.

The judge is the stored timeline. Senders are as the protocol says they are: they keep what was
not answered, hand over several at once, and after a refusal that time cures send all of it again,
in order, a second later.
"""

import ast
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateways.front_door import FrontDoor, Wire, opened
from tests.repository import ROOT
from tests.servers import Postgres
from threadbox.domain.refusals import Refusal
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.command_rates import Pace, Paces
from threadbox.store import database, writer
from threadbox.wire import frames

IN_FLIGHT = 4
PAUSE_SECONDS = 1.0


class Sender:
    """A stubborn writer. `refused`: how often it was told to come back."""

    def __init__(self, wire: Wire, name: str, **where: Any) -> None:
        self._wire = wire
        self._where = where
        self._name = name
        self._waiting: deque[int] = deque()
        self._sent: deque[int] = deque()
        self._next = 0
        self.refused: list[str] = []

    def send_for(self, is_over: threading.Event) -> int:
        """Writes until it is over, and then until all is answered; how many it was."""
        while not is_over.is_set() or self._waiting or self._sent:
            while not is_over.is_set() and len(self._waiting) + len(self._sent) < IN_FLIGHT:
                self._waiting.append(self._next)
                self._next += 1
            self._hand_over()
            if not self._heard():
                self._start_again()
        return self._next

    def _hand_over(self) -> None:
        while self._waiting:
            number = self._waiting.popleft()
            self._sent.append(number)
            name = f"{self._name}-{number:06}"
            self._wire.say(type="send", id=name, text=f"{number}", **self._where)

    def _heard(self) -> bool:
        """Whether the first one on its way was done."""
        number = self._sent[0]
        answer = self._wire.answer(f"{self._name}-{number:06}")
        if answer["type"] == "done":
            self._sent.popleft()
            return True
        assert answer["code"] in ("unavailable", "too_many"), answer
        self.refused.append(answer["reason"])
        return False

    def _start_again(self) -> None:
        """All that is on its way is heard of, and what was not done goes out again, in order."""
        left = [self._sent.popleft()]
        for number in list(self._sent):
            answer = self._wire.answer(f"{self._name}-{number:06}")
            if answer["type"] != "done":
                left.append(number)
        self._sent.clear()
        self._waiting.extendleft(reversed(left))
        time.sleep(PAUSE_SECONDS)


def inversions(door: FrontDoor, session: str) -> tuple[int, int]:
    """How many messages of a conversation stand behind a later one, and how many there are."""
    texts: list[int] = []
    with door.operator() as ada:
        before: int | None = None
        while before != 1:
            page = ada.ask("history", conversation=session, limit=200, before=before)
            if page["type"] == "refused":
                time.sleep(PAUSE_SECONDS)
                continue
            items = page["items"]
            texts[:0] = [int(item["content"]["text"]) for item in items]
            before = items[0]["seq"] if items and page["has_older"] else 1
    assert len(texts) == len(set(texts)), "and nothing is doubled"
    return sum(later < earlier for earlier, later in pairwise(texts)), len(texts)


@contextmanager
def cut_again_and_again(url: str, is_over: threading.Event) -> Iterator[None]:
    """Ends whatever connection of the server is in a transaction, as an administrator can."""
    statement = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND datname = current_database() AND xact_start IS NOT NULL"
    )

    def cut() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while not is_over.wait(0.05):
                connection.execute(statement)

    thread = threading.Thread(target=cut)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


@pytest.mark.postgres
@pytest.mark.slow
def test_no_message_passes_another_while_the_databases_connections_are_cut(
    tmp_path: Path, postgres: Postgres, migrated_postgres: str
) -> None:
    """Two visitors and an operator write as fast as they may; again and again a commit fails."""
    url = postgres.url(postgres.create_database(migrated_postgres))
    is_over, is_cut_enough = threading.Event(), threading.Event()
    with (
        opened(tmp_path, database_url=url, sends_per_second=500) as door,
        door.visitor() as linus,
        door.visitor() as grace,
        door.visitor() as mira,
        door.operator() as ada,
        ThreadPoolExecutor(3) as crowd,
    ):
        mira.do("send", text="-1")
        senders = [
            Sender(linus, "linus-says"),
            Sender(grace, "grace-says"),
            Sender(ada, "ada-says", conversation=mira.session),
        ]
        under_way = [crowd.submit(sender.send_for, is_over) for sender in senders]
        deadline = time.monotonic() + 60
        with cut_again_and_again(url, is_cut_enough):
            while sum(sender.refused.count("storage_unavailable") for sender in senders) < 15:
                assert time.monotonic() < deadline, [sender.refused for sender in senders]
                time.sleep(0.1)
        is_over.set()
        written = [each.result() for each in under_way]
        found = [inversions(door, wire.session) for wire in (linus, grace, mira)]
    assert [stored for _, stored in found] == [written[0], written[1], written[2] + 1]
    assert [wrong for wrong, _ in found] == [0, 0, 0]


@pytest.mark.bound("writer.WAITING_ACTIONS")
@pytest.mark.parametrize("side", ["visitor", "operator"])
def test_nothing_passes_a_command_that_was_refused_because_the_storage_was_busy(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch, side: str
) -> None:
    with door.visitor() as linus, door.operator() as ada:
        linus.do("open")
        wire, where = (linus, {}) if side == "visitor" else (ada, {"conversation": linus.session})
        with monkeypatch.context() as busy:
            busy.setattr(writer, "WAITING_ACTIONS", 0)
            refused = wire.ask("send", id=f"first-{side}", text="first", **where)
            assert (refused["code"], refused["reason"]) == ("unavailable", "storage_busy")
        behind = [
            wire.ask("send", text="second", **where),
            wire.ask("start_thread", topic="third", **where),
            wire.ask("read", seq=1, **where),
        ]
        for each in behind:
            assert (each["code"], each["reason"]) == ("unavailable", "storage_busy")
            assert each["data"]["retry_after"] >= 1
        assert wire.ask("history", id="question", **where)["type"] == "history", "reading goes on"
        wire.do("send", id=f"first-{side}", text="first", **where)
        _until_done(wire, type="send", id=f"second-{side}", text="second", **where)
        page = linus.ask("history", id="question")
        assert [item["content"]["text"] for item in page["items"]] == ["first", "second"]


@pytest.mark.bound("database.WAITING_VIEWS")
def test_nothing_passes_a_command_of_which_the_signature_could_not_be_looked_at(
    door: FrontDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with door.visitor() as linus:
        linus.do("open")
        with monkeypatch.context() as busy:
            busy.setattr(database, "WAITING_VIEWS", 0)
            signed = {"email": "mira@x.example", "signature": "0" * 64}
            assert linus.ask("profile", **signed)["reason"] == "storage_busy"
        assert linus.ask("send", text="behind")["reason"] == "storage_busy"


def _until_done(wire: Wire, **frame: Any) -> None:
    deadline = time.monotonic() + 10
    while wire.ask(**frame)["type"] != "done":
        assert time.monotonic() < deadline


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["send", "start", "read"]),
            st.sampled_from(["done", "unavailable", "too_many", "invalid", "fault"]),
            st.sampled_from([0.0, 0.3, 1.1]),
        ),
        max_size=40,
    )
)
def test_behind_what_may_come_again_nothing_is_done_for_a_moment(
    steps: list[tuple[str, str, float]],
) -> None:
    """Whatever the command, and whatever it was refused for; a wrong one holds nothing up."""
    now = [1_000.0]
    pace = Paces(lambda: now[0], 1_000).of_visitor("linus", "acme", None)
    shut_until = 0.0
    for number, (kind, end, wait) in enumerate(steps):
        now[0] += wait
        ended = _ended(pace, _COMMANDS[kind](f"command-{number:04}"), _ENDS.get(end))
        if now[0] < shut_until:
            assert isinstance(ended, Refusal)
            assert ended.is_cured_by_time
        else:
            assert ended is _ENDS.get(end)
            if end in ("unavailable", "too_many"):
                shut_until = now[0] + rate_limits.SHUT_SECONDS


def _ended(pace: Pace, command: frames.Command, fault: Exception | None) -> Exception | None:
    """How a command ends that ends so when it is done."""
    try:
        with pace.command(command):
            if fault is not None:
                raise fault
    except (Refusal, ZeroDivisionError) as ended:
        return ended
    return None


_COMMANDS: dict[str, Callable[[str], frames.Command]] = {
    "send": lambda name: frames.VisitorSend(id=name, text="x"),
    "start": lambda name: frames.VisitorStartThread(id=name, topic="x"),
    "read": lambda name: frames.VisitorRead(id=name, seq=1),
}
_ENDS: dict[str, Exception] = {
    "unavailable": Refusal("unavailable", "storage_unavailable", retry_after=1),
    "too_many": Refusal("too_many", "too_many", retry_after=7),
    "invalid": Refusal("invalid", "message_empty", field="message"),
    "fault": ZeroDivisionError("a bug of ours"),
}


def test_every_refusal_that_time_cures_says_when() -> None:
    """`retry_after` is what a refusal is known by that may come again. What only another deed
    cures is named here, and in `web/client/src/connection/outbox.ts`."""
    unsaid = set()
    for path in (ROOT / "src" / "threadbox").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Refusal":
                continue
            code, reason = (getattr(part, "value", None) for part in node.args[:2])
            named = {keyword.arg for keyword in node.keywords}
            if code in ("unavailable", "too_many") and "retry_after" not in named:
                unsaid.add(reason)
    outbox = (ROOT / "web" / "client" / "src" / "connection" / "outbox.ts").read_text()
    by_deed = outbox.split("NOT_BY_WAITING = new Set([")[1].split("]")[0]
    assert {f'"{reason}"' for reason in unsaid} == set(by_deed.split(", "))
