"""How given randomness becomes an id. Ids are public; they never grant access by themselves."""

from uuid import UUID


def conversation_id(random: UUID) -> str:
    """`session_<uuid>`, the form Crisp's clients expect of a conversation."""
    return f"session_{random}"


def thread_id(random: UUID) -> str:
    """`thread_<uuid>` (threads.md rule 1)."""
    return f"thread_{random}"


# Fingerprints to a millisecond: two conversations that are merged seldom have one in common.
FINGERPRINTS = 100
# A fingerprint that a client chose may lie further ahead of the clock than this, and is then not
# counted on from: a number that clients can hold (2^53) is never reached.
_AHEAD_MILLISECONDS = 24 * 60 * 60 * 1000


def next_fingerprint(last: int, now: int, conversation: int) -> int:
    """What a new item is known by, whatever its place: positive, below 2^53, unique in its
    conversation.

    `last`: the highest counted so far (`counted_fingerprint`); `now` in milliseconds since the
    epoch. However the clock goes, it is higher than the last. `conversation` is any number of the
    conversation's, to keep those of different conversations apart.
    """
    return max(last + 1, now * FINGERPRINTS + conversation % FINGERPRINTS)


def counted_fingerprint(last: int, used: int, now: int) -> int:
    """The highest fingerprint to count on from, once `used` is in the conversation."""
    is_near = used <= max(last + 1, (now + _AHEAD_MILLISECONDS) * FINGERPRINTS)
    return max(last, used) if is_near else last
