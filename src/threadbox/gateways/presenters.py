"""Accounts and websites as the wire shows them.

A face is what visitors may know of an operator: name and picture, never an e-mail address.
"""

from threadbox.config import Config
from threadbox.domain import files
from threadbox.views.operators import OperatorRecord
from threadbox.views.websites import Website
from threadbox.wire import frames


def look(website: Website) -> frames.WebsiteLook:
    """What a chatbox needs to know of its website."""
    return frames.WebsiteLook(
        id=website.id,
        name=website.name,
        accent=website.accent,
        welcome=website.welcome,
        locale=website.locale,
        replies_in=website.replies_in,
    )


def uploads(config: Config) -> frames.Uploads:
    """Which files may be uploaded here."""
    return frames.Uploads(bytes=config.file_bytes, media=list(files.ALLOWED))


def website_name(website: Website) -> frames.WebsiteName:
    domain = website.domains[0] if website.domains else ""
    return frames.WebsiteName(id=website.id, name=website.name, domain=domain)


def account(record: OperatorRecord) -> frames.Account:
    """An operator, to themselves."""
    return frames.Account(id=record.id, name=record.name, email=record.email, avatar=record.avatar)
