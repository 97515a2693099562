"""The server's keys, of which there are several while one takes over from another."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """`signing` signs what is new. What any of `accepted` signed is genuine (newest first;
    `signing` is among them). `binding` never changes while there is data: by it a page's own
    secret leads to its conversation, and whoever knows it alone can open nothing.
    """

    signing: bytes
    accepted: tuple[bytes, ...]
    binding: bytes

    @classmethod
    def of(cls, key: bytes) -> "Secrets":
        """One key for everything, as long as it was never changed."""
        return cls(signing=key, accepted=(key,), binding=key)


class SecretSource(Protocol):
    """Where the keys come from; they may change while a server runs."""

    def now(self) -> Secrets:
        """The keys at this moment."""


class OneSecret:
    """A key that is given from outside, and stays."""

    def __init__(self, key: bytes) -> None:
        self._secrets = Secrets.of(key)

    def now(self) -> Secrets:
        return self._secrets


def source_of(secret: bytes | SecretSource) -> SecretSource:
    """The same source; a bare key is a source of its own."""
    return OneSecret(secret) if isinstance(secret, bytes) else secret
