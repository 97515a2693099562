"""The files under `protocol/` are what the server says and understands."""

import typing
from pathlib import Path

import pytest

from tests.protocol import validation, write
from threadbox.domain.facts import FACTS
from threadbox.wire import frames
from threadbox.wire.typescript import typescript
from threadbox.wire.typescript_limits import typescript_limits

EXAMPLES = write.PROTOCOL / "examples"
CLIENT = write.PROTOCOL.parent / "web" / "client" / "src"


def test_the_files_are_what_the_server_writes_today() -> None:
    expected = write.expected()
    found = {
        path: path.read_bytes()
        for folder in ("examples", "replays")
        for path in (write.PROTOCOL / folder).glob("*.json")
    }
    assert found.keys() == expected.keys()
    stale = [path.name for path, text in expected.items() if found[path] != text]
    assert not stale, "run `make protocol` and look at the difference"


def test_the_verdicts_on_what_is_given_are_the_servers() -> None:
    assert write.VALIDATION.read_bytes() == validation.text(), "run `make protocol`"
    for name, judged in validation.vectors().items():
        assert sum("accepted" in vector for vector in judged) >= 2, name
        assert sum("refused" in vector for vector in judged) >= 2, name


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("visitor.*.json")), ids=lambda p: p.stem)
def test_every_visitor_frame_survives_a_round_trip(path: Path) -> None:
    frame = frames.VISITOR_FRAMES.decode(path.read_bytes())
    assert write.pretty(frame) == path.read_bytes()


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("operator.*.json")), ids=lambda p: p.stem)
def test_every_operator_frame_survives_a_round_trip(path: Path) -> None:
    frame = frames.OPERATOR_FRAMES.decode(path.read_bytes())
    assert write.pretty(frame) == path.read_bytes()


@pytest.mark.parametrize(
    ("prefix", "union"),
    [("visitor.", frames.VisitorFrame), ("operator.", frames.OperatorFrame)],
)
def test_there_is_an_example_of_every_frame_clients_send(prefix: str, union: object) -> None:
    tags = {str(frame.__struct_config__.tag) for frame in typing.get_args(union)}
    assert {path.stem.removeprefix(prefix) for path in EXAMPLES.glob(f"{prefix}*.json")} == tags


def test_there_is_an_example_of_every_frame_the_server_sends() -> None:
    sent = {*typing.get_args(frames.ToVisitor), *typing.get_args(frames.ToOperator)}
    tags = {str(frame.__struct_config__.tag) for frame in sent}
    assert {path.stem.split(".")[-1] for path in EXAMPLES.glob("server*.json")} == tags


def test_there_is_an_example_of_every_fact() -> None:
    found = {path.stem.removeprefix("fact.") for path in EXAMPLES.glob("fact.*.json")}
    assert found == set(FACTS)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("[vo]*.*.json")), ids=lambda p: p.stem)
def test_a_frame_of_tomorrow_is_read_as_far_as_it_is_known(path: Path) -> None:
    decoder = frames.VISITOR_FRAMES if path.name[0] == "v" else frames.OPERATOR_FRAMES
    today = path.read_bytes()
    tomorrow = today.replace(b"{", b'{"of_tomorrow":[{"deep":1}],', 1)
    assert decoder.decode(tomorrow) == decoder.decode(today)


def test_the_typescript_types_are_generated_from_these_classes() -> None:
    assert (CLIENT / "protocol.ts").read_text() == typescript(), "run `make protocol`"


def test_the_limits_of_the_front_ends_are_the_servers() -> None:
    assert (CLIENT / "limits.ts").read_text() == typescript_limits(), "run `make protocol`"
