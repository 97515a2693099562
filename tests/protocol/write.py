"""Writes `protocol/examples`, `protocol/replays` and `protocol/vectors/validation.json` anew:
`python -m tests.protocol.write`.

Run by `make protocol`. The files are the contract both languages are tested against, so
they are committed and a change to them is looked at.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from tests.box import assemble
from tests.protocol import examples, story, validation
from threadbox.store import migrate

PROTOCOL = Path(__file__).parents[2] / "protocol"
VALIDATION = PROTOCOL / "vectors" / "validation.json"


def expected() -> dict[Path, bytes]:
    """Every file below `protocol/` with the content it should have."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/threadbox.db"
        migrate.upgrade(url)
        box = assemble(url)
        try:
            told = list(story.replays(box))
        finally:
            box.database.close()
    content: dict[Path, bytes] = {}
    for audience in story.AUDIENCES:
        own = [replay for replay in told if replay.audience == audience]
        content[PROTOCOL / "replays" / f"{audience}.json"] = pretty(_chain(own))
    for name, example in examples.files(told).items():
        content[PROTOCOL / "examples" / f"{name}.json"] = pretty(example)
    return content


def _chain(replays: Sequence[story.Replay]) -> dict[str, object]:
    """The steps of one audience, each with its lines and what they change; and the state at the
    end. The state before a step is that after the step before; the first begins with nothing."""
    steps: list[object] = []
    before: dict[str, object] = {}
    for replay in replays:
        after = flat(msgspec.to_builtins(replay.after))
        changes = {path: value for path, value in after.items() if before.get(path, ...) != value}
        gone = [path for path in before if path not in after]
        steps.append({"step": replay.step, "lines": replay.lines, "changes": changes, "gone": gone})
        before = after
    return {"steps": steps, "end": replays[-1].after}


def flat(value: object, path: str = "") -> dict[str, object]:
    """A JSON value as one entry per leaf: `{"unread.visitor": 1, "items.0.seq": 4}`."""
    parts: Iterable[tuple[object, object]]
    if isinstance(value, Mapping) and value:
        parts = value.items()
    elif isinstance(value, Sequence) and not isinstance(value, str) and value:
        parts = enumerate(value)
    else:
        return {path: value}
    found: dict[str, object] = {}
    for name, part in parts:
        found |= flat(part, f"{path}.{name}" if path else str(name))
    return found


def pretty(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def write() -> None:
    """Makes the folders hold exactly the expected files."""
    content = expected()
    for folder in ("replays", "examples"):
        (PROTOCOL / folder).mkdir(parents=True, exist_ok=True)
        for path in (PROTOCOL / folder).glob("*.json"):
            if path not in content:
                path.unlink()
    for path, text in content.items():
        path.write_bytes(text)
    VALIDATION.write_bytes(validation.text())


if __name__ == "__main__":
    write()
