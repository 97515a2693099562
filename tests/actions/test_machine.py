"""Random commands from everybody, checked against a small model after each step.

Invariants T1–T8 of the threads and I2–I4 of the log; see `docs/threads.md`.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.box import Box, assemble
from threadbox.actions import conversations, messages, threads
from threadbox.domain.actors import Actor
from threadbox.domain.conversations import Conversation
from threadbox.domain.refusals import Refusal
from threadbox.domain.timeline import Message

TOPICS = st.sampled_from(["A", "B", "  A ", "Cafe\u0301", "Café", "c"])
TICKETS = st.sampled_from([None, None, "1", "2"])
WHO = st.sampled_from(["linus", "ada", "grace", "shop"])


class Everybody(RuleBasedStateMachine):
    """Three kinds of people and the page act in one conversation."""

    make_box: Callable[[], Box]

    def __init__(self) -> None:
        super().__init__()
        self.box = type(self).make_box()
        self.box.open_chat()
        self.refusals: set[str] = set()

    def teardown(self) -> None:
        self.box.database.close()

    def attempt(self, action: Callable[..., Any], who: str, **wanted: Any) -> None:
        before = self.box.lines()
        try:
            self.box.do(action, self.actor(who), **wanted)
        except Refusal as refusal:
            self.refusals.add(refusal.reason)
            assert self.box.lines() == before, "a refusal changes nothing"

    def actor(self, who: str) -> Actor:
        actor: Actor = getattr(self.box, who)
        return actor

    def some_thread(self, number: int) -> str:
        known = self.box.see().threads
        return known[number % len(known)].id if known else "thread_unknown"

    @rule(who=WHO, topic=TOPICS, ticket=TICKETS)
    def start(self, who: str, topic: str, ticket: str | None) -> None:
        self.attempt(threads.start_thread, who, topic=topic, external_id=ticket)

    @rule(who=WHO)
    def end_current(self, who: str) -> None:
        self.attempt(threads.end_thread, who)

    @rule(who=WHO, topic=TOPICS)
    def end_topic(self, who: str, topic: str) -> None:
        self.attempt(threads.end_thread, who, topic=topic)

    @rule(who=WHO, number=st.integers(0, 9))
    def reopen(self, who: str, number: int) -> None:
        self.attempt(threads.reopen_thread, who, thread=self.some_thread(number))

    @rule(number=st.integers(0, 9), topic=TOPICS)
    def rename(self, number: int, topic: str) -> None:
        self.attempt(threads.rename_thread, "ada", thread=self.some_thread(number), topic=topic)

    @rule(who=WHO, number=st.integers(0, 9))
    def choose(self, who: str, number: int) -> None:
        self.attempt(threads.select_thread, who, thread=self.some_thread(number))

    @rule(who=WHO)
    def choose_main(self, who: str) -> None:
        self.attempt(threads.select_thread, who, main=True)

    @rule(who=WHO, number=st.integers(0, 12))
    def say(self, who: str, number: int) -> None:
        line = "current" if number > 10 else "main" if number > 9 else self.some_thread(number)
        self.attempt(messages.send, who, text="text", thread=line)

    @rule(who=WHO, seq=st.integers(0, 30))
    def read(self, who: str, seq: int) -> None:
        self.attempt(messages.read, who, seq=seq)

    @rule(who=WHO, seq=st.integers(0, 30), number=st.integers(0, 9))
    def read_one(self, who: str, seq: int, number: int) -> None:
        self.attempt(messages.read, who, seq=seq, thread=self.some_thread(number))

    @precondition(lambda self: self.box.see().last_seq > 0)
    @rule()
    def resolve(self) -> None:
        self.attempt(conversations.set_state, "ada", state="resolved")

    @invariant()
    def the_log_and_the_timeline_have_no_holes(self) -> None:
        positions = [line.position for line in self.box.lines()]
        assert positions == list(range(1, len(positions) + 1))
        seen = self.box.see()
        first = seen.items[0].seq if seen.items else 1
        assert [item.seq for item in seen.items] == list(range(first, seen.last_seq + 1))

    @invariant()
    def threads_follow_from_their_markers(self) -> None:
        seen = self.box.see()
        for thread in seen.threads:
            ends = [episode.ended_seq for episode in thread.episodes]
            assert all(end is not None for end in ends[:-1])
            assert thread.is_open == (ends[-1] is None)
            order = [at for episode in thread.episodes for at in (episode.seq, episode.ended_seq)]
            known = [seq for seq in order if seq is not None]
            assert known == sorted(set(known))
        assert seen.current is None or seen.current in _open_ids(seen)

    @invariant()
    def one_open_thread_per_external_id(self) -> None:
        tickets = [thread.external_id for thread in self.box.see().threads if thread.external_id]
        assert len(tickets) == len(set(tickets))

    @invariant()
    def a_message_stands_inside_an_episode_of_its_thread(self) -> None:
        seen = self.box.see()
        episodes = {thread.id: thread.episodes for thread in seen.threads}
        for item in seen.items:
            if isinstance(item, Message) and item.thread is not None:
                assert any(
                    episode.seq < item.seq and (episode.ended_seq or item.seq + 1) > item.seq
                    for episode in episodes[item.thread]
                )

    @invariant()
    def counts_add_up(self) -> None:
        seen = self.box.see()
        for side in ("visitor", "operator"):
            lines = [getattr(thread.unread, side) for thread in seen.threads]
            assert getattr(seen.unread, side) == getattr(seen.main_unread, side) + sum(lines)
            assert min([getattr(seen.main_unread, side), *lines]) >= 0
        for thread in seen.threads:
            assert thread.messages == sum(episode.messages for episode in thread.episodes)


def _open_ids(seen: Conversation) -> set[str]:
    return {thread.id for thread in seen.threads if thread.is_open}


@pytest.mark.slow
def test_whatever_everybody_does_the_threads_stay_consistent(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    def make_box() -> Box:
        path = Path(tempfile.mkdtemp(dir=tmp_path)) / "threadbox.db"
        shutil.copyfile(migrated_sqlite, path)
        return assemble(f"sqlite:///{path}")

    class OnSqlite(Everybody):
        pass

    OnSqlite.make_box = staticmethod(make_box)
    run_state_machine_as_test(
        OnSqlite,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
