"""Frames and commands are held to each other: same names, both ways, and nothing that no client may
say."""

from dataclasses import MISSING, fields
from typing import Any, get_args

import msgspec
import pytest

from threadbox.actions.perform import RULES
from threadbox.domain import commands
from threadbox.domain.actors import Operator, Visitor
from threadbox.gateways.sockets.commands import COMMANDS, ENVELOPE, command_in
from threadbox.wire import frames

FRAMES = [*get_args(frames.VisitorCommand), *get_args(frames.OperatorCommand)]
# The one command whose fields are those that it changes.
BY_NAME = [frame for frame in FRAMES if frame is not frames.VisitorProfile]


def test_every_frame_has_its_command_and_every_command_its_rule() -> None:
    assert len(FRAMES) > 20
    assert set(COMMANDS) == set(FRAMES)
    assert set(COMMANDS.values()) == set(RULES)


@pytest.mark.parametrize("frame", FRAMES)
def test_who_can_send_a_frame_may_have_its_command_performed(frame: type[frames.Command]) -> None:
    actor = Visitor if frame in get_args(frames.VisitorCommand) else Operator
    assert actor in RULES[COMMANDS[frame]].by


@pytest.mark.parametrize("frame", BY_NAME)
def test_what_a_frame_says_is_part_of_its_command(frame: type[frames.Command]) -> None:
    said = {name for name in frame.__struct_fields__ if name not in ENVELOPE}
    assert said <= {field.name for field in fields(COMMANDS[frame])}


@pytest.mark.parametrize("frame", BY_NAME)
def test_what_a_command_needs_its_frame_says(frame: type[frames.Command]) -> None:
    needed = {field.name for field in fields(COMMANDS[frame]) if field.default is MISSING}
    assert needed <= set(frame.__struct_fields__)


@pytest.mark.parametrize("frame", FRAMES)
def test_nobody_vouches_for_themselves(frame: type[frames.Command]) -> None:
    assert {"verified", "fingerprint", "at"}.isdisjoint(frame.__struct_fields__)


@pytest.mark.parametrize("frame", FRAMES)
def test_a_frame_becomes_its_command(frame: type[frames.Command]) -> None:
    given = {field.name: _sample(field) for field in msgspec.structs.fields(frame)}
    assert isinstance(command_in(frame(**given)), COMMANDS[frame])


def test_only_the_profile_fields_given_are_changes() -> None:
    frame = frames.VisitorProfile(id="command-1", nickname=None, email="a@b.example")
    changes = {"nickname": None, "email": "a@b.example"}
    assert command_in(frame) == commands.ChangeProfile(changes=changes)


def test_an_operator_choosing_no_thread_chooses_the_main_line() -> None:
    frame = frames.OperatorSelectThread(id="command-1", conversation="c", thread=None)
    assert command_in(frame) == commands.SelectThread(main=True)


def _sample(field: msgspec.structs.FieldInfo) -> Any:
    return "command-1" if field.required else field.default
