"""How a PostgreSQL server is reached: what an administrator's URL leaves open is settled here."""

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

# Between the start of a connection and giving up on one host.
CONNECT_SECONDS = 5
# A server that vanished without a word is noticed within half a minute when nothing is said to it,
# and sooner when something is: then keepalives do not count, and unacknowledged bytes do.
SILENCE_SECONDS = 10
KEEPALIVE_SECONDS = 5
KEEPALIVES = 3
UNACKNOWLEDGED_MILLISECONDS = 10_000


def conninfo(url: str, **instead: str) -> str:
    """The URL as libpq takes it, several hosts included, with what it leaves open.

    Of several hosts the one that can be written is taken, so that a standby is no trap. `instead`
    goes before the URL. Raises ValueError, without the password in it.
    """
    try:
        given = conninfo_to_dict(url)
    except psycopg.Error:
        raise ValueError("it is not like postgresql://me:password@host:5432/name") from None
    wanted: dict[str, str | int | None] = {
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": SILENCE_SECONDS,
        "keepalives_interval": KEEPALIVE_SECONDS,
        "keepalives_count": KEEPALIVES,
        "tcp_user_timeout": UNACKNOWLEDGED_MILLISECONDS,
        "target_session_attrs": "read-write",
    }
    return make_conninfo("", **{**wanted, **given, **instead})
