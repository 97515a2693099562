"""The audit log to be read: by servers, after a place, and by people, the newest first."""

from threadbox.store import audit as store
from threadbox.store.audit import AuditLine
from threadbox.store.transaction import Reading

__all__ = ["AuditLine", "audit_after", "audit_lines", "newest_audit_line"]


def newest_audit_line(rx: Reading) -> int:
    """The number of the newest line."""
    return store.newest(rx)


def audit_after(rx: Reading, number: int) -> list[AuditLine]:
    """All lines after a number, oldest first."""
    return store.after(rx, number)


def audit_lines(rx: Reading, most: int) -> list[AuditLine]:
    """The newest lines, newest first."""
    return store.last(rx, most)
