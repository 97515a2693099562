"""Too much at once is refused with a time to wait; a reader that does not read is let go."""

from pathlib import Path

import pytest

from tests.gateways.deaf import deaf_operator, last_close_code
from tests.gateways.front_door import FrontDoor, is_message, opened
from threadbox.domain.refusals import Refusal
from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.token_buckets import Buckets, full_bucket


def test_a_bucket_empties_waits_and_fills() -> None:
    bucket = full_bucket(burst=2, per_second=1, now=0.0)
    assert [bucket.take(0.0), bucket.take(0.0)] == [0.0, 0.0]
    assert bucket.take(0.0) == 1.0
    assert bucket.take(0.5) == 0.5
    assert [bucket.take(1.0), bucket.take(1.0)] == [0.0, 1.0]


@pytest.mark.bound("SHUT_SECONDS")
def test_an_empty_bucket_stays_shut_so_that_no_later_command_passes_the_refused() -> None:
    bucket = full_bucket(burst=1, per_second=1000, now=0.0)
    assert bucket.take(0.0) == 0.0
    assert bucket.take(0.0) == rate_limits.SHUT_SECONDS
    assert bucket.take(0.9) > 0
    assert bucket.take(1.0) == 0.0


@pytest.mark.bound("KEYS_REMEMBERED")
def test_buckets_forget_the_longest_unused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "KEYS_REMEMBERED", 2)
    buckets = Buckets(1, 0.01, lambda: 0.0)
    for key in ("a", "b", "c", "a"):
        buckets.take(key, "too_many")
    with pytest.raises(Refusal) as refused:
        buckets.take("c", "too_many")
    assert refused.value.data["retry_after"] == 100


# Far more than the burst, so that some are refused by a slow machine, too, which fills it again.
RAPID = 200


def test_messages_too_fast_are_refused_and_later_taken(door: FrontDoor) -> None:
    with door.visitor() as linus:
        for number in range(RAPID):
            linus.say(type="send", id=f"rapid-{number:04}", text=f"{number}")
        answers = [linus.answer(f"rapid-{number:04}") for number in range(RAPID)]
        kinds = [answer["type"] for answer in answers]
        taken = kinds.index("refused")
        assert taken >= 40
        assert set(kinds[taken:]) == {"refused"}
        refused = answers[taken]
        assert (refused["code"], refused["reason"]) == ("too_many", "too_many")
        assert refused["data"]["retry_after"] >= 1
        assert linus.is_alive()


def test_thread_starts_too_fast_are_refused(door: FrontDoor) -> None:
    with door.visitor() as linus:
        linus.do("open")
        answers = [
            linus.ask("start_thread", topic=f"Topic {number}")
            for number in range(rate_limits.THREAD_STARTS_BURST + 1)
        ]
        assert answers[-1]["reason"] == "too_many"


def test_nothing_of_any_kind_passes_a_start_that_was_refused(door: FrontDoor) -> None:
    """Messages and ends behind it mean its thread: they come again with it, in their order."""
    with door.visitor() as linus:
        linus.do("open")
        starts = [f"start-{number:03}" for number in range(rate_limits.THREAD_STARTS_BURST + 2)]
        for name in starts:
            linus.say(type="start_thread", id=name, topic=f"Topic of {name}")
        linus.say(type="send", id="in-the-last-one", text="for the topic started last")
        linus.say(type="end_thread", id="end-of-the-last-one")
        kinds = [linus.answer(name)["type"] for name in starts]
        assert kinds.index("refused") == rate_limits.THREAD_STARTS_BURST
        for name in ("in-the-last-one", "end-of-the-last-one"):
            assert linus.answer(name)["reason"] == "too_many"


def test_the_limit_of_messages_can_be_lifted(tmp_path: Path) -> None:
    with opened(tmp_path, sends_per_second=0) as door, door.visitor() as linus:
        for number in range(60):
            linus.do("send", text=f"{number}")


def test_a_reader_that_does_not_read_is_let_go_and_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The deaf one reads the code at its leisure, after everybody else is done.
    monkeypatch.setattr(rate_limits, "CLOSE_SECONDS", 60)
    with (
        opened(tmp_path, sends_per_second=0) as door,
        door.operator() as ada,
        door.visitor() as linus,
    ):
        # A small receive buffer and a client that stops reading: what we send piles up with us.
        deaf = deaf_operator(door)
        text = "😀" * 9_990
        for number in range(150):
            linus.do("send", text=f"{text}{number}")
            ada.lines_until(is_message(f"{text}{number}"))
        assert last_close_code(deaf) == 4508
