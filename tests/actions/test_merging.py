"""Bringing an anonymous session into the conversation that a page's token id leads to."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.box import LINUS, MALLORY, Box
from tests.gauntlet.replica import Json as State
from tests.gauntlet.replica import applied
from threadbox.actions import conversations, merging, messages, people, threads
from threadbox.actions.files import keep_file
from threadbox.domain.actors import Visitor
from threadbox.domain.conversations import Conversation, Unread
from threadbox.domain.limits import PAGE_ITEMS
from threadbox.domain.outcomes import Outcome
from threadbox.domain.refusals import Refusal
from threadbox.domain.sessions import bound_conversation
from threadbox.domain.timeline import Message
from threadbox.store.json_codec import decoded, encoded
from threadbox.views import inbox, timeline
from threadbox.views.files import file


def bound(box: Box) -> Visitor:
    """The visitor whom a token id leads to; Linus's browser is the anonymous one."""
    id_ = bound_conversation(b"a secret", box.website, "a token id")
    return Visitor(website=box.website, conversation=id_)


def merge(box: Box, source: str = LINUS, client_id: str | None = None) -> Outcome:
    who = bound(box)
    return box.do(merging.merge, who, who.conversation, source=source, client_id=client_id)


def see(box: Box, conversation: str) -> Conversation:
    return box.database.read_now(timeline.conversation, box.ada, conversation)


def texts(conversation: Conversation) -> list[str]:
    return [
        getattr(item.content, "text", "")
        for item in conversation.items
        if isinstance(item, Message)
    ]


def require_replayed(box: Box) -> None:
    """The law: what follows from the log is what the tables say."""
    states: dict[str, State | None] = {}
    for line in box.lines():
        fact = decoded(encoded(line.fact), dict)
        id_ = fact["conversation"]
        states[id_] = applied(states.get(id_), line.position, fact)
    for id_, state in states.items():
        shown = decoded(encoded(see(box, id_)), dict)
        assert state is not None
        state["items"] = state["items"][-PAGE_ITEMS:]
        for name in shown.keys() - {"position", "has_older"}:
            assert state[name] == shown[name], (id_, name)


def test_what_was_said_before_signing_in_goes_on_in_the_other_conversation(box: Box) -> None:
    box.open_chat()
    box.say("hello")
    ticket = box.start("Refund", external_id="8812", data={"order": 7})
    box.say("it was charged twice")
    box.say("I am looking", box.ada)
    box.say("hm", box.ada, note=True)
    before = see(box, LINUS)
    merge(box)
    after = see(box, bound(box).conversation)
    assert texts(after) == texts(before)
    assert [item.at for item in after.items] == [item.at for item in before.items]
    assert [item.by for item in after.items] == [item.by for item in before.items]
    assert [thread.id for thread in after.threads] == [ticket]
    assert (after.current, after.threads[0].external_id) == (ticket, "8812")
    assert (after.unread, after.state, after.opened) == (before.unread, "unresolved", True)
    assert (after.preview, after.active_at) == (before.preview, before.active_at)
    require_replayed(box)


def test_history_is_brought_behind_what_is_there(box: Box) -> None:
    who = bound(box)
    box.do(messages.send, who, who.conversation, text="last year")
    box.do(conversations.open_chat, who, who.conversation)
    own = box.do(threads.start_thread, who, who.conversation, topic="Delivery", external_id="1")
    box.do(messages.send, box.ada, who.conversation, text="done")
    box.open_chat()
    box.say("hello")
    other = box.start("Refund", external_id="1")
    box.say("again")
    merge(box)
    after = see(box, who.conversation)
    assert texts(after) == ["last year", "done", "hello", "again"]
    assert [item.seq for item in after.items] == [1, 2, 3, 4, 5, 6]
    assert len({item.fingerprint for item in after.items}) == 6
    assert [(thread.id, thread.number) for thread in after.threads] == [(own.thread, 1), (other, 2)]
    assert [thread.external_id for thread in after.threads] == ["1", None], "the key is taken"
    assert after.current == own.thread
    assert after.unread == Unread(visitor=1, operator=3)
    require_replayed(box)


def test_what_each_side_has_read_stays_read(box: Box) -> None:
    who = bound(box)
    box.do(messages.send, who, who.conversation, text="last year")
    box.do(messages.read, box.ada, who.conversation, seq=99)
    box.say("hello")
    box.do(messages.read, box.ada, seq=99)
    box.open_chat()
    thread = box.start("Refund")
    box.say("again")
    box.say("and again")
    merge(box)
    after = see(box, who.conversation)
    assert after.unread == Unread(visitor=0, operator=2)
    assert after.read.operator == 2
    box.do(messages.read, box.ada, who.conversation, seq=after.last_seq - 1, thread=thread)
    assert see(box, who.conversation).unread.operator == 1
    box.do(messages.read, box.ada, who.conversation, seq=99)
    assert see(box, who.conversation).unread.operator == 0
    require_replayed(box)


def test_an_unread_main_line_keeps_its_mark_and_counts_what_joins_it(box: Box) -> None:
    who = bound(box)
    box.do(messages.send, who, who.conversation, text="one")
    box.say("two")
    box.do(messages.read, box.ada, seq=99)
    box.say("three")
    merge(box)
    after = see(box, who.conversation)
    assert after.unread.operator == after.main_unread.operator == 3
    box.do(messages.read, box.ada, who.conversation, seq=1)
    assert see(box, who.conversation).unread.operator == 2
    require_replayed(box)


def test_it_is_brought_exactly_once(box: Box) -> None:
    box.say("hello")
    first = merge(box, client_id="merge-one")
    head = box.lines()[-1].position
    assert first.position == head
    merge(box, client_id="merge-one")
    merge(box, client_id="merge-two")
    assert box.lines()[-1].position == head
    assert texts(see(box, bound(box).conversation)) == ["hello"]


def test_two_tabs_that_sign_in_at_once_bring_it_once(box: Box) -> None:
    for number in range(5):
        box.say(f"line {number}")
    with ThreadPoolExecutor(8) as tabs:
        done = [tabs.submit(merge, box, LINUS, f"merge-{number % 3}") for number in range(12)]
        done += [
            tabs.submit(box.say, f"late {number}", client_id=f"l-{number}") for number in range(8)
        ]
    refused = [each.exception() for each in done if each.exception() is not None]
    assert all(
        isinstance(each, Refusal) and each.reason == "conversation_merged" for each in refused
    )
    kinds = [line.fact.type for line in box.lines()]
    assert kinds.count("history_brought") == kinds.count("conversation_merged") == 1
    stored = 8 - len(refused)
    assert len(texts(see(box, bound(box).conversation))) == 5 + stored
    require_replayed(box)


def test_the_anonymous_conversation_leaves_the_inbox_and_says_where_it_went_on(box: Box) -> None:
    box.say("hello")
    merge(box)
    into = bound(box).conversation
    listed = box.database.read_now(inbox.page, box.ada, "all", None)
    assert [each.id for each in listed.conversations] == [into]
    assert (listed.open, listed.unread) == (1, 1)
    assert see(box, LINUS).merged_into == into
    for by in (box.linus, box.ada, box.shop):
        with pytest.raises(Refusal, match="conversation_merged") as refused:
            box.say("too late", by)
        assert refused.value.data["into"] == into
    with pytest.raises(Refusal, match="conversation_merged"):
        box.see(box.linus)


def test_a_command_answered_before_is_answered_alike_in_both(box: Box) -> None:
    who = bound(box)
    box.do(messages.send, who, who.conversation, text="last year")
    sent = box.say("hello", client_id="outbox-1")
    merge(box)
    again = box.say("hello", client_id="outbox-1")
    assert (again.duplicate, again.seq) == (True, sent.seq)
    moved = box.do(messages.send, who, who.conversation, "outbox-1", text="hello")
    assert (moved.duplicate, moved.seq) == (True, 2)
    assert texts(see(box, who.conversation)) == ["last year", "hello"]


def test_what_is_unknown_is_filled_in_and_what_is_known_stays(box: Box) -> None:
    who = bound(box)
    box.do(
        people.change_profile, who, who.conversation,
        changes={"nickname": "Mira", "email": "mira@solbakery.example"}, verified=True,
    )  # fmt: skip
    box.do(people.change_data, who, who.conversation, data={"plan": "pro"})
    box.do(
        people.change_profile, box.linus,
        changes={"nickname": "somebody", "email": "Mira@solbakery.example", "phone": "12345"},
    )  # fmt: skip
    box.do(people.change_data, box.linus, data={"plan": "free", "cart": 3})
    box.do(people.change_segments, box.linus, segments=["shopper"])
    merge(box)
    after = see(box, who.conversation)
    assert (after.profile.nickname, after.profile.phone) == ("Mira", "12345")
    assert (after.profile.email, after.profile.verified) == ("mira@solbakery.example", True)
    assert (after.data, after.segments) == ({"plan": "pro", "cart": 3}, ("shopper",))
    require_replayed(box)


def test_an_email_that_is_filled_in_is_as_unverified_as_it_was(box: Box) -> None:
    box.do(people.change_profile, box.linus, changes={"email": "mira@solbakery.example"})
    merge(box)
    profile = see(box, bound(box).conversation).profile
    assert (profile.email, profile.verified) == ("mira@solbakery.example", False)


ANNA, BEN = "anna@acme.example", "ben@acme.example"


@pytest.mark.parametrize(
    ("theirs", "mine", "is_brought"),
    [
        (None, None, True),
        (None, (BEN, False), True),
        (None, (BEN, True), True),
        ((BEN, False), None, True),
        ((BEN, False), ("Ben@ACME.example", True), True),
        ((BEN, True), (BEN, True), True),
        ((ANNA, True), None, False),
        ((ANNA, True), (ANNA, False), False),
        ((ANNA, True), (BEN, False), False),
        ((ANNA, True), (BEN, True), False),
        ((ANNA, False), (BEN, False), False),
        ((ANNA, False), (BEN, True), False),
    ],
)
def test_two_people_never_meet(
    box: Box,
    theirs: tuple[str, bool] | None,
    mine: tuple[str, bool] | None,
    is_brought: bool,
) -> None:
    """`theirs`: the anonymous session's address, and whether it was signed; `mine`: that of the
    conversation it would go to. Whatever becomes of the history, `verified` does not come along."""
    who = bound(box)
    for visitor, said in ((box.linus, theirs), (who, mine)):
        if said is not None:
            email, verified = said
            box.do(
                people.change_profile, visitor, visitor.conversation,
                changes={"email": email}, verified=verified,
            )  # fmt: skip
    box.open_chat()
    box.say("said before")
    head = box.lines()[-1].position
    if is_brought:
        merge(box)
        assert texts(see(box, who.conversation)) == ["said before"]
        assert see(box, who.conversation).profile.verified == (mine is not None and mine[1])
        require_replayed(box)
    else:
        with pytest.raises(Refusal, match="session_of_another"):
            merge(box)
        assert box.lines()[-1].position == head, "a refusal changes nothing"
        assert box.see().merged_into is None


@pytest.mark.bound("OPEN_THREADS", "DATA_ENTRIES", "SEGMENTS")
def test_what_does_not_fit_is_not_brought(box: Box) -> None:
    """Four sessions, each as full as it may be: the conversation they come into stays within the
    limits of one, and whatever it has too much of can be taken away."""
    who = bound(box)
    for session in range(4):
        visitor = Visitor(
            website=box.website, conversation=f"session_00000000-0000-4000-8000-{session:012}"
        )
        where = visitor.conversation
        box.do(conversations.open_chat, visitor, where)
        for number in range(100):
            box.do(threads.start_thread, visitor, where, topic=f"{session} {number}")
        box.do(
            people.change_data, visitor, where,
            data={f"k{session}-{number}": "x" * 200 for number in range(50)},
        )  # fmt: skip
        labels = [f"s{session}-{number}" for number in range(50)]
        box.do(people.change_segments, visitor, where, segments=labels)
        merge(box, where)
    after = see(box, who.conversation)
    assert after.open_threads == 100
    assert (len(after.data), len(after.segments)) == (50, 50)
    newest = max(after.threads, key=lambda thread: thread.number)
    assert newest.state == "ended"
    brought = [line.fact for line in box.lines() if line.fact.type == "history_brought"]
    assert len(brought) == 4
    assert max(len(encoded(fact)) for fact in brought) < 512 * 1024
    box.do(people.change_data, who, who.conversation, data={"k0-0": None})
    assert len(see(box, who.conversation).data) == 49
    box.do(threads.end_thread, who, who.conversation, topic="0 99")
    box.do(threads.start_thread, who, who.conversation, topic="one more")


def test_a_session_in_which_nothing_was_said_brings_nothing(box: Box) -> None:
    box.open_chat()
    head = box.lines()[-1].position
    merge(box)
    merge(box, MALLORY)
    assert box.lines()[-1].position == head


def test_nobodys_bound_conversation_is_ever_merged_into_another(box: Box) -> None:
    who = bound(box)
    box.do(messages.send, who, who.conversation, text="mine")
    with pytest.raises(Refusal, match="session_bound"):
        box.do(merging.merge, box.linus, source=who.conversation)


def test_files_move_with_the_messages_that_have_them(box: Box) -> None:
    names = [f"file_{digit * 32}" for digit in "ab"]
    for id_ in names:
        box.database.write_now(
            box.website, keep_file, box.linus, LINUS,
            id=id_, name="x.pdf", media="application/pdf", size=10, pixels=None,
        )  # fmt: skip
    box.do(messages.send, box.linus, content={"type": "file", "file": names[0]})
    merge(box)
    who = bound(box)
    assert box.database.read_now(file, box.website, names[0]).conversation == who.conversation
    content = {"type": "file", "file": names[1]}
    box.do(messages.send, who, who.conversation, content=content)
    kinds = [
        item.content.type for item in see(box, who.conversation).items if isinstance(item, Message)
    ]
    assert kinds == ["file", "file"]


def test_a_long_history_is_brought_whole(box: Box) -> None:
    box.open_chat()
    box.start("Long")
    for number in range(150):
        box.say(f"line {number}")
    merge(box)
    who = bound(box)
    after = see(box, who.conversation)
    assert (after.last_seq, after.has_older, len(after.items)) == (151, True, 60)
    older = box.database.read_now(timeline.history, box.ada, who.conversation, before=20)
    assert [item.seq for item in older.items] == list(range(1, 20))
    require_replayed(box)
