"""What an administrator sets for a website has limits too."""

import pytest

from tests.box import Box
from threadbox.actions.websites import change_website, create_website
from threadbox.domain.actors import Author
from threadbox.domain.limits import DOMAINS, WELCOME_CHARACTERS
from threadbox.domain.refusals import Refusal

# RFC 1035: labels of 63 at most, and 253 characters with their dots.
BY = Author(kind="administrator", id="root")
LONGEST = ".".join(["a" * 63] * 3 + ["b" * 61])


@pytest.mark.bound("WELCOME_CHARACTERS", "DOMAINS")
@pytest.mark.parametrize(
    ("name", "just", "beyond"),
    [
        ("welcome", "😀" * WELCOME_CHARACTERS, "😀" * (WELCOME_CHARACTERS + 1)),
        (
            "domains",
            [f"{number}.example" for number in range(DOMAINS)],
            [f"{number}.example" for number in range(DOMAINS + 1)],
        ),
    ],
)
def test_a_websites_setting_fits_to_the_last(
    box: Box, name: str, just: object, beyond: object
) -> None:
    with pytest.raises(Refusal, match=f"website_{name}") as refused:
        box.database.write_now(box.website, change_website, changes={name: beyond}, by=BY)
    assert refused.value.data["limit"] in (WELCOME_CHARACTERS, DOMAINS)
    box.database.write_now(box.website, change_website, changes={name: just}, by=BY)


@pytest.mark.bound("websites._DOMAIN_CHARACTERS")
def test_a_domain_is_as_long_as_a_name_may_be(box: Box) -> None:
    with pytest.raises(Refusal, match="website_domain_malformed"):
        box.database.write_now(None, create_website, name="Long", domain=f"{LONGEST}b")
    box.database.write_now(None, create_website, name="Long", domain=LONGEST)
