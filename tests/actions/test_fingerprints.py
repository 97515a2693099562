"""What an item is known by outside: its fingerprint, whatever happens to its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.box import MALLORY, NOON, Box
from threadbox.actions import conversations, merging, messages
from threadbox.domain.ids import counted_fingerprint, next_fingerprint
from threadbox.domain.limits import INTEGER_MOST
from threadbox.domain.refusals import Refusal
from threadbox.domain.timeline import Message

# As far as clients count exactly: 2^53.
EXACT = 1 << 53


def _fingerprints(box: Box) -> list[int]:
    return [item.fingerprint for item in box.items()]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 4_000_000_000_000),
            st.one_of(st.none(), st.integers(1, INTEGER_MOST)),
        ),
        max_size=40,
    ),
    st.integers(1, 1_000_000),
)
@settings(max_examples=300)
def test_whatever_the_clock_does_and_clients_choose_no_two_are_alike(
    moments: list[tuple[int, int | None]], conversation: int
) -> None:
    """The one exception: a clock that later reaches what a client chose more than a day ahead."""
    last, made, chosen = 0, list[int](), set[int]()
    for now, wish in moments:
        if wish is not None and wish not in chosen | set(made):
            chosen.add(wish)
            last = counted_fingerprint(last, wish, now)
        fingerprint = next_fingerprint(last, now, conversation)
        last = counted_fingerprint(last, fingerprint, now)
        made.append(fingerprint)
    assert made == sorted(set(made))
    assert all(0 < fingerprint < EXACT for fingerprint in made)


def test_a_merge_moves_items_and_they_stay_known_by_the_same_number(box: Box) -> None:
    box.say("here")
    box.do(conversations.open_chat, box.mallory, MALLORY)
    sent = [
        box.do(messages.send, box.mallory, MALLORY, text=text).fingerprint for text in ("a", "b")
    ]
    box.do(merging.merge, box.linus, source=MALLORY)
    assert _fingerprints(box)[-2:] == sent
    assert [item.seq for item in box.items()] == [1, 2, 3]


def test_items_of_two_conversations_with_one_fingerprint_are_told_apart_by_a_merge(
    box: Box,
) -> None:
    mine = box.say("here").fingerprint
    theirs = box.do(messages.send, box.mallory, MALLORY, text="there").fingerprint
    assert mine is not None
    assert theirs is not None
    box.do(messages.send, box.shop, MALLORY, text="the same number", fingerprint=mine)
    box.do(merging.merge, box.linus, source=MALLORY)
    after = _fingerprints(box)
    assert after[:2] == [mine, theirs]
    assert len(set(after)) == len(after) == 3
    told = box.lines()[-2].fact
    assert [item.fingerprint for item in getattr(told, "after").items] == after  # noqa: B009
    assert box.say("and on").fingerprint not in after


def test_a_command_answered_before_a_merge_is_answered_with_the_same_fingerprint(
    box: Box,
) -> None:
    sent = box.do(messages.send, box.mallory, MALLORY, client_id="said-once", text="hello")
    box.say("here")
    box.do(merging.merge, box.linus, source=MALLORY)
    again = box.do(messages.send, box.linus, client_id="said-once", text="hello")
    assert (again.duplicate, again.fingerprint, again.seq) == (True, sent.fingerprint, 2)


def test_a_backend_may_choose_what_its_message_is_known_by(box: Box) -> None:
    box.say("hello")
    outcome = box.do(messages.send, box.shop, text="imported", fingerprint=77)
    assert (outcome.fingerprint, _fingerprints(box)[-1]) == (77, 77)
    with pytest.raises(Refusal, match="fingerprint_taken"):
        box.do(messages.send, box.shop, text="again", fingerprint=77)
    for wrong in (0, -1, INTEGER_MOST + 1):
        with pytest.raises(Refusal, match="fingerprint_out_of_range"):
            box.do(messages.send, box.shop, text="wrong", fingerprint=wrong)
    for person in (box.linus, box.ada):
        with pytest.raises(Refusal, match="fingerprint_by_person"):
            box.do(messages.send, person, text="mine", fingerprint=78)


def test_a_number_chosen_far_ahead_is_not_counted_on_from(box: Box) -> None:
    box.say("hello")
    box.do(messages.send, box.shop, text="imported", fingerprint=INTEGER_MOST)
    after = box.say("and on").fingerprint
    assert after is not None
    assert after < EXACT
    near = after + 5
    box.do(messages.send, box.shop, text="a bit ahead", fingerprint=near)
    box.clock.now = NOON - 1_000_000
    assert box.say("next").fingerprint == near + 1


def test_a_message_of_the_past_stands_where_it_was_recorded_and_says_when_it_was_said(
    box: Box,
) -> None:
    """The order of the timeline is that of the log, for every reader alike."""
    box.say("now")
    box.do(messages.send, box.shop, text="of last year", at=NOON - 1_000_000)
    box.say("later")
    items = [item for item in box.items() if isinstance(item, Message)]
    assert [item.content.text for item in items] == ["now", "of last year", "later"]  # type: ignore[attr-defined]
    assert [item.seq for item in items] == [1, 2, 3]
    assert items[1].at == NOON - 1_000_000
    assert [item.at for item in box.items(box.linus)] == [item.at for item in items]
    for wrong in (-1, box.clock.now + 10_000_000):
        with pytest.raises(Refusal, match="at_out_of_range"):
            box.do(messages.send, box.shop, text="wrong", at=wrong)


def test_a_history_written_in_its_order_keeps_its_times(box: Box) -> None:
    """As an importer does it: before anything else is said, the oldest first."""
    box.open_chat()
    times = [NOON - 1_000_000 + number * 10_000 for number in range(20)]
    for number, at in enumerate(times):
        box.do(messages.send, box.shop, text=f"{number}", at=at, fingerprint=at)
    assert [(item.at, item.fingerprint) for item in box.items()] == [(at, at) for at in times]
