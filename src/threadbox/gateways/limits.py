"""How much a stranger may ask for at once: the numbers, each with its reason, and the bucket.

Limits of what one thing may hold (a topic, a message) are in `domain/limits.py`.
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from threadbox.domain.refusals import Detail, Refusal

# The body is a website id and a token; a page never has more to say.
BOOT_BODY_BYTES = 16 * 1024
# An address, a password, and room for a long passphrase.
SIGN_IN_BODY_BYTES = 4 * 1024
# Longest password looked at: hashing a novel would be a gift to whoever wants to keep us busy.
PASSWORD_CHARACTERS = 1_024
# A browser says hello within a second; ten cover a phone waking up.
HELLO_SECONDS = 10.0
# Frames that break the protocol: a bug repeats itself quickly, a person never gets here.
BROKEN_FRAMES = 50
BROKEN_FRAMES_SECONDS = 60.0
# A reader with this much unsent is not reading; beyond it we would be buffering for it. The longest
# answer there is, and what is told meanwhile, fits.
UNSENT_BYTES = 1024 * 1024
# What a socket may have unsent without being looked at: a screen of messages. Beyond, it counts
# with the others of its address, and is answered nothing long before it has read.
UNCOUNTED_BYTES = 16 * 1024
# The same of all sockets of one address (an office on a slow line), and of a process.
ADDRESS_UNSENT_BYTES = 16 * 1024 * 1024
ALL_UNSENT_BYTES = 256 * 1024 * 1024
# Text frames of one socket that wait for their turn; beyond, nothing more is read from it.
FRAMES_WAITING = 8
# What a slow or closed peer gets to take its last bytes before the line is cut.
CLOSE_SECONDS = 5.0
# Messages per socket: somebody typing makes one in seconds; the burst is twice a second's worth,
# and an outbox that comes back from a tunnel empties itself in pieces. `Config.sends_per_second`.
SENDS_BURST_SECONDS = 2
# Starting threads is a page's deliberate act; a page that pushes its starts on load has a few.
THREAD_STARTS_BURST = 20
THREAD_STARTS_PER_SECOND = 1.0
# Everything else a socket may command: profile, data, reads, opens.
COMMANDS_BURST = 100
COMMANDS_PER_SECOND = 20.0
# Queries cost a read each; scrolling fast through history makes a few per second.
QUERIES_BURST = 40
QUERIES_PER_SECOND = 10.0
# A keyboard makes one typing signal per second at most; beyond it they are dropped unheard.
TYPING_BURST = 10
TYPING_PER_SECOND = 4.0
# Sign-in tries: a person mistypes a few times; a dictionary needs millions.
SIGN_IN_BURST_PER_ACCOUNT = 10
SIGN_IN_PER_SECOND_PER_ACCOUNT = 1 / 30
SIGN_IN_BURST_PER_ADDRESS = 30
SIGN_IN_PER_SECOND_PER_ADDRESS = 1 / 10
# Sockets per address: an office or a campus may sit behind one, with a few tabs each; for IPv6 it
# is the /64 that one customer has.
SOCKETS_PER_ADDRESS = 1_000
# Handshakes per address: all of that office come back after a restart, and then never again.
HANDSHAKES_BURST_PER_ADDRESS = 1_000
HANDSHAKES_PER_SECOND_PER_ADDRESS = 50.0
# File descriptors that sockets leave to the database, the log and requests: without them the
# process could not even say no.
FILES_KEPT_FREE = 128
# With fewer an office of a few hundred people is turned away, and nobody knows why.
FILES_WANTED = 1_024
FULL_RETRY_SECONDS = 10
# The whole request, headers and body, has to arrive in this time; both are small.
REQUEST_SECONDS = 10.0
# Who was accepted just before the server stops accepting, and has not asked yet, has this long.
LAST_REQUEST_SECONDS = 1.0
# Names, values and cookies of one request; browsers send a few hundred bytes.
HEADERS_BYTES = 32 * 1024
# What one address, and one website, may send through one process, whoever it is: many times one
# visitor's limit, and a fraction of what a process commits, so that nobody takes it all.
ADDRESS_SENDS_PER_SECOND = 200
WEBSITE_SENDS_PER_SECOND = 2_000
ADDRESS_STARTS_BURST = 100
ADDRESS_STARTS_PER_SECOND = 10.0
WEBSITE_STARTS_BURST = 1_000
WEBSITE_STARTS_PER_SECOND = 100.0
# Boots per address: a whole office may sit behind one.
BOOT_BURST_PER_ADDRESS = 1_000
BOOT_PER_SECOND_PER_ADDRESS = 50.0
# Uploads: somebody picks a few pictures at once; tries count, whatever becomes of them.
UPLOADS_BURST = 20
UPLOADS_PER_SECOND = 1 / 6
ADDRESS_UPLOADS_BURST = 100
ADDRESS_UPLOADS_PER_SECOND = 1.0
# On their way in at the same time, in one process; each has a little memory and a file open. Of
# one visitor, operator or address: browsers send a few in parallel, somebody slow on purpose more.
UPLOADS_AT_ONCE = 64
UPLOADS_AT_ONCE_OF_ONE = 8
# An upload's time to arrive: 20 MiB in it are half a megabit a second.
UPLOAD_SECONDS = 300.0
# Pictures of a long conversation load at once; the browser keeps them.
DOWNLOADS_BURST = 500
DOWNLOADS_PER_SECOND = 50.0
# Addresses and accounts remembered at once; the longest unused is forgotten first.
KEYS_REMEMBERED = 50_000

Clock = Callable[[], float]


# Once empty, a bucket stays shut this long. Were it open again at once, the next of several
# commands on their way could pass the one refused, and a client's order would be lost.
SHUT_SECONDS = 1.0


@dataclass(slots=True)
class Bucket:
    """A token bucket: `burst` at once, then `per_second`. Times are the clock's."""

    burst: float
    per_second: float
    tokens: float
    filled_at: float
    shut_until: float = 0.0

    def take(self, now: float) -> float:
        """Takes one token: 0.0, or the seconds to wait when there is none."""
        gained = max(0.0, now - self.filled_at) * self.per_second
        self.tokens = min(self.burst, self.tokens + gained)
        self.filled_at = now
        if now < self.shut_until:
            return self.shut_until - now
        if self.tokens >= 1.0:
            self.tokens -= 1.0
            return 0.0
        wait = max(SHUT_SECONDS, (1.0 - self.tokens) / self.per_second)
        self.shut_until = now + wait
        return wait


def full_bucket(burst: float, per_second: float, now: float) -> Bucket:
    return Bucket(burst, per_second, burst, now)


class Buckets:
    """One bucket per key (an address, an account), bounded: the longest unused goes first."""

    def __init__(self, burst: float, per_second: float, clock: Clock) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, key: str, reason: str, whose: str = "") -> None:
        """Takes one token of `key`, or raises `too_many` with `retry_after` in seconds."""
        require(self.wait(key), reason, whose)

    def wait(self, key: str) -> float:
        """Takes one token of `key`: 0.0, or the seconds to wait when there is none."""
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = full_bucket(self._burst, self._per_second, now)
            if len(self._buckets) > KEYS_REMEMBERED:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return bucket.take(now)

    def give_back(self, key: str) -> None:
        """Undoes one `take`: what was asked for turned out to be no strain."""
        if (bucket := self._buckets.get(key)) is not None:
            bucket.tokens = min(bucket.burst, bucket.tokens + 1.0)


def require(wait_seconds: float, reason: str = "too_many", whose: str = "") -> None:
    """Raises `too_many` when there is something to wait for. `whose`: the limit that was hit."""
    if wait_seconds > 0.0:
        shown: dict[str, Detail] = {"whose": whose} if whose else {}
        raise Refusal("too_many", reason, retry_after=max(1, math.ceil(wait_seconds)), **shown)
