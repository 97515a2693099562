"""What is known of a visitor: profile, data, segments, session events. All of it is hearsay.

Everything here was said by the visitor's page, so it is checked, bounded, shown as text,
and grants nothing.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from threadbox.domain import limits
from threadbox.domain.refusals import Refusal
from threadbox.domain.text import one_line

Value = str | int | float | bool
_KEY = re.compile(r"[A-Za-z0-9_.:-]+\Z")
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\Z")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Where the visitor works, as the page told."""

    name: str
    url: str | None = None
    description: str | None = None
    employment: tuple[str, ...] = ()
    geolocation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """None means: not known. `verified` says whether the e-mail was signed by the website."""

    nickname: str | None = None
    email: str | None = None
    phone: str | None = None
    avatar: str | None = None
    company: Company | None = None
    verified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEvent:
    """Something the page wants operators to know happened, e.g. "order placed"."""

    text: str
    data: Mapping[str, Value]
    color: str


EVENT_COLORS = (
    "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "grey", "black",
)  # fmt: skip

PROFILE_FIELDS = tuple(field.name for field in fields(Profile) if field.name != "verified")


def changed_profile(
    old: Profile, changes: Mapping[str, object], *, verified: bool = False
) -> Profile:
    """`old` with `changes` applied; a change to None forgets the value.

    `verified`: the e-mail among the changes came with a valid signature. Without, a new
    e-mail is unverified, and the one already known stays what it was. Raises `invalid` with
    `profile_<field>_…`.
    """
    checked: dict[str, object] = {}
    for name, given in changes.items():
        if name not in _CHECKS:
            raise Refusal("invalid", "profile_field_unknown", field=name)
        checked[name] = None if given is None else _CHECKS[name](given)
    if verified or checked.get("email", old.email) != old.email:
        checked["verified"] = verified
    return replace(old, **checked)  # type: ignore[arg-type]


def merged_data(old: Mapping[str, Value], changes: object) -> dict[str, Value]:
    """`old` with the entries of `changes`; an entry of None removes its key.

    Raises `Refusal("invalid", "data_…", field=…)`, `data_too_many` and `data_too_large` over the
    limits. What is over them already may always be made smaller.
    """
    if not isinstance(changes, Mapping):
        raise Refusal("invalid", "data_not_a_map", field="data")
    merged = dict(old)
    for key, value in changes.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[_data_key(key)] = _data_value(value)
    if len(merged) > max(limits.DATA_ENTRIES, len(old)):
        raise Refusal("invalid", "data_too_many", field="data", limit=limits.DATA_ENTRIES)
    size = _bytes_of(merged)
    if size > limits.DATA_BYTES and size > _bytes_of(old):
        raise _too_large("data", limits.DATA_BYTES, size)
    return merged


def joined_data(kept: Mapping[str, Value], more: Mapping[str, Value]) -> dict[str, Value]:
    """`kept`, and of `more` what fits beside it within the limits, in its order."""
    joined = dict(kept)
    size = _bytes_of(kept)
    for key, value in more.items():
        size += 0 if key in joined else _bytes_of({key: value})
        if len(joined) >= limits.DATA_ENTRIES or size > limits.DATA_BYTES:
            break
        joined.setdefault(key, value)
    return joined


def changed_segments(old: Sequence[str], given: object, *, overwrite: bool) -> tuple[str, ...]:
    """Appends, or replaces when `overwrite`. Order is kept, doubles are dropped."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise Refusal("invalid", "segments_not_a_list", field="segments")
    new = [one_line(item, field="segment", most=limits.SEGMENT_CHARACTERS) for item in given]
    kept = tuple(dict.fromkeys(new if overwrite else [*old, *new]))
    if len(kept) > limits.SEGMENTS and not set(kept) <= set(old):
        raise Refusal("invalid", "segments_too_many", field="segments", limit=limits.SEGMENTS)
    return kept


def session_event(text: object, data: object, color: object) -> SessionEvent:
    """A checked session event. An unknown colour becomes blue, as in Crisp's web SDK."""
    checked = merged_data({}, data if data is not None else {})
    if (size := _bytes_of(checked)) > limits.EVENT_DATA_BYTES:
        raise _too_large("event_data", limits.EVENT_DATA_BYTES, size)
    return SessionEvent(
        text=one_line(text, field="event_text", most=limits.EVENT_CHARACTERS),
        data=checked,
        color=color if isinstance(color, str) and color in EVENT_COLORS else "blue",
    )


def web_address(given: object, *, field: str) -> str:
    """An `http` or `https` address. Other schemes are refused here, not only where shown."""
    address = one_line(given, field=field, most=limits.URL_CHARACTERS)
    if not _WEB_ADDRESS.match(address):
        raise Refusal("invalid", f"{field}_not_a_web_address", field=field)
    return address


def email_address(given: object) -> str:
    """Something with one @ in the middle; whether mail arrives there, only mail can tell.

    Raises `invalid` with `profile_email_…`.
    """
    email = one_line(given, field="profile_email", most=limits.EMAIL_CHARACTERS)
    if not _EMAIL.match(email):
        raise Refusal("invalid", "profile_email_malformed", field="email")
    return email


def _company(given: object) -> Company:
    if isinstance(given, Company):
        return given
    if not isinstance(given, Mapping):
        raise Refusal("invalid", "profile_company_not_a_map", field="company")
    url, description = given.get("url"), given.get("description")
    return Company(
        name=one_line(given.get("name"), field="company_name", most=limits.COMPANY_CHARACTERS),
        url=None if url is None else web_address(url, field="company_url"),
        description=None if description is None
        else one_line(description, field="company_description", most=limits.DATA_VALUE_CHARACTERS),
        employment=_labels(given.get("employment"), field="company_employment"),
        geolocation=_labels(given.get("geolocation"), field="company_geolocation"),
    )  # fmt: skip


def _labels(given: object, *, field: str) -> tuple[str, ...]:
    if given is None:
        return ()
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > 2:
        raise Refusal("invalid", f"{field}_not_a_pair", field=field)
    return tuple(one_line(item, field=field, most=limits.COMPANY_CHARACTERS) for item in given)


def _bytes_of(data: Mapping[str, Value]) -> int:
    """How long the map is where it is stored and sent: as JSON in UTF-8."""
    return len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())


def _too_large(field: str, limit: int, size: int) -> Refusal:
    return Refusal("invalid", f"{field}_too_large", field=field, limit=limit, length=size)


def _data_key(key: object) -> str:
    name = one_line(key, field="data_key", most=limits.DATA_KEY_CHARACTERS)
    if not _KEY.match(name) or name in ("__proto__", "constructor", "prototype"):
        raise Refusal("invalid", "data_key_malformed", field="data", key=name)
    return name


def _data_value(value: object) -> Value:
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        if not -limits.INTEGER_MOST <= value <= limits.INTEGER_MOST:  # also refuses NaN
            raise Refusal("invalid", "data_number_out_of_range", field="data")
        return value
    if not isinstance(value, str):
        raise Refusal("invalid", "data_value_not_a_scalar", field="data")
    if value == "":
        return ""
    return one_line(value, field="data_value", most=limits.DATA_VALUE_CHARACTERS)


_CHECKS = {
    "nickname": lambda given: one_line(
        given, field="profile_nickname", most=limits.NICKNAME_CHARACTERS
    ),
    "email": email_address,
    "phone": lambda given: one_line(given, field="profile_phone", most=limits.PHONE_CHARACTERS),
    "avatar": lambda given: web_address(given, field="profile_avatar"),
    "company": _company,
}
