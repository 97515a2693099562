"""What a page may tell about its visitor."""

import math

import pytest

from threadbox.domain import people
from threadbox.domain.people import Profile
from threadbox.domain.refusals import Refusal


def test_only_the_fields_given_change_and_none_forgets_one() -> None:
    before = Profile(nickname="Mira", phone="+351 21")
    after = people.changed_profile(before, {"email": "mira@sol.example", "phone": None})
    assert after == Profile(nickname="Mira", email="mira@sol.example")


def test_a_new_email_is_unverified_and_the_same_one_stays_verified() -> None:
    verified = Profile(email="mira@sol.example", verified=True)
    assert not people.changed_profile(verified, {"email": "other@sol.example"}).verified
    assert people.changed_profile(verified, {"email": "mira@sol.example"}).verified


@pytest.mark.parametrize(
    "email", ["", "mira", "mira@", "@sol", "a b@c", "<a>@b", "a@b@c", "x" * 250 + "@a.example"]
)
def test_an_email_needs_one_at_sign_in_the_middle(email: str) -> None:
    with pytest.raises(Refusal, match="profile_email"):
        people.changed_profile(Profile(), {"email": email})


@pytest.mark.parametrize("avatar", ["javascript:alert(1)", "data:text/html,x", "/me.png", "http:"])
def test_an_avatar_is_a_web_address(avatar: str) -> None:
    with pytest.raises(Refusal, match="profile_avatar_not_a_web_address"):
        people.changed_profile(Profile(), {"avatar": avatar})


def test_a_profile_has_no_other_fields() -> None:
    with pytest.raises(Refusal, match="profile_field_unknown"):
        people.changed_profile(Profile(), {"verified": True})


def test_data_is_merged_and_none_removes_a_key() -> None:
    assert people.merged_data({"a": 1, "b": 2}, {"b": None, "c": "x"}) == {"a": 1, "c": "x"}


@pytest.mark.parametrize("key", ["__proto__", "constructor", "", "a b", "x" * 65])
def test_data_keys_are_plain_names(key: str) -> None:
    with pytest.raises(Refusal, match="data_key"):
        people.merged_data({}, {key: 1})


@pytest.mark.parametrize("value", [[], {}, math.nan, math.inf, 10**400, "x" * 1001])
def test_data_values_are_scalars_that_survive_javascript(value: object) -> None:
    with pytest.raises(Refusal, match="data_"):
        people.merged_data({}, {"a": value})


def test_more_than_fifty_entries_are_refused() -> None:
    with pytest.raises(Refusal, match="data_too_many"):
        people.merged_data({}, {f"k{number}": 1 for number in range(51)})


def test_segments_are_appended_without_doubles_or_replaced() -> None:
    assert people.changed_segments(("a",), ["b", "a"], overwrite=False) == ("a", "b")
    assert people.changed_segments(("a",), ["b"], overwrite=True) == ("b",)


def test_an_unknown_colour_becomes_blue() -> None:
    assert people.session_event("order placed", None, "magenta").color == "blue"
