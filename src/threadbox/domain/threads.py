"""What starting, ending, reopening, renaming and choosing a thread decide.

Pure: given the conversation's side of things and a wish, each function returns what
follows from it or raises `Refusal`. Rules are cited from `docs/threads.md`.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from threadbox.domain import limits
from threadbox.domain.actors import Author
from threadbox.domain.conversations import Episode, Thread
from threadbox.domain.people import Value, merged_data
from threadbox.domain.refusals import Refusal
from threadbox.domain.text import is_invisible, one_line, paragraph

Step = Literal["start", "reopen", "choose", "nothing"]
# Within this time an operator's reopening takes an end back as if it had not been (rule 16).
SLIP_MILLISECONDS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A checked request to start a thread."""

    topic: str
    external_id: str | None = None
    data: Mapping[str, Value] = field(default_factory=dict)
    verified: bool = False


def topic(given: object) -> str:
    """The topic to store (rule 2). Reasons: `thread_topic_not_text`, `…_empty`,
    `…_too_long`, `…_control_characters`."""
    return one_line(given, field="thread_topic", most=limits.TOPIC_CHARACTERS)


def external_id(given: object) -> str | None:
    """The caller's own key for a thread, such as a ticket number. None when absent."""
    if given is None:
        return None
    return one_line(given, field="thread_external_id", most=limits.EXTERNAL_ID_CHARACTERS)


def outcome(given: object) -> str | None:
    """What came of it, for the end marker. Blank means none."""
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    return paragraph(given, field="thread_outcome", most=limits.OUTCOME_CHARACTERS)


def wish(topic_given: object, external: object, data: object, *, verified: bool) -> Wish:
    """A checked wish; `verified`: its external id came with a valid signature.

    Raises `Refusal("invalid", …)` naming the field.
    """
    return Wish(
        topic=topic(topic_given),
        external_id=external_id(external),
        data=merged_data({}, {} if data is None else data),
        verified=verified,
    )


def topic_key(shown: str) -> str:
    """What two topics are compared by (rule 7): Unicode NFC, case-sensitive, trimmed."""
    return unicodedata.normalize("NFC", shown.strip())


def topic_named(given: str) -> str:
    """The key of a topic that names a thread. Blank, as from a template whose title is empty, it
    names none, and whoever sent it did not mean "the current one" (rule 8)."""
    if is_invisible(given.strip()):
        raise Refusal("invalid", "thread_topic_empty", field="thread_topic")
    return topic_key(given)


def step_to_start(known: Thread | None, current: str | None, open_count: int) -> Step:
    """What a start amounts to, given the thread it means, if there is one (rules 5–7).

    `known` is the thread of the wish's external id or, without one, the open thread of
    its topic. Raises `too_many`/`threads_too_many_open` when a new one would be one too many.
    """
    if known is not None and known.is_open:
        return "nothing" if known.id == current else "choose"
    if open_count >= limits.OPEN_THREADS:
        raise Refusal("too_many", "threads_too_many_open", limit=limits.OPEN_THREADS)
    return "start" if known is None else "reopen"


def require_open(thread: Thread | None) -> Thread:
    """The thread, if it is there and open. Reasons: `thread_not_found`, `thread_ended`."""
    if thread is None:
        raise Refusal("not_found", "thread_not_found")
    if not thread.is_open:
        raise Refusal("conflict", "thread_ended", thread=thread.id)
    return thread


def require_ended(thread: Thread | None) -> Thread:
    """The thread, if it is there and ended. Reasons: `thread_not_found`, `thread_open`."""
    if thread is None:
        raise Refusal("not_found", "thread_not_found")
    if thread.is_open:
        raise Refusal("conflict", "thread_open", thread=thread.id)
    return thread


def current_after_end(
    ended: Thread, current: str | None, open_threads: Iterable[Thread]
) -> str | None:
    """Who is current once `ended` has ended (rule 6).

    Ending another thread than the current one changes nothing. Otherwise: of the threads
    still open, the one started (or reopened) last before the ended one; else the main line.
    """
    if ended.id != current:
        return current
    earlier = [
        thread
        for thread in open_threads
        if thread.id != ended.id and thread.episode.seq < ended.episode.seq
    ]
    return max(earlier, key=lambda thread: thread.episode.seq).id if earlier else None


def episodes_after(known: Sequence[Episode], told: Sequence[Episode]) -> tuple[Episode, ...]:
    """The episodes known, with those a fact tells in their place or behind them.

    Of more than `limits.EPISODES_KEPT` the first and the newest stay.
    """
    kept = (*(each for each in known if each.seq < told[0].seq), *told)
    newest = limits.EPISODES_KEPT - 1
    return kept if len(kept) <= limits.EPISODES_KEPT else (kept[0], *kept[-newest:])


def is_slip(ended: Thread, *, by: Author, now: int, last_seq: int) -> bool:
    """Whether a reopening by `by` takes the thread's end back as a slip (rule 16): the same
    operator or backend, soon after, with nothing in between. `last_seq`: the timeline's newest."""
    episode = ended.episode
    return (
        by.kind in ("operator", "backend")
        and episode.ended_by is not None
        and (episode.ended_by.kind, episode.ended_by.id) == (by.kind, by.id)
        and episode.ended_seq == last_seq
        and episode.ended_at is not None
        and now - episode.ended_at <= SLIP_MILLISECONDS
    )
