"""`threadbox identity`: the secret a customer's backend signs with, and what needs a signature."""

from threadbox.actions.audit import audited
from threadbox.actions.websites import change_identity
from threadbox.cli.administration import act, opened
from threadbox.cli.command import (
    JSON,
    WEBSITE_ID,
    WHERE,
    BadUse,
    Command,
    Given,
    Option,
    named,
    say,
    say_json,
)
from threadbox.domain.identity import identity_secret
from threadbox.secret_key import known_secret
from threadbox.store.websites import Website
from threadbox.views.websites import website as shown_website

_SWITCH = {"on": True, "off": False}
_SWITCHES = ("signed_email", "signed_threads")


def _identity(given: Given) -> int:
    website, switches = given.texts["website"], {name: _switch(given, name) for name in _SWITCHES}
    with opened(given.config) as database:
        key = known_secret(given.config).now().signing
        if "roll" in given.flags or any(value is not None for value in switches.values()):
            site = database.write_now(
                website,
                audited,
                act("identity_changed", website=website),
                change_identity,
                roll="roll" in given.flags,
                **switches,
            )
        else:
            site = database.read_now(shown_website, website)
    secret = identity_secret(key, site.id, site.identity_generation)
    if given.wants_json:
        say_json(_told(site) | {"secret": secret})
        return 0
    say(
        f"identity secret  {secret}\n\n"
        f"signature needed for an e-mail             {_word(site.signed_email_required)}\n"
        f"signature needed for a thread a page starts  {_word(site.signed_threads_required)}\n\n"
        "Sign on your server only: hexadecimal HMAC-SHA256 with this secret as key, over email:\n"
        "and the e-mail, or thread: and a thread's external id. docs/embed.md shows how."
    )
    return 0


def _switch(given: Given, name: str) -> bool | None:
    text = given.texts.get(name)
    if text is None:
        return None
    if text not in _SWITCH:
        raise BadUse(f"--{name.replace('_', '-')} is on or off, not {text!r}.")
    return _SWITCH[text]


def _told(site: Website) -> dict[str, object]:
    return named("website", site.id) | {
        "signed_email": site.signed_email_required,
        "signed_threads": site.signed_threads_required,
    }


def _word(is_on: bool) -> str:
    return "on" if is_on else "off"


IDENTITY = Command(
    name="identity",
    says="Show or roll a website's identity secret; say what needs a signature.",
    more=(
        "After a roll the secret before stays valid until the next roll, so that your server"
        " can be changed over without a gap."
    ),
    examples=(
        "  threadbox identity --website ID\n"
        "  threadbox identity --website ID --roll --json\n"
        "  threadbox identity --website ID --signed-threads on"
    ),
    run=_identity,
    options=(
        WEBSITE_ID,
        Option(name="roll", says="Make a new secret.", is_flag=True),
        Option(name="signed_email", says="on: refuse e-mails without a signature; or off."),
        Option(name="signed_threads", says="on: refuse pages' thread starts without one; or off."),
        JSON,
    ),
    settings=(*WHERE, "secret"),
)
