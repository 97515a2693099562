"""Frames and actions are held to each other: same names, and a frame for every action's wish."""

import inspect
from typing import Any, get_args

import msgspec
import pytest

from threadbox.gateways.commands import ACTIONS, arguments
from threadbox.wire import frames

COMMANDS = [*get_args(frames.VisitorCommand), *get_args(frames.OperatorCommand)]


def test_every_command_has_its_action() -> None:
    assert set(ACTIONS) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_fields_of_a_frame_are_arguments_of_its_action(command: type[frames.Command]) -> None:
    given = {field.name: _sample(field) for field in msgspec.structs.fields(command)}
    taken = inspect.signature(ACTIONS[command]).parameters
    assert set(arguments(command(**given))) <= set(taken)


def test_only_the_profile_fields_given_are_changes() -> None:
    frame = frames.VisitorProfile(id="command-1", nickname=None, email="a@b.example")
    assert arguments(frame) == {"changes": {"nickname": None, "email": "a@b.example"}}


def test_an_operator_choosing_no_thread_chooses_the_main_line() -> None:
    frame = frames.OperatorSelectThread(id="command-1", conversation="c", thread=None)
    assert arguments(frame) == {"main": True}


def _sample(field: msgspec.structs.FieldInfo) -> Any:
    return "x" if field.required else field.default
