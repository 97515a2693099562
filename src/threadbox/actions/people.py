"""What a page tells about its visitor: profile, data, segments, session events.

Nothing said twice is recorded twice.
"""

from threadbox.domain import people
from threadbox.domain.actors import Visitor
from threadbox.domain.commands import ChangeData, ChangeProfile, ChangeSegments, PushEvent
from threadbox.domain.facts import DataChanged, EventPushed, ProfileChanged, SegmentsChanged
from threadbox.domain.outcomes import Decision
from threadbox.domain.refusals import Refusal
from threadbox.store import websites
from threadbox.store.work import Work


def change_profile(work: Work, command: ChangeProfile) -> Decision:
    """Raises `invalid` with `profile_…`, and `forbidden`/`signature_required` where the website
    demands that an e-mail address is signed."""
    old = work.row.profile
    profile = people.changed_profile(old, command.changes, verified=command.verified)
    if profile.email != old.email and profile.email is not None and not profile.verified:
        _require_no_signature(work)
    if profile == old:
        return Decision()
    return Decision(facts=(ProfileChanged(**work.stamp(work.page).fact, profile=profile),))


def change_data(work: Work, command: ChangeData) -> Decision:
    """Raises `invalid` with `data_…`."""
    old = work.row.data
    merged = people.merged_data(old, command.data)
    if merged == old:
        return Decision()
    return Decision(facts=(DataChanged(**work.stamp(work.page).fact, data=merged),))


def change_segments(work: Work, command: ChangeSegments) -> Decision:
    """Raises `invalid` with `segments_…`."""
    old = work.row.segments
    new = people.changed_segments(old, command.segments, overwrite=command.overwrite)
    if new == old:
        return Decision()
    return Decision(facts=(SegmentsChanged(**work.stamp(work.page).fact, segments=new),))


def push_event(work: Work, command: PushEvent) -> Decision:
    """Raises `invalid` with `event_…`."""
    event = people.session_event(command.text, command.data, command.color)
    return Decision(facts=(EventPushed(**work.stamp(work.page).fact, event=event),))


def _require_no_signature(work: Work) -> None:
    by_page = isinstance(work.actor, Visitor)
    if by_page and websites.locked_website(work.tx).signed_email_required:
        raise Refusal("forbidden", "signature_required", field="signature")
