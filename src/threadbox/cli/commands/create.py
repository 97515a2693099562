"""`threadbox create-…`: a website, an operator, a token. They work while the server runs."""

import hashlib
import secrets
from uuid import uuid4

from threadbox.actions.audit import audited
from threadbox.actions.operators import add_operator, create_operator
from threadbox.actions.tokens import TIERS, create_token
from threadbox.actions.websites import create_website
from threadbox.cli.administration import PLACEHOLDER, act, author, opened, shown_address
from threadbox.cli.command import (
    JSON,
    WEBSITE_ID,
    WHERE,
    Command,
    Given,
    Option,
    named,
    say,
    say_json,
    snippet,
)
from threadbox.cli.passwords import PASSWORD_STDIN, password
from threadbox.gateways.security.passwords import hashed

# 256 bits, so that a plain hash of the key is safe at rest.
KEY_BYTES = 32


def _create_website(given: Given) -> int:
    name, domain = given.texts["name"], given.texts["domain"]
    with opened(given.config) as database:
        site = database.write_now(
            None,
            audited,
            act("website_created", about=domain),
            create_website,
            name=name,
            domain=domain,
        )
    if given.wants_json:
        say_json(named("website", site.id) | {"name": site.name, "domains": list(site.domains)})
        return 0
    address = shown_address(given.config)
    say(
        f"{site.name} is website {site.id}\n"
        f"Its pages on {site.domains[0]} and below may embed the chatbox:\n\n"
        f"{snippet(address, site.id)}\n\n"
        "Somebody has to answer:\n\n"
        f"  threadbox create-operator --website {site.id} --email … --name …"
    )
    if address == PLACEHOLDER:
        say(f"\nPut the server's address in place of {PLACEHOLDER}.")
    return 0


def _create_operator(given: Given) -> int:
    email = given.texts["email"]
    password_hash = hashed(password(given), of=email)
    with opened(given.config) as database:
        operator = database.write_now(
            given.texts["website"],
            audited,
            act("operator_created", website=given.texts["website"], about=email),
            create_operator,
            email=email,
            name=given.texts["name"],
            password_hash=password_hash,
        )
    if given.wants_json:
        say_json(named("operator", operator.id) | {"email": operator.email})
        return 0
    say(f"{operator.name} signs in as {operator.email} at {shown_address(given.config)}/inbox/")
    return 0


def _add_operator(given: Given) -> int:
    website, email = given.texts["website"], given.texts["email"]
    with opened(given.config) as database:
        operator = database.write_now(
            website,
            audited,
            act("operator_added", website=website, about=email),
            add_operator,
            email=email,
        )
    if given.wants_json:
        say_json(named("operator", operator.id) | {"email": operator.email})
        return 0
    say(f"{operator.name} answers for this website too, from the next sign-in or reload on.")
    return 0


def _create_token(given: Given) -> int:
    identifier, key = str(uuid4()), secrets.token_hex(KEY_BYTES)
    with opened(given.config) as database:
        database.write_now(
            given.texts["website"],
            audited,
            act("token_created", website=given.texts["website"], about=identifier),
            create_token,
            tier=given.texts.get("tier", TIERS[0]),
            identifier=identifier,
            key_hash=hashlib.sha256(key.encode()).hexdigest(),
            by=author(),
        )
    if given.wants_json:
        say_json({"identifier": identifier, "key": key})
        return 0
    say(
        f"identifier  {identifier}\nkey         {key}\n\nThe key is shown only now; keep it safe.\n"
        "It opens the REST API, which comes with a later version: nothing takes it yet."
    )
    return 0


WEBSITE = Command(
    name="create-website",
    says="Create a website: one customer's site, with its visitors and its inbox.",
    more="Pages of the domain and of its sub-domains may embed the chatbox, on any port.",
    examples=(
        '  threadbox create-website --name "Acme Hosting" --domain acme.example\n'
        "  threadbox create-website --name Local --domain localhost --json"
    ),
    run=_create_website,
    options=(
        Option(name="name", says="What visitors know the site as.", is_needed=True),
        Option(name="domain", says="The site's domain, such as acme.example.", is_needed=True),
        JSON,
    ),
    settings=(*WHERE, "public_url"),
)
OPERATOR = Command(
    name="create-operator",
    says="Create an operator: somebody who answers for a website in the inbox.",
    more="Asks for the password, or reads it from standard input with --password-stdin.",
    examples=(
        "  threadbox create-operator --website ID --email ada@acme.example --name Ada\n"
        "  pass show threadbox | threadbox create-operator … --password-stdin"
    ),
    run=_create_operator,
    options=(
        WEBSITE_ID,
        Option(name="email", says="What the operator signs in with.", is_needed=True),
        Option(name="name", says="What visitors see.", is_needed=True),
        PASSWORD_STDIN,
        JSON,
    ),
    settings=(*WHERE, "public_url"),
)
ADDED = Command(
    name="add-operator",
    says="Let an operator answer for one more website.",
    more="The inbox then has a menu of the operator's websites.",
    examples="  threadbox add-operator --website ID --email ada@acme.example",
    run=_add_operator,
    options=(
        WEBSITE_ID,
        Option(name="email", says="What the operator signs in with.", is_needed=True),
        JSON,
    ),
)
TOKEN = Command(
    name="create-token",
    says="Create a token, by which the customer's own server speaks for a website.",
    more=(
        "Prints an identifier and a key. Only a hash of the key is kept. It opens the REST API,\n"
        "which comes with a later version: nothing takes it yet."
    ),
    examples="  threadbox create-token --website ID --tier plugin --json",
    run=_create_token,
    options=(
        WEBSITE_ID,
        Option(name="tier", says=f"One of {', '.join(TIERS)}; by default {TIERS[0]}."),
        JSON,
    ),
)
