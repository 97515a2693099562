"""Every setting, with its default and one sentence; options and `THREADBOX_…` follow from it.

`Config` is frozen and built once. What it holds is checked by `checked`, so that a wrong
setting is one clear line at the start and not a fault hours later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SECRET_FILE = "secret.key"  # noqa: S105 (a name, not a secret)
# 256 bits, the size of the HMAC they feed; written as hexadecimal text.
SECRET_BYTES = 32
# A secret that somebody chose: shorter ones are guessable (gauntlet G185).
SECRET_CHARACTERS_LEAST = 32
METRICS_TOKEN_CHARACTERS_LEAST = 16
DATA_FOLDER = Path("threadbox-data")
DATABASE_SCHEMES = ("sqlite", "postgresql")
BELL_SCHEMES = ("postgresql", "redis", "rediss", "valkey")
FILES_SCHEMES = ("s3",)
# A file is read in one request; larger ones belong on a file server.
FILE_MEGABYTES_MOST = 1_024
LOG_FORMATS = ("auto", "console", "json")
LOG_LEVELS = ("debug", "info", "warning")
# More processes than any machine has cores for are a slip of the finger.
WORKERS_MOST = 128
PORT_MOST = 65_535


class BadSetting(Exception):  # noqa: N818 (said to a person, on one line)
    """A setting that cannot work; the text says which and what to do."""


def setting(default: Any, says: str) -> Any:
    """A field of `Config` with the sentence that `--help` shows."""
    return field(default=default, metadata={"says": says})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of one process."""

    host: str = setting("127.0.0.1", "Address to listen on; 0.0.0.0 listens on all.")
    port: int = setting(8080, "Port to listen on; 0 takes a free one.")
    data: Path = setting(  # noqa: RUF009 (a constant)
        DATA_FOLDER, "Folder for the database, the secret and everything else kept."
    )
    workers: int = setting(
        1, "Server processes that share the port; more than one needs PostgreSQL."
    )
    database_url: str | None = setting(
        None, "postgresql://… to keep data in PostgreSQL; the default is SQLite in the data folder."
    )
    bell_url: str | None = setting(
        None,
        "How several processes wake each other: redis://… or postgresql://…; by default the"
        " PostgreSQL that keeps the data.",
    )
    public_url: str | None = setting(
        None, "Address under which browsers reach this server, such as https://chat.example.com."
    )
    secret: str | None = setting(
        None,
        "Key that signs visitors' session tokens; by default made once, in the data folder.",
    )
    trusted_proxies: str | None = setting(
        None, "Addresses of proxies whose X-Forwarded-For is believed, separated by commas."
    )
    metrics_token: str | None = setting(
        None, "Key for /metrics, shown as a bearer token; without one only this machine may read."
    )
    metrics_port: int = setting(
        0, "Port on 127.0.0.1 for /metrics alone; worker N answers N-1 ports higher. 0: none."
    )
    log_format: str = setting("auto", "Log lines as console or json; auto asks the terminal.")
    log_level: str = setting("info", "Log lines of this weight and above: debug, info, warning.")
    sends_per_second: int = setting(
        20, "Messages a socket may send per second, after a burst of twice that; 0 sets no limit."
    )
    files_url: str | None = setting(
        None,
        "Where uploaded files are kept: s3://bucket?endpoint=https://…; by default in the data"
        " folder. Keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    )
    file_megabytes: int = setting(20, "Largest file that may be uploaded, in MiB; 0 refuses all.")
    session_days: int = setting(14, "Days an operator stays signed in.")

    @property
    def database(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'threadbox.db'}"

    @property
    def is_sqlite(self) -> bool:
        return self.database.startswith("sqlite")

    @property
    def bell(self) -> str | None:
        """The bell's URL. PostgreSQL rings by itself: another process may share the database."""
        return self.bell_url or (None if self.is_sqlite else self.database)

    @property
    def files_folder(self) -> Path:
        """Where uploaded files are kept, or only arrive when `files_url` is set."""
        return self.data / "files"

    @property
    def file_bytes(self) -> int:
        """The largest file that may be uploaded."""
        return self.file_megabytes * 1024 * 1024

    @property
    def is_https(self) -> bool:
        return (self.public_url or "").lower().startswith("https://")

    def address(self, port: int | None = None) -> str:
        """The address to show people: the public one or, without, that of the listener."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host  # noqa: S104
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self.port if port is None else port}"


def option(name: str) -> str:
    """`database_url` → `--database-url`."""
    return "--" + name.replace("_", "-")


def variable(name: str) -> str:
    """`database_url` → `THREADBOX_DATABASE_URL`."""
    return "THREADBOX_" + name.upper()


def configured(given: Mapping[str, str | None], environment: Mapping[str, str]) -> Config:
    """The settings: what was `given` as options, else the environment, else the defaults."""
    values: dict[str, Any] = {}
    for each in fields(Config):
        text, source = given.get(each.name), option(each.name)
        if text is None:
            text, source = environment.get(variable(each.name)), variable(each.name)
        if text:
            values[each.name] = _parsed(text, each.type, source)
    return checked(Config(**values))


def as_texts(config: Config) -> dict[str, str]:
    """The settings as `configured` takes them; those that are not set are left out."""
    values = {each.name: getattr(config, each.name) for each in fields(Config)}
    return {name: str(value) for name, value in values.items() if value is not None}


def _parsed(text: str, kind: object, source: str) -> object:
    if kind is int:
        if not text.isascii() or not text.isdigit():
            raise BadSetting(f"{source} must be a whole number, not {text!r}.")
        return int(text)
    return Path(text) if kind is Path else text


def checked(config: Config) -> Config:
    """The same settings, or `BadSetting`."""
    for name, port in (("--port", config.port), ("--metrics-port", config.metrics_port)):
        if port > PORT_MOST:
            raise BadSetting(f"{name} must be 0 to {PORT_MOST}, not {port}.")
    if not 1 <= config.workers <= WORKERS_MOST:
        raise BadSetting(f"--workers must be 1 to {WORKERS_MOST}, not {config.workers}.")
    _require_scheme("--database-url", config.database_url, DATABASE_SCHEMES)
    if config.is_sqlite and not config.database.removeprefix("sqlite:///").strip("/"):
        raise BadSetting("--database-url names no file: sqlite:////folder/threadbox.db.")
    if config.is_sqlite and not config.database.startswith("sqlite:///"):
        raise BadSetting("--database-url of SQLite is written as sqlite:////folder/threadbox.db.")
    if config.workers > 1 and config.is_sqlite:
        raise BadSetting(
            f"--workers {config.workers} needs PostgreSQL (--database-url postgresql://…):"
            " one process at a time may write a SQLite file."
        )
    _require_scheme("--bell-url", config.bell_url, BELL_SCHEMES)
    _require_scheme("--files-url", config.files_url, FILES_SCHEMES)
    if config.file_megabytes > FILE_MEGABYTES_MOST:
        raise BadSetting(f"--file-megabytes must be 0 to {FILE_MEGABYTES_MOST}.")
    _require_scheme("--public-url", config.public_url, ("http", "https"))
    if config.log_format not in LOG_FORMATS:
        raise BadSetting(f"--log-format must be one of {', '.join(LOG_FORMATS)}.")
    if config.log_level not in LOG_LEVELS:
        raise BadSetting(f"--log-level must be one of {', '.join(LOG_LEVELS)}.")
    if config.secret is not None and len(config.secret) < SECRET_CHARACTERS_LEAST:
        raise BadSetting(f"--secret needs at least {SECRET_CHARACTERS_LEAST} characters.")
    if config.metrics_token is not None and (
        len(config.metrics_token) < METRICS_TOKEN_CHARACTERS_LEAST
    ):
        raise BadSetting(
            f"--metrics-token needs at least {METRICS_TOKEN_CHARACTERS_LEAST} characters."
        )
    _require_addresses("--trusted-proxies", config.trusted_proxies)
    if config.session_days < 1:
        raise BadSetting("--session-days must be at least 1.")
    return config


def _require_addresses(name: str, given: str | None) -> None:
    """Everybody is nobody's proxy: `*` would let each visitor choose an address."""
    for each in (given or "").split(",") if given else ():
        try:
            ip_network(each.strip(), strict=False)
        except ValueError:
            raise BadSetting(
                f"{name} must be addresses or networks such as 10.0.0.0/8, not {each.strip()!r}."
            ) from None


def _require_scheme(name: str, url: str | None, schemes: tuple[str, ...]) -> None:
    if url is None:
        return
    try:
        address = urlsplit(url)
    except ValueError:
        raise BadSetting(f"{name} is no address.") from None
    if address.scheme not in schemes:
        raise BadSetting(f"{name} must start with {' or '.join(s + '://' for s in schemes)}.")
    more = address.path.strip("/") or address.query or address.fragment or address.username
    if address.scheme in ("http", "https") and (not address.hostname or more):
        raise BadSetting(
            f"{name} must be an origin without a path, such as https://chat.example.com."
        )
