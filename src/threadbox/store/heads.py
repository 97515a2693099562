"""How far this process knows each website's log to reach."""

from threadbox.store.transaction import LockedWebsite


class Heads:
    """How far each website's log was when this process last committed to it; shared by writers.

    A log that ends before that lost what was acknowledged: a copy was put in its place, or a
    standby that lagged behind took over. Then positions get another epoch.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, int]] = {}

    def went_back(self, website: LockedWebsite) -> bool:
        epoch, head = self._known.get(website.id, (website.epoch, 0))
        return epoch == website.epoch and website.head < head

    def keep(self, website: LockedWebsite) -> None:
        self._known[website.id] = (website.epoch, website.head)
