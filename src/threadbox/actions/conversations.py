"""Opening the chatbox for the first time; resolving and unresolving a conversation."""

from threadbox.domain.commands import OpenChat, SetState
from threadbox.domain.facts import ChatOpened, StateChanged
from threadbox.domain.outcomes import Decision
from threadbox.store.work import Work


def open_chat(work: Work, _: OpenChat) -> Decision:
    """The chatbox was opened; said again it changes nothing, so no client id needs to be kept."""
    if work.row.opened_at is not None:
        return Decision(is_kept=False)
    return Decision(facts=(ChatOpened(**work.stamp(work.author).fact),))


def set_state(work: Work, command: SetState) -> Decision:
    """Resolves or unresolves. Open threads stay open (rule 3)."""
    if work.row.state == command.state:
        return Decision()
    return Decision(facts=(StateChanged(**work.stamp(work.author).fact, state=command.state),))
