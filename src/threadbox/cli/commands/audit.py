"""`threadbox audit`: who did what from the command line, and who chose a password by a link."""

from datetime import UTC, datetime

from threadbox.cli.administration import opened
from threadbox.cli.command import JSON, BadUse, Command, Given, Option, named, say, say_json, table
from threadbox.store.audit import LINES_KEPT
from threadbox.views.audit import AuditLine, audit_lines

_LINES = 50


def _audit(given: Given) -> int:
    wanted = given.texts.get("lines", str(_LINES))
    if not wanted.isascii() or not wanted.isdigit():
        raise BadUse(f"--lines must be a whole number, not {wanted!r}.")
    with opened(given.config) as database:
        lines = database.read_now(audit_lines, min(int(wanted), LINES_KEPT))
    if given.wants_json:
        say_json({"lines": [_told(line) for line in lines]})
        return 0
    rows = [
        (_time(line.at), line.act, line.actor, line.about or "", line.website or "")
        for line in lines
    ]
    say(table(("WHEN (UTC)", "ACT", "BY", "ABOUT", "WEBSITE"), rows))
    return 0


def _told(line: AuditLine) -> dict[str, object]:
    about = named("website", line.website) if line.website else {}
    return about | {
        "number": line.number,
        "at": line.at // 1000,
        "act": line.act,
        "actor": line.actor,
        "about": line.about,
    }


def _time(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")


AUDIT = Command(
    name="audit",
    says="Show what was done from the command line, by whom and when, the newest first.",
    more=(
        f"Every command that changes something leaves a line, in the same commit. The newest\n"
        f"{LINES_KEPT:,} are kept. A running server also writes each into its own log."
    ),
    examples="  threadbox audit\n  threadbox audit --lines 500 --json",
    run=_audit,
    options=(Option(name="lines", says=f"How many; by default {_LINES}."), JSON),
)
