"""`secret.key` in the data folder: the server's key, or several while one takes over from another.

A key that was never changed stands alone in the file. After `threadbox rotate-secret` each line
has a word before its key:

    signs          what is new is signed with this one
    next           accepted, and signs after the next rotation (`--prepare`)
    accepted       signed before the last rotation; accepted until dropped
    conversations  the first of all keys, by which pages' secrets lead to conversations

Running servers see a change at once: whoever needs a key looks whether the file is another one.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from threadbox import private_files
from threadbox.config import (
    SECRET_BYTES,
    SECRET_CHARACTERS_LEAST,
    SECRET_FILE,
    BadSetting,
    Config,
)
from threadbox.data_folder import told_as_setting
from threadbox.domain.secrets import OneSecret, Secrets, SecretSource

# What is signed to tell one key from another.
_CHECKED = b"threadbox: which key"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What the file holds. `former`: newest first."""

    signs: str
    conversations: str
    next: str | None = None
    former: tuple[str, ...] = ()

    @classmethod
    def new(cls) -> "Keys":
        """A key that has signed nothing yet."""
        key = _new_key()
        return cls(signs=key, conversations=key)

    @property
    def secrets(self) -> Secrets:
        accepted = (self.signs, *([self.next] if self.next else []), *self.former)
        return Secrets(
            signing=self.signs.encode(),
            accepted=tuple(key.encode() for key in accepted),
            binding=self.conversations.encode(),
        )

    def prepared(self) -> "Keys":
        """A new key is accepted, and does not sign yet."""
        return replace(self, next=self.next or _new_key())

    def rotated(self) -> "Keys":
        """The prepared key signs, or a new one; the one before is still accepted."""
        signs = self.next or _new_key()
        return replace(self, signs=signs, next=None, former=(self.signs, *self.former))

    def dropped(self) -> "Keys":
        """What was signed before the last rotation is accepted no more."""
        return replace(self, former=())


class KeptSecret:
    """The keys of a data folder, as they are when asked for."""

    def __init__(self, path: Path) -> None:
        """Raises `BadSetting` when the file cannot be read or understood."""
        self._path = path
        self._seen = _mark(path)
        self._secrets = read(path).secrets

    def now(self) -> Secrets:
        """The keys at this moment; the last good ones while the file cannot be read."""
        seen = _mark(self._path)
        if seen != self._seen:
            self._seen = seen
            try:
                self._secrets = read(self._path).secrets
            except BadSetting as fault:
                log.warning("secret_not_read", why=str(fault))
            else:
                log.info("secret_changed", accepted=len(self._secrets.accepted))
        return self._secrets


def server_secret(config: Config, has_conversations: Callable[[], bool]) -> SecretSource:
    """The keys of a server that starts: the one set, else the data folder's, made for new data.

    Raises `BadSetting` when the file is missing beside conversations: another key would take
    each of them from its visitor without a word.
    """
    if config.secret is not None:
        return OneSecret(config.secret.encode())
    path = secret_path(config)
    with told_as_setting(path):
        is_there = path.exists()
    if not is_there:
        if has_conversations():
            raise BadSetting(
                f"{path} is missing, and the database has conversations that need it: put it back"
                " from a copy. If it is lost: threadbox rotate-secret --lost (every visitor"
                " begins anew)."
            )
        try:
            make(path, Keys.new())
            log.info("secret_made", path=str(path))
        except FileExistsError:
            log.info("secret_made_elsewhere")  # two first starts end up with one key
    return KeptSecret(path)


def known_secret(config: Config) -> SecretSource:
    """The keys as a command needs them; none is ever made. Raises `BadSetting`."""
    if config.secret is not None:
        return OneSecret(config.secret.encode())
    path = secret_path(config)
    with told_as_setting(path):
        is_there = path.exists()
    if not is_there:
        raise BadSetting(f"{path} is missing: the first start of the server makes it.")
    return KeptSecret(path)


def check_of(secrets: Secrets) -> str:
    """What a database keeps to tell the key from another one; it says nothing of the key itself.
    A rotation does not change it."""
    return hmac.digest(secrets.binding, _CHECKED, "sha256").hex()


def require_same_key(config: Config, secret: SecretSource, check: str | None) -> None:
    """Raises `BadSetting` when the database, which kept `check`, goes with another key: this one
    would take each conversation from its visitor without a word."""
    if check in (None, check_of(secret.now())):
        return
    if config.secret is None:
        which, what = str(secret_path(config)), "put that one back from a copy"
        lost = "remove this file, then"
    else:
        which, what, lost = "--secret (THREADBOX_SECRET)", "set that one", "run"
    raise BadSetting(
        f"{which} is not the key that this database goes with: {what}. If it is lost, {lost}"
        " threadbox rotate-secret --lost (every visitor begins anew)."
    )


def secret_path(config: Config) -> Path:
    return config.data / SECRET_FILE


def make(path: Path, keys: Keys) -> None:
    """The first file, with one new key. Raises FileExistsError, and `BadSetting`."""
    try:
        private_files.create(path, keys.signs)
    except FileExistsError:
        raise
    except OSError:
        with told_as_setting(path):
            raise


def keep(path: Path, keys: Keys) -> None:
    """Puts other keys in the file's place."""
    lines = [f"signs {keys.signs}"]
    lines += [f"next {keys.next}"] if keys.next else []
    lines += [f"accepted {key}" for key in keys.former]
    lines.append(f"conversations {keys.conversations}")
    with told_as_setting(path):
        private_files.replace(path, "\n".join(lines) + "\n")


def read(path: Path) -> Keys:
    """Raises `BadSetting` for a file that is missing, closed to us, or not understood."""
    with told_as_setting(path):
        text = path.read_text(errors="replace").strip()
    if not text.startswith("signs "):
        _require_length(path, text)
        return Keys(signs=text, conversations=text)
    found: dict[str, list[str]] = {"signs": [], "next": [], "accepted": [], "conversations": []}
    for number, line in enumerate(text.splitlines(), 1):
        word, _, key = line.partition(" ")
        if word not in found:
            raise BadSetting(f"{path}, line {number}: {word!r} is not known; {_RESTORE}")
        _require_length(path, key)
        found[word].append(key)
    if len(found["signs"]) != 1 or len(found["conversations"]) != 1 or len(found["next"]) > 1:
        raise BadSetting(f"{path} needs one line `signs` and one `conversations`; {_RESTORE}")
    return Keys(
        signs=found["signs"][0],
        conversations=found["conversations"][0],
        next=found["next"][0] if found["next"] else None,
        former=tuple(found["accepted"]),
    )


_RESTORE = "restore it from a copy."


def _require_length(path: Path, key: str) -> None:
    if len(key) < SECRET_CHARACTERS_LEAST:
        raise BadSetting(f"{path} holds no usable secret; {_RESTORE}")


def _new_key() -> str:
    return secrets.token_hex(SECRET_BYTES)


def _mark(path: Path) -> tuple[int, int, int] | None:
    """What tells one state of the file from another; None while there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
