"""Random commands from everybody, against one database or two alike, judged after each step.

Two pages of one visitor (who may begin a new session), a stranger, two operators and the
backend act on a few conversations. With two databases every command is given to both, and
every answer, every line of the log and every view has to be the same (G100).
"""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.box import LINUS, MALLORY, Box, command
from tests.gauntlet.oracle import judge_threads
from tests.gauntlet.replica import applied
from threadbox.actions import conversations, messages, threads
from threadbox.domain.actors import Actor, Visitor
from threadbox.domain.conversations import Conversation
from threadbox.domain.limits import PAGE_ITEMS
from threadbox.domain.outcomes import Outcome
from threadbox.domain.refusals import Refusal
from threadbox.domain.timeline import Message
from threadbox.store.transaction import Transaction
from threadbox.views import inbox, resume, timeline
from threadbox.views.access import find_conversation

Json = dict[str, Any]
Answer = Outcome | tuple[str, str, tuple[tuple[str, object], ...]]
Command = tuple[Callable[..., Any], str, str, dict[str, Any]]

TOPICS = st.sampled_from(["A", "B", "  A ", "Cafe\u0301", "Café", "c"])
TICKETS = st.sampled_from([None, None, "1", "2"])
# Two pages, that is two tabs of one visitor; the stranger has a conversation of her own.
WHO = st.sampled_from(["page one", "page two", "mallory", "ada", "grace", "shop"])
DESKS = st.sampled_from(["ada", "grace", "shop"])
NUMBERS = st.integers(0, 9)
# Their answers are not kept: reading or opening again is no news.
UNKEPT = (messages.read, messages.deliver, conversations.open_chat)
CHOICES = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]
QUESTION = {"type": "picker", "id": "which", "text": "Which one?", "choices": CHOICES}


class Everybody(RuleBasedStateMachine):
    """`make_boxes` gives one box, or one per database."""

    make_boxes: Callable[[], list[Box]]
    close: Callable[[list[Box]], None]

    def __init__(self) -> None:
        super().__init__()
        self.boxes = type(self).make_boxes()
        self.sessions = [LINUS, MALLORY]
        self.touched = [LINUS]
        # While a burst is being gathered, commands are kept here instead of given.
        self.gathering: list[tuple[Command, str]] | None = None
        self.done: list[tuple[Command, str, Answer]] = []
        self.facts: list[Json] = []
        self.states: dict[str, Json | None] = {}
        self.perform(conversations.open_chat, "page one", LINUS)

    def teardown(self) -> None:
        try:
            self.everything_is_alike()
        finally:
            type(self).close(self.boxes)

    # --- doing --------------------------------------------------------------------------

    def perform(
        self, action: Callable[..., Any], who: str, conversation: str, **wanted: Any
    ) -> None:
        gathered = 0 if self.gathering is None else len(self.gathering)
        client_id = f"command-{len(self.done) + gathered}"
        self._give((action, who, conversation, wanted), client_id)

    def _give(self, asked: Command, client_id: str) -> None:
        """Gives the command to every box; the answers have to be the same."""
        if self.gathering is not None:
            self.gathering.append((asked, client_id))
            return
        known = len(self.facts)
        self._give_together([(asked, client_id)])
        if isinstance(self.done[-1][2], tuple):
            assert len(self.facts) == known, "a refusal changes nothing"

    def _give_together(self, given: list[tuple[Command, str]]) -> None:
        """Gives several to every box at the same moment, so that they share a commit."""
        known = len(self.facts)
        found = [asyncio.run(self._at_once(box, given)) for box in self.boxes]
        assert all(answers == found[0] for answers in found), (given, found)
        for (asked, client_id), answer in zip(given, found[0], strict=True):
            self._require_once(asked, client_id, answer)
            self.done.append((asked, client_id, answer))
        self.touched = [asked[2] for asked, _ in given]
        self._hear(known)

    def _require_once(self, asked: Command, client_id: str, answer: Answer) -> None:
        """T6: what was answered before under this client id is answered again."""
        earlier = (first for _, known, first in self.done if known == client_id)
        first = next((each for each in earlier if isinstance(each, Outcome)), None)
        if first is not None and asked[0] not in UNKEPT:
            assert answer == replace(first, duplicate=True), "T6"

    async def _at_once(self, box: Box, given: list[tuple[Command, str]]) -> list[Answer]:
        opened = threading.Event()
        gate = asyncio.ensure_future(box.database.write(box.website, _wait_for, opened))
        work = [
            asyncio.ensure_future(
                box.database.write(
                    box.website,
                    command,
                    action,
                    self._actor(box, who, conversation),
                    conversation,
                    client_id=client_id,
                    **wanted,
                )
            )
            for (action, who, conversation, wanted), client_id in given
        ]
        await asyncio.sleep(0)  # all of them wait for the writer now
        opened.set()
        answers = await asyncio.gather(*work, return_exceptions=True)
        await gate
        return [_shown(answer) for answer in answers]

    def _hear(self, known: int) -> None:
        """Takes in the new lines, which are the same everywhere."""
        heard = [box.lines(known) for box in self.boxes]
        assert all(lines == heard[0] for lines in heard)
        for line in heard[0]:
            fact = _json(line.fact)
            assert line.position == len(self.facts) + 1, "I2"
            self.facts.append(fact)
            id_ = fact["conversation"]
            self.states[id_] = applied(self.states.get(id_), line.position, fact)

    def _actor(self, box: Box, who: str, conversation: str) -> Actor:
        if who == "mallory":
            return box.mallory
        if who.startswith("page"):
            path = f"/{who.replace(' ', '-')}"
            return replace(box.linus, conversation=conversation, page_path=path)
        actor: Actor = getattr(box, who)
        return actor

    def _where(self, who: str, number: int) -> str:
        """The conversation that this somebody means: their own, or any."""
        if who == "mallory":
            return MALLORY
        own = [session for session in self.sessions if session != MALLORY]
        return own[-1] if who.startswith("page") else self.sessions[number % len(self.sessions)]

    def _some_thread(self, conversation: str, number: int) -> str:
        known = (self.states.get(conversation) or {"threads": []})["threads"]
        return str(known[number % len(known)]["id"]) if known else "thread_unknown"

    # --- what everybody does ------------------------------------------------------------

    @rule(who=WHO, number=NUMBERS, topic=TOPICS, ticket=TICKETS)
    def start(self, who: str, number: int, topic: str, ticket: str | None) -> None:
        where = self._where(who, number)
        self.perform(threads.start_thread, who, where, topic=topic, external_id=ticket)

    @rule(who=WHO, number=NUMBERS)
    def end_current(self, who: str, number: int) -> None:
        self.perform(threads.end_thread, who, self._where(who, number))

    @rule(who=WHO, number=NUMBERS, topic=TOPICS)
    def end_topic(self, who: str, number: int, topic: str) -> None:
        self.perform(threads.end_thread, who, self._where(who, number), topic=topic)

    @rule(who=WHO, number=NUMBERS, ticket=st.sampled_from(["1", "2"]))
    def end_ticket(self, who: str, number: int, ticket: str) -> None:
        self.perform(threads.end_thread, who, self._where(who, number), external_id=ticket)

    @rule(who=DESKS, number=NUMBERS)
    def reopen(self, who: str, number: int) -> None:
        where = self._where(who, number)
        self.perform(threads.reopen_thread, who, where, thread=self._some_thread(where, number))

    @rule(who=DESKS, number=NUMBERS, topic=TOPICS)
    def rename(self, who: str, number: int, topic: str) -> None:
        where = self._where(who, number)
        thread = self._some_thread(where, number)
        self.perform(threads.rename_thread, who, where, thread=thread, topic=topic)

    @rule(who=WHO, number=NUMBERS)
    def choose(self, who: str, number: int) -> None:
        where = self._where(who, number)
        self.perform(threads.select_thread, who, where, thread=self._some_thread(where, number))

    @rule(who=WHO, number=NUMBERS)
    def choose_main(self, who: str, number: int) -> None:
        self.perform(threads.select_thread, who, self._where(who, number), main=True)

    @rule(who=WHO, number=NUMBERS, line=st.sampled_from(["current", "main", "thread", "thread"]))
    def say(self, who: str, number: int, line: str) -> None:
        where = self._where(who, number)
        thread = self._some_thread(where, number) if line == "thread" else line
        self.perform(messages.send, who, where, text=f"text {len(self.done)}", thread=thread)

    @rule(who=WHO, number=NUMBERS)
    def note(self, who: str, number: int) -> None:
        self.perform(messages.send, who, self._where(who, number), text="note", note=True)

    @rule(who=WHO, number=NUMBERS, seq=st.integers(0, 30))
    def read(self, who: str, number: int, seq: int) -> None:
        self.perform(messages.read, who, self._where(who, number), seq=seq)

    @rule(who=WHO, number=NUMBERS, seq=st.integers(0, 30))
    def read_one(self, who: str, number: int, seq: int) -> None:
        where = self._where(who, number)
        thread = self._some_thread(where, number)
        self.perform(messages.read, who, where, seq=seq, thread=thread)

    @rule(who=WHO, number=NUMBERS, seq=st.integers(0, 30))
    def receive(self, who: str, number: int, seq: int) -> None:
        self.perform(messages.deliver, who, self._where(who, number), seq=seq)

    @rule(who=DESKS, number=NUMBERS)
    def question(self, who: str, number: int) -> None:
        self.perform(messages.send, who, self._where(who, number), content=QUESTION)

    @rule(
        who=WHO,
        number=NUMBERS,
        back=st.integers(0, 4),
        choices=st.sampled_from([[], ["a"], ["b"], ["c"], ["a", "b"]]),
    )
    def answer(self, who: str, number: int, back: int, choices: list[str]) -> None:
        """One of the newest items is answered; some of them are no questions."""
        where = self._where(who, number)
        last = (self.states.get(where) or {"last_seq": 1})["last_seq"]
        self.perform(messages.answer, who, where, seq=last - back, choices=choices)

    @rule(number=NUMBERS, state=st.sampled_from(["resolved", "unresolved"]))
    def set_state(self, number: int, state: str) -> None:
        self.perform(conversations.set_state, "ada", self._where("ada", number), state=state)

    @rule(who=st.sampled_from(["page one", "mallory"]))
    def open_chat(self, who: str) -> None:
        self.perform(conversations.open_chat, who, self._where(who, 0))

    @rule()
    def reset(self) -> None:
        """The visitor begins a new session; the old conversation stays as it is (G072)."""
        if len(self.sessions) < 5:
            self.sessions.append(f"session_00000000-0000-4000-8000-{len(self.sessions):012}")

    @rule(number=st.integers(0, 200))
    def again(self, number: int) -> None:
        """A command once more, under its client id: the first answer, and no news (T6)."""
        command, client_id, answer = self.done[number % len(self.done)]
        if command[0] in UNKEPT or not isinstance(answer, Outcome):
            return
        known = len(self.facts)
        self._give(command, client_id)
        assert len(self.facts) == known, "T6 repeating is no news"

    @precondition(lambda self: self.gathering)
    @rule(number=NUMBERS)
    def twice_at_once(self, number: int) -> None:
        """The same command twice in one commit."""
        assert self.gathering is not None
        self.gathering.append(self.gathering[number % len(self.gathering)])

    @rule(topic=TOPICS)
    def too_early(self, topic: str) -> None:
        """A new session, whose first command is refused; the second has to find nothing of it,
        also when both share a commit (rule 4, T7)."""
        self.reset()
        where = self._where("page one", 0)
        self.perform(threads.start_thread, "page one", where, topic=topic)
        self.perform(messages.send, "page two", where, text="hello")

    @rule()
    def gather(self) -> None:
        """From here on commands wait, to be given all at once."""
        if self.gathering is None:
            self.gathering = []

    @precondition(lambda self: self.gathering is not None and len(self.gathering) > 1)
    @rule()
    def burst(self) -> None:
        """All that was gathered, in one commit: a refusal among them undoes only itself."""
        given, self.gathering = self.gathering, None
        assert given is not None
        self._give_together(given)

    # --- what has to hold ---------------------------------------------------------------

    def see(self, box: Box, conversation: str, by: Actor) -> Conversation | None:
        if box.database.read_now(find_conversation, by, conversation) is None:
            return None
        return box.database.read_now(timeline.conversation, by, conversation)

    @invariant()
    def both_sides_see_what_follows_from_the_log(self) -> None:
        for touched in set(self.touched):
            self._require_seen(touched)

    def _require_seen(self, touched: str) -> None:
        state = self.states.get(touched)
        own = self._actor(self.boxes[0], "page one", touched)
        seen = [
            (self.see(box, touched, box.ada), self.see(box, touched, own)) for box in self.boxes
        ]
        assert all(views == seen[0] for views in seen)
        shown = seen[0][0]
        assert (shown is None) == (state is None)
        if shown is not None and state is not None:
            derived = {**state, "items": state["items"][-PAGE_ITEMS:]}
            _require_same(derived, _json(shown))
            require_consistent(shown)

    @invariant()
    def threads_follow_the_rules(self) -> None:
        for touched in set(self.touched):
            judge_threads(fact for fact in self.facts if fact["conversation"] == touched)

    def everything_is_alike(self) -> None:
        """At the end: the inbox, and every visitor's view of the log."""
        pages = [box.database.read_now(inbox.page, box.ada, "all", None) for box in self.boxes]
        assert all(page == pages[0] for page in pages)
        for session in self.sessions:
            visitor = Visitor(website=self.boxes[0].website, conversation=session)
            logs = [
                box.database.read_now(resume.lines_for_visitor, visitor, box.place(0))
                for box in self.boxes
            ]
            assert all(each.lines == logs[0].lines for each in logs)


def _wait_for(_: Transaction, opened: threading.Event) -> None:
    opened.wait(10)


def _shown(answer: Outcome | BaseException) -> Answer:
    if isinstance(answer, Refusal):
        return answer.code, answer.reason, tuple(sorted(answer.data.items()))
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _require_same(derived: Json, shown: Json) -> None:
    for name in derived.keys() - {"position", "has_older"}:
        assert derived[name] == shown[name], f"I4 {name}"


def require_consistent(seen: Conversation) -> None:
    first = seen.items[0].seq if seen.items else 1
    assert [item.seq for item in seen.items] == list(range(first, seen.last_seq + 1)), "I2"
    episodes = {thread.id: thread.episodes for thread in seen.threads}
    for thread in seen.threads:
        ends = [episode.ended_seq for episode in thread.episodes]
        assert None not in ends[:-1]
        assert thread.is_open == (ends[-1] is None)
        assert thread.messages == sum(episode.messages for episode in thread.episodes)
    for item in seen.items:
        if isinstance(item, Message) and item.thread is not None:
            assert any(
                episode.seq < item.seq < (episode.ended_seq or item.seq + 1)
                for episode in episodes[item.thread]
            ), "T3"
    for side in ("visitor", "operator"):
        lines = [getattr(thread.unread, side) for thread in seen.threads]
        assert getattr(seen.unread, side) == getattr(seen.main_unread, side) + sum(lines)
        assert min([getattr(seen.main_unread, side), *lines]) >= 0


def _json(value: object) -> Json:
    decoded: Json = msgspec.json.decode(msgspec.json.encode(value))
    return decoded
