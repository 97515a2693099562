"""Writes `protocol/examples`, `protocol/replays` and `protocol/vectors/validation.json` anew:
`python -m tests.protocol.write`.

Run by `make protocol`. The files are the contract both languages are tested against, so
they are committed and a change to them is looked at.
"""

import tempfile
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
    for replay in told:
        triple = {"before": replay.before, "lines": replay.lines, "after": replay.after}
        content[PROTOCOL / "replays" / f"{replay.name}.json"] = pretty(triple)
    for name, example in examples.files(told).items():
        content[PROTOCOL / "examples" / f"{name}.json"] = pretty(example)
    return content


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
