"""Commands about tokens: which there are, and taking one back."""

from datetime import UTC, datetime

from threadbox.actions.audit import audited
from threadbox.actions.tokens import revoke_token
from threadbox.cli.administration import act, author, opened
from threadbox.cli.command import JSON, Command, Given, Option, named, say, say_json, table
from threadbox.views.tokens import Token, tokens, website_of


def _list_tokens(given: Given) -> int:
    with opened(given.config) as database:
        found = database.read_now(tokens, given.texts.get("website"))
    if given.wants_json:
        say_json({"tokens": [_told(token) for token in found]})
        return 0
    rows = [(each.identifier, each.tier, each.website, _day(each.created_at)) for each in found]
    say(table(("IDENTIFIER", "TIER", "WEBSITE", "MADE"), rows) or "There is no token.")
    return 0


def _told(token: Token) -> dict[str, object]:
    return named("website", token.website) | {
        "identifier": token.identifier,
        "tier": token.tier,
        "created_at": token.created_at // 1000,
    }


def _day(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d")


def _revoke_token(given: Given) -> int:
    identifier = given.texts["identifier"]
    with opened(given.config) as database:
        home = database.read_now(website_of, identifier)
        token = database.write_now(
            home,
            audited,
            act("token_revoked", website=home, about=identifier),
            revoke_token,
            identifier=identifier,
            by=author(),
        )
    if given.wants_json:
        say_json(_told(token))
        return 0
    say(f"The token {token.identifier} of website {token.website} is revoked.")
    return 0


LIST_TOKENS = Command(
    name="list-tokens",
    says="List the tokens of websites' servers. The keys are shown nowhere.",
    more="With --website only those of one website.",
    examples="  threadbox list-tokens\n  threadbox list-tokens --website ID --json",
    run=_list_tokens,
    options=(Option(name="website", says="Only those of the website with this id."), JSON),
)
REVOKE_TOKEN = Command(
    name="revoke-token",
    says="Revoke a token: its key opens nothing any more.",
    more="list-tokens names the identifiers.",
    examples="  threadbox revoke-token --identifier 7c0f6d0e-…",
    run=_revoke_token,
    options=(
        Option(name="identifier", says="The token's identifier, as printed.", is_needed=True),
        JSON,
    ),
)
