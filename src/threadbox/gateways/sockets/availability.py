"""Which operators of a website are there, and telling everybody when that changes."""

from collections.abc import Iterable

from threadbox.gateways.sockets.encoding import encoded
from threadbox.live.realtime import Realtime
from threadbox.store.database import Database
from threadbox.views.operators import OperatorRecord, operators_of
from threadbox.wire import frames


class Availability:
    """Which operators of a website are there, and telling everybody when that changes."""

    def __init__(self, database: Database, realtime: Realtime) -> None:
        self._database = database
        self._realtime = realtime
        realtime.operators_changed = self.announce

    def is_available(self, website: str) -> bool:
        """Is anybody there to answer?"""
        return self._realtime.operators_here.is_anybody_here(website)

    def faces(self, website: str, records: Iterable[OperatorRecord]) -> list[frames.Face]:
        """All operators of a website, each with whether they are there."""
        here = self._realtime.operators_here
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
        listeners = self._realtime.listeners(website)
        if listeners is None:
            return
        records = await self._database.read(operators_of, website)
        shown = self.faces(website, records)
        frame = encoded(
            frames.AvailabilitySignal(available=self.is_available(website), operators=shown)
        )
        for audience in listeners.audiences():
            audience.push(frame)
