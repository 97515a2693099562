"""What a signature in a visitor's frame proves, looked at before the action runs.

Only the gateways know the server's secret; an action is told the verdict. A signature that is
wrong is refused rather than overlooked, so that a developer's mistake shows at once.
"""

import structlog

from threadbox.domain.identity import (
    Purpose,
    is_signed_for,
    is_signed_without_purpose,
    valid_secrets,
)
from threadbox.domain.people import email_address
from threadbox.domain.refusals import Refusal
from threadbox.domain.secrets import SecretSource
from threadbox.domain.topics import external_id
from threadbox.store.database import Database
from threadbox.views.websites import website
from threadbox.wire import frames

log = structlog.get_logger(__name__)


class Identity:
    """Checks signatures under a website's identity secrets."""

    def __init__(self, secret: SecretSource, database: Database) -> None:
        self._secret = secret
        self._database = database
        # Websites of which it was said that they sign without the purpose.
        self._said_of: set[str] = set()

    async def is_signed(self, site: str, frame: frames.Command) -> bool:
        """Whether the frame has a signature, which is right.

        Raises `forbidden`/`signature_wrong`, and `invalid`/`signed_text_not_kept` for a text that
        would be kept otherwise than it was signed.
        """
        match frame:
            case frames.VisitorProfile(signature=str(signature), email=str(email)):
                await self._require_signed(site, "email", email, signature)
            case frames.VisitorStartThread(signature=str(signature), external_id=str(ticket)):
                await self._require_signed(site, "thread", ticket, signature)
            case (
                frames.VisitorProfile(signature=str()) | frames.VisitorStartThread(signature=str())
            ):
                raise Refusal("invalid", "signature_of_nothing", field="signature")
            case _:
                return False
        return True

    async def _require_signed(self, site: str, purpose: Purpose, text: str, signature: str) -> None:
        kept = email_address(text) if purpose == "email" else external_id(text)
        if kept != text:
            field = "email" if purpose == "email" else "external_id"
            raise Refusal("invalid", "signed_text_not_kept", field=field)
        # Read anew each time: the secret may have been rolled since the socket came in.
        generation = (await self._database.read(website, site)).identity_generation
        secrets = [
            each
            for key in self._secret.now().accepted
            for each in valid_secrets(key, site, generation)
        ]
        if is_signed_for(secrets, purpose, text, signature):
            return
        if not is_signed_without_purpose(secrets, purpose, text, signature):
            raise Refusal("forbidden", "signature_wrong", field="signature")
        if site not in self._said_of:
            self._said_of.add(site)
            log.warning("signature_without_purpose", website=site, accepted_until="0.3")
