"""How given randomness becomes an id. Ids are public; they never grant access by themselves."""

from uuid import UUID


def conversation_id(random: UUID) -> str:
    """`session_<uuid>`, the form Crisp's clients expect of a conversation."""
    return f"session_{random}"


def thread_id(random: UUID) -> str:
    """`thread_<uuid>` (threads.md rule 1)."""
    return f"thread_{random}"


def fingerprint(at: int, seq: int) -> int:
    """A message's number on Crisp's wire: positive, below 2^53, unique in its conversation.

    `at` is milliseconds since the epoch; `seq` keeps messages of one millisecond apart.
    """
    return at * 100 + seq % 100
