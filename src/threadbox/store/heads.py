"""How far this process knows each website's log to reach."""

from threadbox.store.transaction import Turn


class Heads:
    """How far each website's log was when this process last committed to it; shared by writers.

    A log that ends before that lost what was acknowledged: a copy was put in its place, or a
    standby that lagged behind took over. Then positions get another epoch.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, int]] = {}

    def went_back(self, turn: Turn) -> bool:
        epoch, head = self._known.get(turn.id, (turn.epoch, 0))
        return epoch == turn.epoch and turn.head < head

    def keep(self, turn: Turn) -> None:
        self._known[turn.id] = (turn.epoch, turn.head)
