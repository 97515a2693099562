"""What a message may hold besides text: from what somebody sent to a checked content.

Who may send what: a visitor files, animations and audio; operators and backends everything.
All text is one bounded text, all addresses are http or https. Nothing here is ever HTML.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeVar

from threadbox.domain import limits
from threadbox.domain.people import web_address
from threadbox.domain.refusals import Refusal
from threadbox.domain.text import one_line, paragraph
from threadbox.domain.timeline import (
    Animation,
    Audio,
    Carousel,
    Choice,
    ChoiceAction,
    Content,
    Field,
    File,
    Note,
    Picker,
    Target,
    TargetAction,
    Text,
)

# What visitors may send besides text; the rest asks them something.
BY_VISITORS = ("file", "animation", "audio")
# Enough for one line of a list on a wide screen.
PREVIEW_CHARACTERS = 120
FILE_ID = re.compile(r"file_[0-9a-f]{32}\Z")
# Marks, embeddings, overrides and isolates of the Unicode bidirectional algorithm.
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MEDIA = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*\Z")
_ANY_FILE = "application/octet-stream"

T = TypeVar("T")


def content_from(given: object, *, by_visitor: bool) -> Content:
    """The content that `given`, an object with a `type`, asks for.

    A `file` or `audio` with the id of a stored file comes back with nothing else in it: the rest
    is known of the file. Raises `invalid` with `content_…`, and `forbidden`/
    `content_by_visitor`.
    """
    if not isinstance(given, Mapping):
        raise Refusal("invalid", "content_not_a_map", field="content")
    kind = given.get("type")
    read = _READERS.get(kind) if isinstance(kind, str) else None
    if read is None:
        raise Refusal("invalid", "content_type_unknown", field="content.type")
    if by_visitor and kind not in BY_VISITORS:
        raise Refusal("forbidden", "content_by_visitor", field="content.type")
    return read(given)


def preview_of(content: Content) -> str:
    """The content as one short text, for lists."""
    match content:
        case Text() | Note() | Picker() | Field() | Carousel():
            text = content.text
        case File():
            text = content.name
        case Animation():
            text = "GIF"
        case _:
            text = "Audio"
    return text[:PREVIEW_CHARACTERS]


def answered(content: Content, choices: Sequence[str] | None, value: str | None) -> Picker | Field:
    """The question with this answer in it: the values of a picker's choices, or a field's value.

    An empty answer takes an earlier one back, unless one is required. Raises `conflict`/
    `answer_without_question`, and `invalid` with `answer_…`.
    """
    if isinstance(content, Picker) and value is None:
        return _chosen(content, choices or ())
    if isinstance(content, Field) and choices is None:
        return _filled_in(content, value)
    if isinstance(content, Picker | Field):
        raise Refusal("invalid", "answer_of_another_kind", field="choices")
    raise Refusal("conflict", "answer_without_question", field="seq")


def file_name(given: object) -> str:
    """A name to show: its last part, should it be a path. It never names anything on a disk.

    What would make it look like another name is taken out: controls that turn the direction of
    writing (`exe.jpg` for `gpj.exe`), and rows of spaces that push its end out of sight.
    """
    line = one_line(given, field="file_name", most=limits.FILE_NAME_CHARACTERS)
    line = " ".join(_DIRECTIONS.sub("", line).split())
    name = line.replace("\\", "/").rpartition("/")[2].strip()
    return one_line(name, field="file_name", most=limits.FILE_NAME_CHARACTERS)


def _chosen(picker: Picker, wanted: Sequence[str]) -> Picker:
    known = {choice.value for choice in picker.choices}
    if not known.issuperset(wanted):
        raise Refusal("invalid", "answer_choice_unknown", field="choices")
    if picker.required and not wanted:
        raise Refusal("invalid", "answer_empty", field="choices")
    choices = (replace(choice, selected=choice.value in wanted) for choice in picker.choices)
    return replace(picker, choices=tuple(choices))


def _filled_in(question: Field, value: str | None) -> Field:
    if value is not None and value.strip():
        line = paragraph(value, field="answer", most=limits.ANSWER_CHARACTERS)
        return replace(question, value=line)
    if question.required:
        raise Refusal("invalid", "answer_empty", field="value")
    return replace(question, value=None)


# --- one reader per type ------------------------------------------------------------------


def _file(given: Mapping[str, object]) -> File:
    if given.get("file") is not None:
        return File(name="", url="", media="", file=_file_id(given))
    return File(name=file_name(given.get("name")), url=_address(given), media=_media(given))


def _animation(given: Mapping[str, object]) -> Animation:
    return Animation(url=_address(given), media=_media(given, "image/gif"))


def _audio(given: Mapping[str, object]) -> Audio:
    seconds = _if_given(given, "seconds", _seconds)
    if given.get("file") is not None:
        return Audio(url="", media="", seconds=seconds, file=_file_id(given))
    return Audio(url=_address(given), media=_media(given, "audio/mpeg"), seconds=seconds)


def _picker(given: Mapping[str, object]) -> Picker:
    choices = tuple(map(_choice, _several(given, "choices", limits.CHOICES)))
    if len({choice.value for choice in choices}) < len(choices):
        raise Refusal("invalid", "content_choice_repeated", field="content.choices")
    return Picker(
        id=_label(given, "id"),
        text=_text(given, "text"),
        choices=choices,
        required=_flag(given, "required"),
    )


def _choice(given: Mapping[str, object]) -> Choice:
    return Choice(
        value=_label(given, "value"),
        label=_label(given, "label"),
        icon=_if_given(given, "icon", _icon),
        selected=_flag(given, "selected"),
        action=_if_given(given, "action", _choice_action),
    )


def _choice_action(given: Mapping[str, object], name: str) -> ChoiceAction:
    action = given[name]
    if not isinstance(action, Mapping):
        raise Refusal("invalid", "content_action_not_a_map", field="content.choices.action")
    kinds: dict[object, Literal["frame", "link"]] = {"frame": "frame", "link": "link"}
    kind = action.get("type")
    if not isinstance(kind, str) or kind not in kinds:
        raise Refusal("invalid", "content_action_unknown", field="content.choices.action")
    target = web_address(action.get("target"), field="content_target")
    return ChoiceAction(type=kinds[kind], target=target)


def _field(given: Mapping[str, object]) -> Field:
    return Field(
        id=_label(given, "id"),
        text=_text(given, "text"),
        explain=_if_given(given, "explain", _label),
        required=_flag(given, "required"),
    )


def _carousel(given: Mapping[str, object]) -> Carousel:
    targets = tuple(map(_target, _several(given, "targets", limits.TARGETS)))
    return Carousel(text=_text(given, "text"), targets=targets)


def _target(given: Mapping[str, object]) -> Target:
    actions = given.get("actions")
    listed = () if actions in (None, [], ()) else _several(given, "actions", limits.TARGET_ACTIONS)
    return Target(
        title=_label(given, "title"),
        description=_text(given, "description"),
        image=_if_given(given, "image", _address),
        actions=tuple(
            TargetAction(label=_label(each, "label"), url=_address(each)) for each in listed
        ),
    )


_READERS: Mapping[str, Callable[[Mapping[str, object]], Content]] = {
    "file": _file,
    "animation": _animation,
    "audio": _audio,
    "picker": _picker,
    "field": _field,
    "carousel": _carousel,
}


# --- what contents are made of ------------------------------------------------------------


def _file_id(given: Mapping[str, object]) -> str:
    named = given.get("file")
    if not isinstance(named, str) or not FILE_ID.match(named):
        raise Refusal("not_found", "file_not_found", field="content.file")
    return named


def _address(given: Mapping[str, object], name: str = "url") -> str:
    return web_address(given.get(name), field=f"content_{name}")


def _media(given: Mapping[str, object], default: str = _ANY_FILE) -> str:
    """A MIME type without parameters. It is only shown: nobody runs what it names."""
    if given.get("media") is None:
        return default
    line = one_line(given["media"], field="content_media", most=limits.MEDIA_CHARACTERS).lower()
    if not _MEDIA.match(line):
        raise Refusal("invalid", "content_media_malformed", field="content.media")
    return line


def _label(given: Mapping[str, object], name: str) -> str:
    return one_line(given.get(name), field=f"content_{name}", most=limits.LABEL_CHARACTERS)


def _icon(given: Mapping[str, object], name: str) -> str:
    return one_line(given[name], field="content_icon", most=limits.ICON_CHARACTERS)


def _text(given: Mapping[str, object], name: str) -> str:
    return paragraph(given.get(name), field=f"content_{name}", most=limits.QUESTION_CHARACTERS)


def _seconds(given: Mapping[str, object], name: str) -> int:
    seconds = given[name]
    # True is an int to Python, and no length of anything.
    if (
        not isinstance(seconds, int)
        or isinstance(seconds, bool)
        or not 0 <= seconds <= limits.AUDIO_SECONDS
    ):
        raise Refusal("invalid", "content_seconds_out_of_range", field="content.seconds")
    return seconds


def _flag(given: Mapping[str, object], name: str) -> bool:
    flag = given.get(name)
    if flag is not None and not isinstance(flag, bool):
        raise Refusal("invalid", f"content_{name}_not_true_or_false", field=f"content.{name}")
    return bool(flag)


def _several(given: Mapping[str, object], name: str, most: int) -> Sequence[Mapping[str, object]]:
    """A list of at least one and at most `most` objects."""
    listed = given.get(name)
    field = f"content.{name}"
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise Refusal("invalid", f"content_{name}_not_a_list", field=field)
    if not 1 <= len(listed) <= most:
        reason = f"content_{name}_too_many" if listed else f"content_{name}_empty"
        raise Refusal("invalid", reason, field=field, limit=most)
    if not all(isinstance(each, Mapping) for each in listed):
        raise Refusal("invalid", f"content_{name}_not_a_map", field=field)
    return listed


def _if_given(
    given: Mapping[str, object], name: str, read: Callable[[Mapping[str, object], str], T]
) -> T | None:
    return None if given.get(name) is None else read(given, name)
