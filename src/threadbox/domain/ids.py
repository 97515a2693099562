"""How given randomness becomes an id. Ids are public; they never grant access by themselves."""

from uuid import UUID


def conversation_id(random: UUID) -> str:
    """`session_<uuid>`, the form Crisp's clients expect of a conversation."""
    return f"session_{random}"


def thread_id(random: UUID) -> str:
    """`thread_<uuid>` (threads.md rule 1)."""
    return f"thread_{random}"


# Between the fingerprints of two conversations created within one millisecond of each other.
FINGERPRINTS = 100


def fingerprint(created_at: int, seq: int) -> int:
    """An item's number on Crisp's wire: positive, below 2^53, unique in its conversation.

    `created_at` is the conversation's, in milliseconds since the epoch. Built on the place in
    the timeline and not on the time of day, so that no clock can make two alike.
    """
    return created_at * FINGERPRINTS + seq
