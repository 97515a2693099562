"""Planted bugs: each is one wrong turn that somebody could take, and the check that catches it.

They are planted from outside, into a running test build (`tests/gauntlet/testbuild.py`); the
package knows nothing of them. `test_sabotage.py` proves that each is caught.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.gauntlet.modes import Mode
from tests.gauntlet.sabotage import gateways, live, store


@dataclass(frozen=True, slots=True)
class Sabotage:
    """`plant` breaks the running program; the check `caught_by` has to notice, in `mode`."""

    plant: Callable[[], None]
    caught_by: str
    says: str
    mode: Mode = "sqlite"


SABOTAGES: dict[str, Sabotage] = {
    "ack-before-commit": Sabotage(
        store.ack_before_commit, "G007", "answers are given before the commit"
    ),
    "synchronous-off": Sabotage(store.synchronous_off, "G004", "commits do not wait for the disk"),
    "deduplication-off": Sabotage(
        store.deduplication_off, "G003", "a client id is not looked up, and not kept"
    ),
    "repeat-performed": Sabotage(
        store.repeat_performed, "G003", "a command that comes again is done again"
    ),
    "fingerprint-made-anew": Sabotage(
        store.fingerprint_made_anew, "G003", "a message is stored under another fingerprint"
    ),
    "position-gap": Sabotage(store.position_gap, "G008", "now and then a position is left out"),
    "fact-not-logged": Sabotage(
        store.fact_not_logged, "G064", "a read changes the tables, and no line says so"
    ),
    "thread-of-others": Sabotage(
        store.thread_of_others, "G070", "a thread is found by id in any conversation"
    ),
    "refused-kept": Sabotage(store.refused_kept, "G074", "what a refused action wrote stays"),
    "current-stays": Sabotage(
        store.current_stays, "G064", "no other thread becomes current when the current one ends"
    ),
    "unread-doubled": Sabotage(store.unread_doubled, "G064", "every message is unread twice"),
    "start-twice": Sabotage(store.start_twice, "G065", "a start does not look for the open thread"),
    "late-message-inside": Sabotage(
        store.late_message_inside, "G066", "a message goes into a thread that has ended"
    ),
    "topic-cut": Sabotage(store.topic_cut, "G090", "a topic too long is cut, not refused"),
    "failure-acked": Sabotage(
        store.failure_acked, "G023", "a batch that could not be written is answered as done"
    ),
    "conflict-not-retried": Sabotage(
        store.conflict_not_retried, "G035", "a deadlock is the sender's problem", "postgres"
    ),
    "two-owners": Sabotage(store.two_owners, "G022", "a SQLite folder may be served twice"),
    "told-before-commit": Sabotage(
        live.told_before_commit, "G007", "readers are told what may never be committed"
    ),
    "ring-before-commit": Sabotage(
        live.ring_before_commit, "G007", "the bell rings when there is nothing to read yet", "two"
    ),
    "fact-dropped": Sabotage(live.fact_dropped, "G044", "one line in ten is never told"),
    "after-lost": Sabotage(live.after_lost, "G045", "facts and beats do not say what they follow"),
    "never-looks": Sabotage(
        live.never_looks, "G009", "a feed reads when it is rung for, and at no other time", "deaf"
    ),
    "join-too-late": Sabotage(
        live.join_too_late, "G048", "a feed does not go back for who joins behind it"
    ),
    "epoch-ignored": Sabotage(live.epoch_ignored, "G047", "any epoch is taken for ours"),
    "resume-skips": Sabotage(live.resume_skips, "G044", "a resume leaves out its first line"),
    "fault-spreads": Sabotage(
        live.fault_spreads, "G091", "a line that cannot be told to some is told to nobody"
    ),
    "shorter-log-ignored": Sabotage(
        live.shorter_log_ignored, "G033", "a feed does not notice that its log went back", "two"
    ),
    "epoch-kept": Sabotage(store.epoch_kept, "G047", "a copy put back has the epoch of before"),
    "bool-for-number": Sabotage(
        store.bool_for_number, "G102", "a recording of true seconds is accepted"
    ),
    "page-unbounded": Sabotage(store.page_unbounded, "G102", "a page holds any number of bytes"),
    "note-shown": Sabotage(live.note_shown, "G108", "visitors get operators' notes"),
    "field-shown": Sabotage(live.field_shown, "G108", "visitors get the data of threads"),
    "owner-told": Sabotage(live.owner_told, "G108", "visitors hear who answers for a thread"),
    "slow-kept": Sabotage(live.slow_kept, "G054", "who does not read is buffered for, for ever"),
    "origin-unchecked": Sabotage(
        gateways.origin_unchecked, "G139", "any page may open a visitor's socket"
    ),
    "own-origin-unchecked": Sabotage(
        gateways.own_origin_unchecked, "G139", "any page may open an operator's socket"
    ),
    "rights-unchecked": Sabotage(
        gateways.rights_unchecked, "G106", "operators see other websites' conversations"
    ),
    "policy-off": Sabotage(gateways.policy_off, "G179", "pages have no content security policy"),
    "escape-off": Sabotage(
        gateways.escape_off, "G127", "what somebody typed is put on the screen as HTML"
    ),
    "token-unchecked": Sabotage(
        gateways.token_unchecked, "G112", "a visitor's token is believed unsigned"
    ),
    "await-missing": Sabotage(
        gateways.await_missing, "G111", "the check of the password is not waited for"
    ),
    "sign-in-unlimited": Sabotage(
        gateways.sign_in_unlimited, "G165", "passwords may be tried without end"
    ),
    "starts-unlimited": Sabotage(
        gateways.starts_unlimited, "G165", "threads may be started without end"
    ),
    "bad-frames-kill": Sabotage(
        gateways.bad_frames_kill, "G098", "an unreadable frame ends the process"
    ),
    "order-lost": Sabotage(
        gateways.order_lost,
        "G036",
        "what is sent behind a refused command passes it",
        "postgres",
    ),
    "session-kept": Sabotage(
        gateways.session_kept, "G072", "a reset gives the session that was given up"
    ),
    "sudden-end": Sabotage(gateways.sudden_end, "G028", "SIGTERM ends it without a word"),
}


def plant(name: str) -> None:
    """Breaks this process as `name` says."""
    SABOTAGES[name].plant()
