"""What a message may hold: who may send it, what is checked, and what an answer makes of it."""

from typing import Any

import pytest

from threadbox.domain import limits
from threadbox.domain.contents import answered, content_from, file_name, preview_of
from threadbox.domain.refusals import Refusal
from threadbox.domain.timeline import Animation, Audio, Field, File, Note, Picker, Text

FILE = f"file_{'0a' * 16}"
URL = "https://acme.example/x"
CHOICES = [{"value": "a", "label": "A"}, {"value": "b", "label": "B", "icon": "👍"}]
PICKER: dict[str, Any] = {"type": "picker", "id": "p", "text": "Which?", "choices": CHOICES}
FIELD: dict[str, Any] = {"type": "field", "id": "f", "text": "Which address?"}
ONE = CHOICES[0]
FTP = {"type": "link", "target": "ftp://x"}
CARD = {"title": "T", "description": "D", "actions": [{"label": "Go", "url": URL}]}
CAROUSEL: dict[str, Any] = {"type": "carousel", "text": "Look", "targets": [CARD]}


def read(given: object, *, by_visitor: bool = False) -> Any:
    return content_from(given, by_visitor=by_visitor)


@pytest.mark.parametrize("given", [PICKER, FIELD, CAROUSEL], ids=lambda given: given["type"])
def test_questions_and_cards_come_from_the_desk_only(given: dict[str, Any]) -> None:
    assert read(given).type == given["type"]
    with pytest.raises(Refusal, match="content_by_visitor"):
        read(given, by_visitor=True)


def test_a_visitor_sends_files_animations_and_audio() -> None:
    assert read({"type": "file", "name": "a.pdf", "url": URL}, by_visitor=True) == File(
        name="a.pdf", url=URL, media="application/octet-stream"
    )
    assert read({"type": "animation", "url": URL}, by_visitor=True) == Animation(
        url=URL, media="image/gif"
    )
    assert read({"type": "audio", "url": URL, "seconds": 9}, by_visitor=True) == Audio(
        url=URL, media="audio/mpeg", seconds=9
    )


def test_of_a_stored_file_only_the_id_is_believed() -> None:
    lie = {"type": "file", "file": FILE, "name": "x.html", "url": "javascript:1", "bytes": 3}
    assert read(lie, by_visitor=True) == File(name="", url="", media="", file=FILE)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (None, "content_not_a_map"),
        ([], "content_not_a_map"),
        ("file", "content_not_a_map"),
        ({}, "content_type_unknown"),
        ({"type": "note", "text": "x"}, "content_type_unknown"),
        ({"type": "text", "text": "x"}, "content_type_unknown"),
        ({"type": ["file"]}, "content_type_unknown"),
        ({"type": "file", "url": URL}, "file_name_not_text"),
        ({"type": "file", "name": "x", "url": "javascript:1"}, "content_url_not_a_web_address"),
        ({"type": "file", "name": "x", "url": "data:text/html,x"}, "content_url_not_a_web_address"),
        ({"type": "file", "name": "x", "url": URL, "media": "a\nb"}, "content_media_malformed"),
        ({"type": "file", "name": "x", "url": URL, "media": 1}, "content_media_not_text"),
        ({"type": "file", "file": "../x"}, "file_not_found"),
        ({"type": "file", "file": 7}, "file_not_found"),
        ({"type": "animation"}, "content_url_not_text"),
        ({"type": "audio", "url": URL, "seconds": -1}, "content_seconds_out_of_range"),
        ({"type": "audio", "url": URL, "seconds": float("nan")}, "content_seconds_out_of_range"),
        ({**PICKER, "choices": []}, "content_choices_empty"),
        ({**PICKER, "choices": "ab"}, "content_choices_not_a_list"),
        ({**PICKER, "choices": [1]}, "content_choices_not_a_map"),
        ({**PICKER, "choices": CHOICES * 2}, "content_choice_repeated"),
        ({**PICKER, "choices": CHOICES * 20}, "content_choices_too_many"),
        ({**PICKER, "id": ""}, "content_id_empty"),
        ({**PICKER, "text": "x" * 2_001}, "content_text_too_long"),
        ({**PICKER, "required": "yes"}, "content_required_not_true_or_false"),
        ({**PICKER, "choices": [{**ONE, "action": {"type": "x"}}]}, "content_action_unknown"),
        ({**PICKER, "choices": [{**ONE, "action": FTP}]}, "content_target_not_a_web_address"),
        ({**PICKER, "choices": [{**ONE, "icon": "x" * 17}]}, "content_icon_too_long"),
        ({**CAROUSEL, "targets": [{**CARD, "image": "x"}]}, "content_image_not_a_web_address"),
        ({**CAROUSEL, "targets": [{**CARD, "actions": [CARD] * 9}]}, "content_actions_too_many"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_content_that_cannot_be_is_refused_by_field(given: object, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(given)
    assert refused.value.reason == reason
    assert refused.value.data.get("field")


def test_an_answer_is_written_into_the_question() -> None:
    picker: Picker = read(PICKER)
    chosen = answered(picker, ["b"], None)
    assert isinstance(chosen, Picker)
    assert [choice.selected for choice in chosen.choices] == [False, True]
    assert answered(chosen, [], None) == picker, "taken back"
    field: Field = read(FIELD)
    assert answered(field, None, " 10.0.4.17\n") == Field(
        id="f", text="Which address?", value="10.0.4.17"
    )
    assert answered(field, None, "  ") == field


@pytest.mark.parametrize(
    ("asked", "choices", "value", "reason"),
    [
        (PICKER, ["c"], None, "answer_choice_unknown"),
        (PICKER, None, "a", "answer_of_another_kind"),
        (PICKER, ["a"], "a", "answer_of_another_kind"),
        ({**PICKER, "required": True}, [], None, "answer_empty"),
        (FIELD, ["a"], None, "answer_of_another_kind"),
        (FIELD, None, "x" * (limits.ANSWER_CHARACTERS + 1), "answer_too_long"),
        (FIELD, None, "\0\u200b", "answer_empty"),
        ({**FIELD, "required": True}, None, None, "answer_empty"),
        (CAROUSEL, ["a"], None, "answer_without_question"),
    ],
)
def test_an_answer_that_fits_no_question_is_refused(
    asked: dict[str, Any], choices: list[str] | None, value: str | None, reason: str
) -> None:
    with pytest.raises(Refusal, match=reason):
        answered(read(asked), choices, value)


@pytest.mark.bound("contents.PREVIEW_CHARACTERS")
def test_every_content_has_a_short_preview() -> None:
    assert preview_of(Text(text="x" * 500)) == "x" * 120
    assert preview_of(Note(text="psst")) == "psst"
    assert preview_of(read(PICKER)) == "Which?"
    assert preview_of(File(name="a.pdf", url=URL, media="a/b")) == "a.pdf"
    assert preview_of(Animation(url=URL, media="image/gif")) == "GIF"
    assert preview_of(Audio(url=URL, media="audio/ogg")) == "Audio"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\mira\\log.txt", "log.txt"),
        (" a\tb.pdf ", "a b.pdf"),
        (".htaccess", ".htaccess"),
    ],
)
def test_of_a_path_only_the_name_is_kept(given: str, shown: str) -> None:
    assert file_name(given) == shown


@pytest.mark.parametrize("given", ["", "/", "a/", "x" * 256, "a\0", "\u200b", None, 7])
def test_a_name_that_shows_nothing_is_refused(given: object) -> None:
    with pytest.raises(Refusal, match="file_name_"):
        file_name(given)
