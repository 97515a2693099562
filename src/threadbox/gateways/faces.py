"""Accounts and websites as the wire shows them, and the news of who is at the desk.

A face is what visitors may know of an operator: name and picture, never an e-mail address.
"""

from collections.abc import Iterable

from threadbox.config import Config
from threadbox.domain import files
from threadbox.gateways.wording import encoded
from threadbox.live.switchboard import Switchboard
from threadbox.store.database import Database
from threadbox.views.operators import OperatorRecord, operators_of
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


class Desks:
    """Which operators of a website are there, and telling everybody when that changes."""

    def __init__(self, database: Database, switchboard: Switchboard) -> None:
        self._database = database
        self._switchboard = switchboard
        switchboard.operators_changed = self.announce

    def is_available(self, website: str) -> bool:
        """Is anybody there to answer?"""
        return self._switchboard.operators_here.is_anybody_here(website)

    def faces(self, website: str, records: Iterable[OperatorRecord]) -> list[frames.Face]:
        """All operators of a website, each with whether they are there."""
        here = self._switchboard.operators_here
        return [
            frames.Face(
                id=record.id,
                name=record.name,
                avatar=record.avatar,
                online=here.is_here(website, record.id),
            )
            for record in records
        ]

    async def announce(self, website: str) -> None:
        """Tells all who listen to the website who is there now."""
        listeners = self._switchboard.listeners(website)
        if listeners is None:
            return
        records = await self._database.read(operators_of, website)
        shown = self.faces(website, records)
        frame = encoded(
            frames.AvailabilitySignal(available=self.is_available(website), operators=shown)
        )
        for audience in listeners.audiences():
            audience.push(frame)
