"""Commands about people who answer: who they are, their passwords, and when they leave."""

import secrets
import time

from threadbox.actions import operators, passwords
from threadbox.actions.audit import audited
from threadbox.cli.administration import PLACEHOLDER, act, opened, shown_address
from threadbox.cli.command import (
    JSON,
    WHERE,
    Command,
    Given,
    Option,
    named,
    say,
    say_json,
    table,
)
from threadbox.cli.passwords import PASSWORD_STDIN, password
from threadbox.gateways.security.cookies import token_hash
from threadbox.gateways.security.passwords import hashed
from threadbox.store.operators import OperatorRecord
from threadbox.views.operators import RosterEntry, roster

# Long enough for somebody in another time zone, and no longer.
LINK_HOURS = 24
LINK_BYTES = 32

EMAIL = Option(name="email", says="What the operator signs in with.", is_needed=True)


def _list_operators(given: Given) -> int:
    with opened(given.config) as database:
        found = database.read_now(roster, given.texts.get("website"))
    if given.wants_json:
        say_json({"operators": [_told(entry) for entry in found]})
        return 0
    rows = [
        (
            entry.record.email,
            entry.record.name,
            ", ".join(site.name for site in entry.websites) or "no website",
            str(entry.browsers),
        )
        for entry in found
    ]
    say(table(("EMAIL", "NAME", "ANSWERS FOR", "BROWSERS"), rows) or "There is no operator.")
    return 0


def _told(entry: RosterEntry) -> dict[str, object]:
    record = entry.record
    return named("operator", record.id) | {
        "email": record.email,
        "name": record.name,
        "websites": [site.id for site in entry.websites],
        "browsers": entry.browsers,
    }


def _set_password(given: Given) -> int:
    email = given.texts["email"]
    password_hash = hashed(password(given), of=email)
    with opened(given.config) as database:
        operator = database.write_now(
            None,
            audited,
            act("password_set", about=email),
            passwords.set_password,
            email=email,
            password_hash=password_hash,
        )
    return _said(given, operator, "has the new password, and is signed out of every browser.")


def _reset_link(given: Given) -> int:
    email, secret = given.texts["email"], secrets.token_urlsafe(LINK_BYTES)
    with opened(given.config) as database:
        operator = database.write_now(
            None,
            audited,
            act("password_link_made", about=email),
            passwords.make_reset_link,
            email=email,
            token_hash=token_hash(secret),
            lifetime_ms=LINK_HOURS * 60 * 60 * 1000,
        )
    address = shown_address(given.config)
    # Behind the hash sign: no server, proxy or log on the way is told of it.
    link = f"{address}/inbox/password#{secret}"
    if given.wants_json:
        until = int(time.time()) + LINK_HOURS * 60 * 60
        say_json(named("operator", operator.id) | {"link": link, "expires_at": until})
        return 0
    say(
        f"{link}\n\n"
        f"With it {operator.name} ({operator.email}) chooses a new password, once, within"
        f" {LINK_HOURS} hours.\nWhoever has the link can do so: give it to nobody else."
    )
    if address == PLACEHOLDER:
        say(f"Put the server's address in place of {PLACEHOLDER}, or give --public-url.")
    return 0


def _sign_out(given: Given) -> int:
    email = given.texts["email"]
    with opened(given.config) as database:
        operator = database.write_now(
            None,
            audited,
            act("operator_signed_out", about=email),
            passwords.end_all_sessions,
            email=email,
        )
    return _said(given, operator, "is signed out of every browser.")


def _remove_operator(given: Given) -> int:
    email, website = given.texts["email"], given.texts.get("website")
    action = operators.remove_operator if website is None else operators.remove_from_website
    with opened(given.config) as database:
        operator = database.write_now(
            website,
            audited,
            act("operator_removed", website=website, about=email),
            action,
            email=email,
        )
    if website is not None:
        return _said(given, operator, "answers no more for this website.")
    return _said(given, operator, "is removed. What they said stays, with their name.")


def _said(given: Given, operator: OperatorRecord, what: str) -> int:
    if given.wants_json:
        say_json(named("operator", operator.id) | {"email": operator.email})
    else:
        say(f"{operator.name} ({operator.email}) {what}")
    return 0


LIST_OPERATORS = Command(
    name="list-operators",
    says="List those who answer, for which websites, and in how many browsers they are signed in.",
    more="With --website only those who answer for it.",
    examples="  threadbox list-operators\n  threadbox list-operators --website ID --json",
    run=_list_operators,
    options=(Option(name="website", says="Only those of the website with this id."), JSON),
)
SET_PASSWORD = Command(
    name="set-password",
    says="Give an operator another password.",
    more=(
        "Asks for the password, or reads it from standard input with --password-stdin. The\n"
        "operator is signed out of every browser at once, and every password link is void."
    ),
    examples=(
        "  threadbox set-password --email ada@acme.example\n"
        "  pass show threadbox | threadbox set-password --email ada@acme.example --password-stdin"
    ),
    run=_set_password,
    options=(EMAIL, PASSWORD_STDIN, JSON),
)
RESET_LINK = Command(
    name="reset-link",
    says="Print a link with which an operator chooses a new password in the browser.",
    more=(
        f"It works once, for {LINK_HOURS} hours, until the next link is made. Choosing ends the\n"
        "operator's other sessions."
    ),
    examples="  threadbox reset-link --email ada@acme.example",
    run=_reset_link,
    options=(EMAIL, JSON),
    settings=(*WHERE, "public_url"),
)
SIGN_OUT = Command(
    name="sign-out",
    says="Sign an operator out of every browser.",
    more="Whoever knows the password can sign in again: see set-password.",
    examples="  threadbox sign-out --email ada@acme.example",
    run=_sign_out,
    options=(EMAIL, JSON),
)
REMOVE_OPERATOR = Command(
    name="remove-operator",
    says="Remove an operator, wholly or from one website.",
    more=(
        "Who is removed is signed out at once and cannot sign in any more. What they said stays,\n"
        "with their name. With --website they only stop answering for that one."
    ),
    examples=(
        "  threadbox remove-operator --email ada@acme.example\n"
        "  threadbox remove-operator --email ada@acme.example --website ID"
    ),
    run=_remove_operator,
    options=(
        EMAIL,
        Option(name="website", says="Remove them from the website of this id only."),
        JSON,
    ),
)
