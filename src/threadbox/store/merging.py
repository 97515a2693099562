"""Merging the history of one conversation into another: rows and numbers.

What comes stands after what is there, in its order: every `seq` grows by `offset`, thread
numbers by how many there are. Times, authors and thread ids stay. What each side has read stays
read, unless the main line that it joins has something unread before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from threadbox.domain import limits
from threadbox.domain.actors import Side, other_side
from threadbox.domain.conversations import Episode, State
from threadbox.domain.outcomes import Outcome
from threadbox.domain.people import Profile, joined_data
from threadbox.domain.timeline import Item
from threadbox.store import conversations, files, idempotency, threads, timeline
from threadbox.store.conversations import ConversationRow, SideMarks
from threadbox.store.json_codec import encoded
from threadbox.store.threads import ThreadMarks, ThreadRow
from threadbox.store.transaction import Transaction
from threadbox.store.work import Work


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What the target becomes: its row, and the rows of the threads that are new in it.

    `renumbered`: another fingerprint for each of the source's that an item of the target has.
    """

    row: ConversationRow
    threads: list[ThreadRow]
    offset: int
    renumbered: Mapping[int, int]


def plan(tx: Transaction, target: ConversationRow, source: ConversationRow) -> MergePlan:
    """The target as it is once the source's history is in it. Writes nothing."""
    offset = target.last_seq
    row = _joined(target, source)
    row.visitor = _marks(tx, target, source, "visitor")
    row.operator = _marks(tx, target, source, "operator")
    first = max(target.last_fingerprint, source.last_fingerprint) + 1
    taken_there = timeline.shared(tx, target.key, source.key)
    renumbered = {former: new for new, former in enumerate(taken_there, first)}
    row.last_fingerprint = first - 1 + len(renumbered)
    known = threads.every(tx, target.key)
    taken = {each.external_id for each in known if each.external_id is not None}
    coming = [
        _thread(target, source, each, offset, taken) for each in threads.every(tx, source.key)
    ]
    return MergePlan(row, coming, offset, renumbered)


def apply(work: Work, source: ConversationRow, plan: MergePlan) -> None:
    """Writes what was planned: items, threads, answers to commands, files, and the row."""
    tx, key = work.tx, work.row.key
    timeline.copy(
        tx,
        source=source.key,
        target=key,
        offset=plan.offset,
        threads=work.row.threads,
        renumbered=plan.renumbered,
    )
    for thread in plan.threads:
        threads.create(tx, thread)
        work.adopt(thread)
    for actor, client_id, outcome in idempotency.every(tx, source.key):
        if not idempotency.is_answered(tx, key, actor, client_id):
            idempotency.remember(tx, key, actor, client_id, _answer(outcome, plan))
    files.move(tx, source.key, key)
    conversations.take_over(work.row, plan.row)


def shifted(item: Item, plan: MergePlan) -> Item:
    """The item at its new place."""
    fingerprint = plan.renumbered.get(item.fingerprint, item.fingerprint)
    moved: Item = replace(item, seq=item.seq + plan.offset, fingerprint=fingerprint)  # type: ignore[type-var]
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


def _marks(
    tx: Transaction, target: ConversationRow, source: ConversationRow, side: Side
) -> SideMarks:
    """What `side` has read and has unread, in the main line and in all."""
    mine, theirs, offset = target.side(side), source.side(side), target.last_seq
    read = mine.read
    if mine.main_unread == 0:
        main_unread, main_read = theirs.main_unread, offset + theirs.main_read_mark
    else:
        joining = timeline.unread_after(tx, source.key, 0, other_side(side))
        main_unread = mine.main_unread + sum(1 for thread, _ in joining if thread is None)
        main_read = mine.main_read
    if mine.unread == 0 and theirs.read:
        read = offset + theirs.read
    in_threads = mine.unread - mine.main_unread + theirs.unread - theirs.main_unread
    return SideMarks(
        unread=main_unread + in_threads,
        main_unread=main_unread,
        read=read,
        main_read=main_read,
        delivered=max(mine.delivered, read),
    )


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
        visitor=_thread_marks(thread.visitor, source.visitor, offset),
        operator=_thread_marks(thread.operator, source.operator, offset),
    )


def _thread_marks(own: ThreadMarks, all_lines: SideMarks, offset: int) -> ThreadMarks:
    return ThreadMarks(unread=own.unread, read=offset + max(own.read, all_lines.read))


def _episode(episode: Episode, offset: int) -> Episode:
    ended = None if episode.ended_seq is None else episode.ended_seq + offset
    return replace(episode, seq=episode.seq + offset, ended_seq=ended)


def _answer(outcome: Outcome, plan: MergePlan) -> Outcome:
    """What a command was answered, in the numbers of the conversation it is in now."""
    if outcome.seq is None or outcome.fingerprint is None:
        return outcome
    fingerprint = plan.renumbered.get(outcome.fingerprint, outcome.fingerprint)
    return replace(outcome, seq=outcome.seq + plan.offset, fingerprint=fingerprint)
