"""What a page tells about its visitor: profile, data, segments, session events."""

from collections.abc import Mapping, Sequence

from threadbox.actions.access import undertake
from threadbox.domain import people
from threadbox.domain.actors import Actor, Visitor
from threadbox.domain.facts import DataChanged, EventPushed, ProfileChanged, SegmentsChanged
from threadbox.domain.outcomes import Outcome
from threadbox.domain.refusals import Refusal
from threadbox.store import websites
from threadbox.store.transaction import Transaction


def change_profile(
    tx: Transaction,
    actor: Actor,
    conversation: str,
    *,
    changes: Mapping[str, object],
    verified: bool = False,
    client_id: str,
) -> Outcome:
    """Changes the fields given; None forgets one. Nothing said twice is recorded twice.

    `verified`: the e-mail was signed by the customer's backend. A website may require that:
    `forbidden`/`signature_required`.
    """
    work = undertake(tx, actor, conversation, client_id)
    if work.earlier is not None:
        return work.earlier
    old = work.held.row.profile
    profile = people.changed_profile(old, changes, verified=verified)
    if profile.email != old.email and profile.email is not None and not profile.verified:
        _require_no_signature(tx, actor)
    if profile == old:
        return work.finish()
    return work.finish(
        ProfileChanged(conversation=conversation, at=tx.now, by=work.as_page(), profile=profile)
    )


def change_data(
    tx: Transaction,
    actor: Actor,
    conversation: str,
    *,
    data: Mapping[str, object],
    client_id: str,
) -> Outcome:
    """Merges entries into the session's data; None removes a key."""
    work = undertake(tx, actor, conversation, client_id)
    if work.earlier is not None:
        return work.earlier
    old = work.held.row.data
    merged = people.merged_data(old, data)
    if merged == old:
        return work.finish()
    return work.finish(
        DataChanged(conversation=conversation, at=tx.now, by=work.as_page(), data=merged)
    )


def change_segments(
    tx: Transaction,
    actor: Actor,
    conversation: str,
    *,
    segments: Sequence[object],
    overwrite: bool = False,
    client_id: str,
) -> Outcome:
    """Adds labels, or with `overwrite` replaces them all."""
    work = undertake(tx, actor, conversation, client_id)
    if work.earlier is not None:
        return work.earlier
    old = work.held.row.segments
    new = people.changed_segments(old, segments, overwrite=overwrite)
    if new == old:
        return work.finish()
    return work.finish(
        SegmentsChanged(conversation=conversation, at=tx.now, by=work.as_page(), segments=new)
    )


def push_event(
    tx: Transaction,
    actor: Actor,
    conversation: str,
    *,
    text: object,
    data: object = None,
    color: object = None,
    client_id: str,
) -> Outcome:
    """Records that something happened on the page."""
    event = people.session_event(text, data, color)
    work = undertake(tx, actor, conversation, client_id)
    if work.earlier is not None:
        return work.earlier
    return work.finish(
        EventPushed(conversation=conversation, at=tx.now, by=work.as_page(), event=event)
    )


def _require_no_signature(tx: Transaction, actor: Actor) -> None:
    if isinstance(actor, Visitor) and websites.of_turn(tx).signed_email_required:
        raise Refusal("forbidden", "signature_required", field="signature")
