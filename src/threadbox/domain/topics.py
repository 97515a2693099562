"""What names a thread: topics and external ids, and what may come with them.

Pure: each function returns what is kept of what was given, or raises `Refusal`. Rules are cited
from `docs/threads.md`.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from threadbox.domain import limits
from threadbox.domain.people import Value, merged_data
from threadbox.domain.refusals import Refusal
from threadbox.domain.text import is_invisible, one_line, paragraph


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
