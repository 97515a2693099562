"""`threadbox set-website`: a website's settings, effective while the server runs."""

from threadbox.actions.audit import audited
from threadbox.actions.websites import change_website
from threadbox.cli.administration import act, author, opened
from threadbox.cli.command import JSON, WEBSITE_ID, Command, Given, Option, named, say, say_json
from threadbox.store.websites import Website
from threadbox.views.websites import website as shown_website

# What can be set; those that may also be unset take this word.
_NONE = "none"
_UNSETTABLE = ("welcome", "locale", "replies_in")
_SETTABLE = ("name", "domains", "accent", *_UNSETTABLE)


def _set_website(given: Given) -> int:
    changes: dict[str, object] = {
        name: given.texts[name] for name in _SETTABLE if name in given.texts
    }
    if "domains" in changes:
        changes["domains"] = given.texts["domains"].split(",")
    for name in _UNSETTABLE:
        if changes.get(name) == _NONE:
            changes[name] = None
    website = given.texts["website"]
    with opened(given.config) as database:
        if not changes:
            site = database.read_now(shown_website, website)
        else:
            site = database.write_now(
                website,
                audited,
                act("website_changed", website=website, about=", ".join(changes)),
                change_website,
                changes=changes,
                by=author(),
            )
    if given.wants_json:
        say_json(_told(site))
        return 0
    width = max(map(len, _SETTABLE))
    say("\n".join(f"{name:<{width}}  {_shown(value)}" for name, value in _told(site).items()))
    return 0


def _told(site: Website) -> dict[str, object]:
    return named("website", site.id) | {
        "name": site.name,
        "domains": list(site.domains),
        "accent": site.accent,
        "welcome": site.welcome,
        "locale": site.locale,
        "replies_in": site.replies_in,
    }


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return _NONE if value is None else str(value)


SET_WEBSITE = Command(
    name="set-website",
    says="Change a website's settings, or show them.",
    more=(
        "Only what is given changes. It works while the server runs: whoever is connected sees it\n"
        "within a second or two. --welcome, --locale and --replies-in also take the word none."
    ),
    examples=(
        "  threadbox set-website --website ID\n"
        "  threadbox set-website --website ID --accent '#0f766e' --replies-in hour\n"
        "  threadbox set-website --website ID --domains acme.example,acme.test --welcome none"
    ),
    run=_set_website,
    options=(
        WEBSITE_ID,
        Option(name="name", says="What visitors know the site as."),
        Option(name="domains", says="All domains whose pages may embed the chatbox, with commas."),
        Option(name="accent", says="The chatbox's colour, such as #3451d1."),
        Option(name="welcome", says="What the chatbox says before anybody has."),
        Option(name="locale", says="The chatbox's language where the page names none, such as fr."),
        Option(
            name="replies_in",
            says="How soon somebody answers: minutes, hour, hours or day.",
        ),
        JSON,
    ),
)
