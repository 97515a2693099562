"""What a signature in a visitor's frame proves, looked at before the action runs.

Only the gateways know the server's secret; an action is told the verdict. A signature that is
wrong is refused rather than overlooked, so that a developer's mistake shows at once.
"""

from threadbox.domain.identity import is_signed, valid_secrets
from threadbox.domain.refusals import Refusal
from threadbox.domain.secrets import SecretSource
from threadbox.gateways.doors import Doors
from threadbox.views.websites import website
from threadbox.wire import frames


class Identity:
    """Checks signatures under a website's identity secrets."""

    def __init__(self, secret: SecretSource, doors: Doors) -> None:
        self._secret = secret
        self._doors = doors

    async def proofs(self, site: str, frame: frames.Command) -> dict[str, bool]:
        """`{"verified": True}` for a frame whose signature is right, `{}` for one without.

        Raises `forbidden`/`signature_wrong`.
        """
        match frame:
            case frames.VisitorProfile(signature=str(signature), email=str(email)):
                signed = email
            case frames.VisitorStartThread(signature=str(signature), external_id=str(ticket)):
                signed = ticket
            case (
                frames.VisitorProfile(signature=str()) | frames.VisitorStartThread(signature=str())
            ):
                raise Refusal("invalid", "signature_of_nothing", field="signature")
            case _:
                return {}
        # Read anew each time: the secret may have been rolled since the socket came in.
        generation = (await self._doors.read(website, site)).identity_generation
        valid = [
            each
            for key in self._secret.now().accepted
            for each in valid_secrets(key, site, generation)
        ]
        if not is_signed(valid, signed, signature):
            raise Refusal("forbidden", "signature_wrong", field="signature")
        return {"verified": True}
