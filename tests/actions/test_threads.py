"""The rules of threads.md, one test or more each, on both databases."""

import pytest

from tests.box import LINUS, Box
from threadbox.actions import conversations, messages, people, threads, websites
from threadbox.domain.refusals import Refusal
from threadbox.domain.timeline import Ended, Message, Renamed, Started
from threadbox.views import resume

TOPIC = "Customer server offline (Ticket #1929383)"


def test_rule_1_a_thread_keeps_its_id_and_number_when_it_is_renamed(box: Box) -> None:
    box.open_chat()
    id_ = box.start(TOPIC, external_id="1929383")
    box.do(threads.rename_thread, box.ada, thread=id_, topic="Node 4 lost its disk")
    renamed = box.thread(id_)
    assert (renamed.topic, renamed.number) == ("Node 4 lost its disk", 1)
    assert renamed.external_id == "1929383"


def test_rule_2_a_refused_topic_changes_nothing(box: Box) -> None:
    box.open_chat()
    before = box.lines()
    for topic in (None, "", "   ", 7, "x" * 256, "nul\x00"):
        with pytest.raises(Refusal, match="thread_topic"):
            box.start(topic)
    assert box.lines() == before


def test_rule_3_resolving_ends_nothing(box: Box) -> None:
    box.open_chat()
    id_ = box.start(TOPIC)
    box.do(conversations.set_state, box.ada, state="resolved")
    assert box.thread(id_).is_open


def test_rule_4_a_page_cannot_start_or_end_before_the_first_open(box: Box) -> None:
    for attempt in (lambda: box.start(TOPIC), box.end):
        with pytest.raises(Refusal, match="chatbox_not_opened"):
            attempt()
    assert box.lines() == []
    box.open_chat()
    assert box.start(TOPIC)


def test_rule_4_operators_and_backends_are_not_bound(box: Box) -> None:
    box.say("hello")
    box.start("By Ada", box.ada)
    box.start("By the shop", box.shop)
    assert [thread.topic for thread in box.see().threads] == ["By Ada", "By the shop"]


def test_rule_5_starting_one_leaves_the_other_open(box: Box) -> None:
    box.open_chat()
    first, second = box.start("Refund"), box.start("Delivery")
    assert box.thread(first).is_open
    assert box.thread(second).is_open


def test_rule_6_messages_go_to_the_thread_started_reopened_or_chosen_last(box: Box) -> None:
    box.open_chat()
    first, second = box.start("Refund"), box.start("Delivery")
    assert box.say("about delivery").thread == second
    box.do(threads.select_thread, box.linus, thread=first)
    assert box.say("about the refund").thread == first
    box.do(threads.select_thread, box.linus, main=True)
    assert box.say("by the way").thread is None
    assert box.say("refund again", thread=first).thread == first
    assert box.see().current is None, "naming a thread for one message does not choose it"


def test_rule_6_after_the_current_one_ends_the_one_started_before_it_is_current(box: Box) -> None:
    box.open_chat()
    first, _second, third = box.start("A"), box.start("B"), box.start("C")
    box.end(topic="B")
    assert box.see().current == third, "ending another one changes nothing"
    box.end()
    assert box.see().current == first
    box.end()
    assert box.see().current is None


def test_rule_7_starting_an_open_topic_again_starts_nothing(box: Box) -> None:
    box.open_chat()
    first = box.start("Café")
    box.start("Other")
    assert box.start("  Cafe\u0301 ") == first
    assert box.see().current == first
    assert box.kinds().count("started") == 2
    assert box.start("café") != first, "another case is another topic"


def test_rule_7_starting_an_open_external_id_starts_nothing_and_never_renames(box: Box) -> None:
    box.open_chat()
    first = box.start(TOPIC, external_id="1929383")
    again = box.do(threads.start_thread, box.linus, topic="Else", external_id="1929383")
    assert (again.thread, again.topic_ignored) == (first, True)
    assert box.thread(first).topic == TOPIC


def test_rule_7_an_ended_external_id_is_reopened_and_an_ended_topic_starts_anew(box: Box) -> None:
    box.open_chat()
    ticket, plain = box.start(TOPIC, external_id="1"), box.start("Plain")
    box.end(external_id="1")
    box.end(topic="Plain")
    assert box.start(TOPIC, external_id="1") == ticket
    assert box.start("Plain") != plain
    assert box.kinds()[-2:] == ["reopened", "started"]


def test_rule_7_a_start_with_an_external_id_is_another_thread_than_one_without(box: Box) -> None:
    box.open_chat()
    plain = box.start(TOPIC)
    ticket = box.start(TOPIC, external_id="1")
    assert plain != ticket
    box.do(threads.select_thread, box.linus, thread=plain)
    assert box.start(TOPIC) == ticket, "of several open ones the one started last is meant"


def test_rule_8_ending_without_a_topic_ends_the_current_thread(box: Box) -> None:
    box.open_chat()
    box.start("A")
    second = box.start("B")
    assert box.end().thread == second
    ended = box.items()[-1]
    assert isinstance(ended, Ended)
    assert ended.topic == "B"


@pytest.mark.parametrize("blank", ["", "   ", "\t\r\n", "\u200b\u2060", "\u3000", "\u3164"])
def test_rule_8_a_blank_name_is_refused_and_ends_nothing(box: Box, blank: str) -> None:
    box.open_chat()
    box.start("Somebody else's topic")
    before = box.lines()
    for wish in ({"topic": blank}, {"external_id": blank}, {"thread": blank}):
        for by in (box.linus, box.ada):
            with pytest.raises(Refusal, match=r"thread_topic_empty|thread_not_found"):
                box.end(by=by, **wish)
    with pytest.raises(Refusal, match="thread_topic_empty"):
        box.do(threads.select_thread, box.linus, topic=blank)
    assert box.lines() == before


def test_rule_8_ending_with_nothing_open_is_a_silent_no_op(box: Box) -> None:
    box.open_chat()
    before = box.lines()
    assert box.end().thread is None
    assert box.lines() == before


def test_rule_8_ending_names_a_thread_by_topic_external_id_or_id(box: Box) -> None:
    box.open_chat()
    by_topic, by_ticket, by_id = box.start("A"), box.start("B", external_id="9"), box.start("C")
    assert box.end(topic=" A ").thread == by_topic
    assert box.end(external_id="9").thread == by_ticket
    assert box.end(thread=by_id).thread == by_id


def test_rule_8_an_unknown_or_ended_thread_is_refused_and_nothing_changes(box: Box) -> None:
    box.open_chat()
    box.start("A")
    box.end()
    before = box.lines()
    with pytest.raises(Refusal, match="thread_not_found"):
        box.end(topic="B")
    with pytest.raises(Refusal, match="thread_ended"):
        box.end(topic="A")
    with pytest.raises(Refusal, match="thread_not_found"):
        box.end(thread="thread_of_somebody_else")
    assert box.lines() == before


def test_rule_8_an_outcome_stands_at_the_end_marker(box: Box) -> None:
    box.open_chat()
    id_ = box.start(TOPIC)
    box.say("it is down")
    box.say("moving you", box.ada)
    box.say("telling infra", box.ada, note=True)
    box.end(box.ada, outcome="Moved to node 7\ncache cleared")
    ended = box.items()[-1]
    assert isinstance(ended, Ended)
    assert (ended.outcome, ended.messages) == ("Moved to node 7\ncache cleared", 2)
    assert ended.seconds > 0
    assert box.thread(id_).episode.outcome == ended.outcome


def test_rule_9_the_thread_of_a_message_is_decided_when_it_is_stored(box: Box) -> None:
    box.open_chat()
    id_ = box.start(TOPIC)
    box.say("inside")
    box.end()
    box.say("outside")
    inside, outside = (item for item in box.items() if isinstance(item, Message))
    assert (inside.thread, outside.thread) == (id_, None)


def test_rule_10_markers_say_who_and_when_and_from_which_page(box: Box) -> None:
    box.open_chat()
    box.start(TOPIC)
    box.end(box.ada)
    started, ended = box.items()
    assert isinstance(started, Started)
    assert (started.by.kind, started.by.origin) == ("page", "/support/new")
    assert (ended.by.kind, ended.by.name) == ("operator", "Ada")
    assert [item.seq for item in (started, ended)] == [1, 2]


def test_rule_10_operators_see_the_trace_of_a_rename_and_visitors_the_result(box: Box) -> None:
    box.open_chat()
    id_ = box.start(TOPIC)
    box.do(threads.rename_thread, box.ada, thread=id_, topic="Node 4")
    trace = box.items()[-1]
    assert isinstance(trace, Renamed)
    assert (trace.previous, trace.topic) == (TOPIC, "Node 4")
    assert box.kinds(box.linus) == ["started"]
    assert box.see(box.linus).threads[0].topic == "Node 4"


def test_rule_11_a_late_message_goes_to_the_main_line_and_names_what_it_follows(box: Box) -> None:
    box.open_chat()
    id_ = box.start(TOPIC)
    box.end(box.ada)
    box.say("it is down again", thread=id_)
    late = box.items()[-1]
    assert isinstance(late, Message)
    assert (late.thread, late.follows) == (None, id_)
    assert not box.thread(id_).is_open
    shown = box.items(box.linus)[-1]
    assert isinstance(shown, Message)
    assert shown.follows is None


@pytest.mark.bound("FOLLOWS_MILLISECONDS")
def test_rule_11_a_day_later_a_message_follows_nothing(box: Box) -> None:
    box.open_chat()
    box.start(TOPIC)
    box.end()
    box.clock.now += 25 * 60 * 60 * 1000
    box.say("something else")
    later = box.items()[-1]
    assert isinstance(later, Message)
    assert later.follows is None


def test_rule_12_unread_is_counted_per_thread_on_both_sides(box: Box) -> None:
    box.open_chat()
    first, second = box.start("A"), box.start("B")
    box.say("one", thread=first)
    box.say("two", thread=second)
    box.say("three", thread="main")
    box.say("answer", box.ada, thread=first)
    seen = box.see()
    assert (seen.unread.operator, seen.unread.visitor) == (3, 1)
    assert [thread.unread.operator for thread in seen.threads] == [1, 1]
    assert seen.main_unread.operator == 1
    box.do(messages.read, box.ada, seq=99, thread=first)
    seen = box.see()
    assert seen.unread.operator == 2
    assert [thread.unread.operator for thread in seen.threads] == [0, 1]
    box.do(messages.read, box.ada, seq=99)
    assert box.see().unread.operator == 0
    assert box.see().unread.visitor == 1


def test_rule_12_a_reopening_begins_a_new_episode_with_its_own_clocks(box: Box) -> None:
    box.open_chat()
    id_ = box.start(TOPIC, external_id="1")
    box.say("answer", box.ada)
    box.end()
    box.do(threads.reopen_thread, box.ada, thread=id_)
    box.say("and again", box.linus)
    first, second = box.thread(id_).episodes
    assert first.first_reply_at is not None
    assert first.messages == 1
    assert (second.first_reply_at, second.messages) == (None, 1)
    assert box.thread(id_).messages == 2


def test_rule_13_without_markers_and_ids_a_plain_chat_remains(box: Box) -> None:
    box.open_chat()
    box.say("hello")
    box.start("A")
    box.say("my server is down")
    box.say("looking", box.ada)
    box.end()
    plain = [item.content for item in box.items() if isinstance(item, Message)]
    texts = [content.text for content in plain if hasattr(content, "text")]
    assert texts == ["hello", "my server is down", "looking"]


def test_rule_15_markers_are_never_unread_and_never_the_preview(box: Box) -> None:
    box.open_chat()
    box.say("hello")
    box.start("A", box.ada)
    box.end(box.ada)
    seen = box.see()
    assert seen.unread.visitor == 0
    assert seen.preview is not None
    assert seen.preview.text == "hello"


def test_reopening_an_open_thread_is_refused(box: Box) -> None:
    box.open_chat()
    id_ = box.start(TOPIC)
    with pytest.raises(Refusal, match="thread_open"):
        box.do(threads.reopen_thread, box.ada, thread=id_)


def test_choosing_an_ended_thread_is_refused(box: Box) -> None:
    box.open_chat()
    id_ = box.start(TOPIC)
    box.end()
    with pytest.raises(Refusal, match="thread_ended"):
        box.do(threads.select_thread, box.linus, thread=id_)


@pytest.mark.bound("OPEN_THREADS")
def test_a_hundred_and_first_open_thread_is_refused(box: Box) -> None:
    box.open_chat()
    for number in range(100):
        box.start(f"Topic {number}")
    with pytest.raises(Refusal, match="threads_too_many_open"):
        box.start("One too many")
    assert box.start("Topic 7"), "an open one may still be made current"


def test_a_thread_of_another_conversation_cannot_be_reached(box: Box) -> None:
    box.open_chat()
    id_ = box.start(TOPIC)
    box.do(conversations.open_chat, box.mallory, box.mallory.conversation)
    with pytest.raises(Refusal, match="thread_not_found"):
        box.do(threads.end_thread, box.mallory, box.mallory.conversation, thread=id_)
    with pytest.raises(Refusal, match="thread_not_found"):
        box.do(messages.send, box.mallory, box.mallory.conversation, text="x", thread=id_)
    with pytest.raises(Refusal, match="conversation_not_found"):
        box.do(threads.end_thread, box.mallory, LINUS)


def test_a_signed_start_is_verified_and_an_unsigned_one_is_not(box: Box) -> None:
    box.open_chat()
    signed = box.start(TOPIC, external_id="1929383", verified=True)
    plain = box.start("Plain")
    assert (box.thread(signed).verified, box.thread(plain).verified) == (True, False)


def test_a_website_may_require_signed_starts_of_pages_and_of_nobody_else(box: Box) -> None:
    box.open_chat()
    box.database.write_now(box.website, websites.change_identity, signed_threads=True)
    with pytest.raises(Refusal, match="signature_required"):
        box.start(TOPIC, external_id="1929383")
    assert box.start(TOPIC, external_id="1929383", verified=True)
    assert box.start("By Ada", box.ada)


def test_a_website_may_require_signed_emails(box: Box) -> None:
    box.open_chat()
    box.database.write_now(box.website, websites.change_identity, signed_email=True)
    mail = {"email": "mira@sol.example"}
    with pytest.raises(Refusal, match="signature_required"):
        box.do(people.change_profile, box.linus, changes=mail)
    box.do(people.change_profile, box.linus, changes=mail, verified=True)
    assert box.see().profile.verified
    box.do(people.change_profile, box.linus, changes={**mail, "nickname": "Mira"})
    assert box.see().profile.verified, "the same e-mail again stays verified"


def test_a_thread_is_given_to_an_operator_and_taken_back(box: Box) -> None:
    box.open_chat()
    ticket = box.start("Site down")
    box.do(threads.assign_thread, box.ada, thread=ticket, operator=box.grace.id)
    assert box.thread(ticket).owner == box.grace.id
    box.end(box.ada)
    box.do(threads.reopen_thread, box.grace, thread=ticket)
    assert box.thread(ticket).owner == box.grace.id, "an end changes nobody's duty"
    place = len(box.lines())
    box.do(threads.assign_thread, box.ada, thread=ticket, operator=box.grace.id)
    assert len(box.lines()) == place, "said twice, recorded once"
    box.do(threads.assign_thread, box.shop, thread=ticket, operator=None)
    assert box.thread(ticket).owner is None


def test_a_thread_is_given_to_nobody_who_does_not_answer_for_the_website(box: Box) -> None:
    box.open_chat()
    ticket = box.start("Site down")
    with pytest.raises(Refusal, match="operator_elsewhere"):
        box.do(threads.assign_thread, box.ada, thread=ticket, operator="somebody else")
    with pytest.raises(Refusal, match="thread_not_found"):
        box.do(threads.assign_thread, box.ada, thread="thread_unknown", operator=box.ada.id)
    with pytest.raises(Refusal, match="command_not_allowed"):
        box.do(threads.assign_thread, box.linus, thread=ticket, operator=None)


def test_who_answers_for_a_thread_is_nothing_for_visitors(box: Box) -> None:
    box.open_chat()
    ticket = box.start("Site down")
    box.do(threads.assign_thread, box.ada, thread=ticket, operator=box.grace.id)
    assert [thread.owner for thread in box.see(box.linus).threads] == [None]
    assert [thread.owner for thread in box.see().threads] == [box.grace.id]
    place = box.place(0)
    seen = box.database.read_now(resume.lines_for_visitor, box.linus, place).lines
    assert box.grace.id not in str([line.fact for line in seen])
