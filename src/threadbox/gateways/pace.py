"""How fast one socket may ask: a bucket per kind of frame, refused with `too_many` when empty."""

from collections.abc import Callable

from threadbox.gateways import limits
from threadbox.gateways.limits import Bucket, full_bucket, require
from threadbox.wire import frames

_SENDS = (frames.VisitorSend, frames.OperatorSend)
_STARTS = (frames.VisitorStartThread, frames.OperatorStartThread)


class Pace:
    """The buckets of one socket. `sends_per_second` 0: messages are not limited."""

    def __init__(self, clock: Callable[[], float], sends_per_second: int) -> None:
        now = clock()
        self._clock = clock
        self._sends = _sends_bucket(sends_per_second, now)
        self._starts = full_bucket(limits.THREAD_STARTS_BURST, limits.THREAD_STARTS_PER_SECOND, now)
        self._commands = full_bucket(limits.COMMANDS_BURST, limits.COMMANDS_PER_SECOND, now)
        self._queries = full_bucket(limits.QUERIES_BURST, limits.QUERIES_PER_SECOND, now)
        self._signals = full_bucket(limits.TYPING_BURST, limits.TYPING_PER_SECOND, now)

    def require_command(self, frame: frames.Command) -> None:
        """Raises `too_many` when this command comes too soon after the others."""
        if isinstance(frame, _SENDS):
            bucket = self._sends
        elif isinstance(frame, _STARTS):
            bucket = self._starts
        else:
            bucket = self._commands
        if bucket is not None:
            require(bucket.take(self._clock()))

    def require_query(self) -> None:
        """Raises `too_many` when queries come too fast."""
        require(self._queries.take(self._clock()))

    def allows_signal(self) -> bool:
        """Signals are free to vanish: too many are dropped without a word."""
        return self._signals.take(self._clock()) == 0.0


def _sends_bucket(per_second: int, now: float) -> Bucket | None:
    if per_second == 0:
        return None
    return full_bucket(per_second * limits.SENDS_BURST_SECONDS, per_second, now)
