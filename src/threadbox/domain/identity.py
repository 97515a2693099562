"""Proof that a website's own server said something: an HMAC under its identity secret.

A page can be forged, so an e-mail or a ticket number counts as *verified* only with a
signature that the customer's backend made: lowercase hexadecimal HMAC-SHA256 with the
identity secret as key over `email:` and the e-mail, or `thread:` and a thread's external id. The
purpose is signed with the text, so that a signed ticket number is never a signed e-mail.

Until version 0.1 the text alone was signed. That is accepted until 0.3, except where it could
be a signature made for the other purpose.

The secret of a website is derived from the server's and a generation number, so none is
stored. Rolling it raises the generation; the one before stays valid until the next roll, so
that a backend can be changed over without a gap.
"""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Literal

Purpose = Literal["email", "thread"]
_PURPOSES = ("email:", "thread:")


def identity_secret(server_secret: bytes, website: str, generation: int) -> str:
    """The secret of a website (public id) in a generation: 64 hexadecimal digits."""
    message = f"identity\n{website}\n{generation}".encode()
    return hmac.new(server_secret, message, hashlib.sha256).hexdigest()


def valid_secrets(server_secret: bytes, website: str, generation: int) -> tuple[str, ...]:
    """The secrets a signature may be made with now: this generation's and the one before."""
    generations = [generation, generation - 1] if generation > 1 else [generation]
    return tuple(identity_secret(server_secret, website, each) for each in generations)


def signature_of(secret: str, text: str) -> str:
    """What the customer's backend computes."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def signed_text(purpose: Purpose, text: str) -> str:
    """What is signed to say that `text` is genuine."""
    return f"{purpose}:{text}"


def is_signed_for(secrets: Iterable[str], purpose: Purpose, text: str, signature: str) -> bool:
    """Whether `signature` says for this purpose that `text` is genuine."""
    return is_signed(secrets, signed_text(purpose, text), signature)


def is_signed_without_purpose(
    secrets: Iterable[str], purpose: Purpose, text: str, signature: str
) -> bool:
    """Whether `signature` was made over the text alone, as before, and for nothing else: a thread
    of which the external id could be an e-mail may carry the signature of that e-mail."""
    is_ambiguous = text.startswith(_PURPOSES) or (purpose == "thread" and "@" in text)
    return not is_ambiguous and is_signed(secrets, text, signature)


def is_signed(secrets: Iterable[str], text: str, signature: str) -> bool:
    """Whether `signature` was made over exactly `text`. Compared in constant time."""
    given = signature.encode()
    proofs = [hmac.compare_digest(signature_of(secret, text).encode(), given) for secret in secrets]
    return any(proofs)
