"""What sockets are told beside the log: who is there to answer, and who types."""

from dataclasses import dataclass

from threadbox.gateways.sockets.availability import Availability
from threadbox.gateways.sockets.typing import TypingSignals


@dataclass(frozen=True, slots=True)
class Signals:
    """The senders of both, one of each per process."""

    availability: Availability
    typing: TypingSignals
