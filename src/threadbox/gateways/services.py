"""What the gateways work with, built once by `app.py` and given to each of them."""

from collections.abc import Callable
from dataclasses import dataclass

from threadbox.config import Config
from threadbox.gateways.security.auth import FileKeys, OwnOrigin, VisitorTokens
from threadbox.gateways.security.command_rates import Paces
from threadbox.gateways.security.cookies import KnownBrowsers, OperatorCookies
from threadbox.gateways.security.revocation import Revocation
from threadbox.gateways.security.signatures import Identity
from threadbox.live.realtime import Realtime
from threadbox.store.database import Database
from threadbox.wire import frames


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """`clock` is monotonic seconds; it measures, it never dates anything."""

    config: Config
    database: Database
    realtime: Realtime
    paces: Paces
    tokens: VisitorTokens
    identity: Identity
    cookies: OperatorCookies
    known_browsers: KnownBrowsers
    file_keys: FileKeys
    own_origin: OwnOrigin
    revocation: Revocation
    uploads: frames.Uploads
    clock: Callable[[], float]
