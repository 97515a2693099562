"""Bringing the history of one conversation into another: rows and numbers.

What is brought stands after what is there, in its order: every `seq` grows by `offset`, thread
numbers by how many there are. Times, authors and thread ids stay. What each side has read stays
read, unless the main line that it joins has something unread before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from threadbox.domain import limits
from threadbox.domain.actors import Side
from threadbox.domain.conversations import Episode, State
from threadbox.domain.outcomes import Outcome
from threadbox.domain.people import Profile, joined_data
from threadbox.domain.timeline import Item
from threadbox.store import commands, conversations, files, threads, timeline
from threadbox.store.conversations import ConversationRow
from threadbox.store.encoding import encoded
from threadbox.store.held import Held
from threadbox.store.threads import ThreadRow
from threadbox.store.transaction import Transaction

_SIDES: tuple[Side, ...] = ("visitor", "operator")


@dataclass(frozen=True, slots=True)
class Brought:
    """What the target becomes: its row, and the rows of the threads that are new in it.

    `renumbered`: another fingerprint for each of the source's that an item of the target has.
    """

    row: ConversationRow
    threads: list[ThreadRow]
    offset: int
    renumbered: Mapping[int, int]


def planned(tx: Transaction, target: ConversationRow, source: ConversationRow) -> Brought:
    """The target as it is once the source's history is in it. Writes nothing."""
    offset = target.last_seq
    row = _joined(target, source)
    for side in _SIDES:
        _mark(tx, row, target, source, side)
    first = max(target.last_fingerprint, source.last_fingerprint) + 1
    taken_there = timeline.shared(tx, target.key, source.key)
    renumbered = {former: new for new, former in enumerate(taken_there, first)}
    row.last_fingerprint = first - 1 + len(renumbered)
    known = threads.every(tx, target.key)
    taken = {each.external_id for each in known if each.external_id is not None}
    brought = [
        _thread(target, source, each, offset, taken) for each in threads.every(tx, source.key)
    ]
    return Brought(row, brought, offset, renumbered)


def bring(held: Held, source: ConversationRow, brought: Brought) -> None:
    """Writes what was planned: items, threads, answers to commands, files, and the row."""
    tx, key = held.tx, held.row.key
    timeline.bring(
        tx,
        source=source.key,
        target=key,
        offset=brought.offset,
        threads=held.row.threads,
        renumbered=brought.renumbered,
    )
    for thread in brought.threads:
        threads.create(tx, thread)
        held.met(thread)
    for actor, client_id, outcome in commands.every(tx, source.key):
        if not commands.is_answered(tx, key, actor, client_id):
            commands.remember(tx, key, actor, client_id, _answer(outcome, brought))
    files.move(tx, source.key, key)
    for name in conversations.KEPT:
        setattr(held.row, name, getattr(brought.row, name))


def shifted(item: Item, brought: Brought) -> Item:
    """The item at its new place."""
    fingerprint = brought.renumbered.get(item.fingerprint, item.fingerprint)
    moved: Item = replace(item, seq=item.seq + brought.offset, fingerprint=fingerprint)  # type: ignore[type-var]
    return moved


def _joined(target: ConversationRow, source: ConversationRow) -> ConversationRow:
    """The row with all that is not counted or marked per side."""
    later = max((target, source), key=lambda row: row.ended_at or 0)
    # The one before nothing was said in it is as old as this very moment.
    newest = max((target, source), key=lambda row: (row.listed, row.active_at))
    return replace(
        target,
        active_at=newest.active_at,
        opened_at=min(
            (row.opened_at for row in (target, source) if row.opened_at is not None), default=None
        ),
        state=_state(target, source),
        listed=target.listed or source.listed,
        replied=target.replied or source.replied,
        current_thread=target.current_thread or source.current_thread,
        threads=target.threads + source.threads,
        open_threads=target.open_threads + source.open_threads,
        last_seq=target.last_seq + source.last_seq,
        ended_thread=later.ended_thread,
        ended_at=later.ended_at,
        preview_json=newest.preview_json or target.preview_json or source.preview_json,
        profile_json=encoded(_profile(target.profile, source.profile)),
        data_json=encoded(joined_data(target.data, source.data)),
        segments_json=encoded(_segments(target.segments, source.segments)),
        events_json=encoded((*source.events, *target.events)[-limits.EVENTS_KEPT :]),
    )


def _state(target: ConversationRow, source: ConversationRow) -> State:
    """As open as the more open of the two; one that nobody sees does not count."""
    states = {row.state for row in (target, source) if row.listed}
    wanted: tuple[State, ...] = ("unresolved", "pending", "resolved")
    return next((state for state in wanted if state in states), target.state)


def _segments(kept: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """Those kept, and of the others as many as there is room for."""
    joined = tuple(dict.fromkeys((*kept, *more)))
    return joined[: max(limits.SEGMENTS, len(kept))]


def _profile(known: Profile, other: Profile) -> Profile:
    """What is unknown is filled in. That an e-mail was verified does not come along: it was so in
    another session."""
    return Profile(
        nickname=known.nickname or other.nickname,
        email=known.email or other.email,
        phone=known.phone or other.phone,
        avatar=known.avatar or other.avatar,
        company=known.company or other.company,
        verified=known.verified,
    )


def _mark(
    tx: Transaction,
    row: ConversationRow,
    target: ConversationRow,
    source: ConversationRow,
    side: Side,
) -> None:
    """What `side` has read and has unread, in the main line and in all."""

    def of(one: ConversationRow, name: str) -> int:
        value: int = getattr(one, f"{name}_{side}")
        return value

    offset, read = target.last_seq, of(target, "read")
    if of(target, "main_unread") == 0:
        main = of(source, "main_unread")
        main_read = offset + source.main_read_mark(side)
    else:
        other: Side = "operator" if side == "visitor" else "visitor"
        joining = timeline.unread_after(tx, source.key, 0, other)
        main = of(target, "main_unread") + sum(1 for thread, _ in joining if thread is None)
        main_read = of(target, "main_read")
    if of(target, "unread") == 0 and source.read_mark(side):
        read = offset + source.read_mark(side)
    in_threads = of(target, "unread") - of(target, "main_unread")
    in_threads += of(source, "unread") - of(source, "main_unread")
    for name, value in (
        ("read", read),
        ("main_read", main_read),
        ("main_unread", main),
        ("unread", main + in_threads),
        ("delivered", max(of(target, "delivered"), read)),
    ):
        setattr(row, f"{name}_{side}", value)


def _thread(
    target: ConversationRow,
    source: ConversationRow,
    thread: ThreadRow,
    offset: int,
    taken: set[str],
) -> ThreadRow:
    """The thread as it stands in the target. A key that is taken there stays there."""
    episodes = threads.episodes_of(thread)
    return replace(
        thread,
        conversation=target.number,
        number=thread.number + target.threads,
        external_id=None if thread.external_id in taken else thread.external_id,
        episodes_json=encoded(tuple(_episode(each, offset) for each in episodes)),
        opened_seq=thread.opened_seq + offset,
        last_seq=thread.last_seq + offset,
        read_visitor=offset + max(thread.read_visitor, source.read_visitor),
        read_operator=offset + max(thread.read_operator, source.read_operator),
    )


def _episode(episode: Episode, offset: int) -> Episode:
    ended = None if episode.ended_seq is None else episode.ended_seq + offset
    return replace(episode, seq=episode.seq + offset, ended_seq=ended)


def _answer(outcome: Outcome, brought: Brought) -> Outcome:
    """What a command was answered, in the numbers of the conversation it is in now."""
    if outcome.seq is None or outcome.fingerprint is None:
        return outcome
    fingerprint = brought.renumbered.get(outcome.fingerprint, outcome.fingerprint)
    return replace(outcome, seq=outcome.seq + brought.offset, fingerprint=fingerprint)
