"""How often files may come, and how many bytes of them, by whose they are."""

from threadbox.gateways.security import rate_limits
from threadbox.gateways.security.client_address import ClientAddress
from threadbox.gateways.security.command_rates import Sender, Shares
from threadbox.gateways.security.token_buckets import (
    AddressBuckets,
    Buckets,
    Clock,
    charge_all,
    require_credit,
    take_all,
)

_DAY_SECONDS = 24 * 60 * 60


class UploadPace:
    """The buckets of one process. Tries count, whatever becomes of them, and so do their bytes."""

    def __init__(self, clock: Clock) -> None:
        self._by_address = AddressBuckets(
            rate_limits.ADDRESS_UPLOADS_BURST, rate_limits.ADDRESS_UPLOADS_PER_SECOND, clock
        )
        self._uploads = Shares(
            own=Buckets(rate_limits.UPLOADS_BURST, rate_limits.UPLOADS_PER_SECOND, clock),
            website=Buckets(
                rate_limits.WEBSITE_UPLOADS_BURST, rate_limits.WEBSITE_UPLOADS_PER_SECOND, clock
            ),
        )
        by_address = rate_limits.ADDRESS_UPLOAD_BYTES_A_DAY
        by_website = rate_limits.WEBSITE_UPLOAD_BYTES_A_DAY
        self._bytes = Shares(
            address=AddressBuckets(by_address, by_address / _DAY_SECONDS, clock),
            website=Buckets(by_website, by_website / _DAY_SECONDS, clock),
        )

    def require_address(self, address: ClientAddress | None) -> None:
        """Before anything is known of who it is. Raises `too_many`."""
        self._by_address.take(address, "too_many")

    def require(self, sender: Sender) -> None:
        """Raises `too_many`, and `files_bytes_too_many` when a day's bytes are used up."""
        require_credit(self._bytes.claims(sender), "files_bytes_too_many")
        take_all(self._uploads.claims(sender), "too_many")

    def received(self, sender: Sender, size: int) -> None:
        """So many bytes have come."""
        charge_all(self._bytes.claims(sender), size)
