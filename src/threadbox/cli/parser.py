"""From what was typed, or set as `THREADBOX_…`, to a command and its settings.

argparse, because its help and its exit codes are all that is needed. Every setting of
`Config` is an option of the commands that heed it, and every option an environment variable.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from typing import NoReturn

from threadbox import __version__
from threadbox.cli.command import BadUse, Command, Given
from threadbox.cli.commands import (
    audit,
    backup,
    create,
    identity,
    migrate,
    operators,
    rotate_secret,
    serve,
    set_website,
    tokens,
    websites,
)
from threadbox.cli.doctor import doctor
from threadbox.config import BadSetting, Config, configured, option, variable
from threadbox.domain.refusals import Refusal
from threadbox.wire.problems import sentence

# By what they are about, in the order of the help.
GROUPS: Mapping[str, tuple[Command, ...]] = {
    "the server": (
        serve.SERVE,
        serve.DEMO,
        migrate.MIGRATE,
        doctor.DOCTOR,
        backup.BACKUP,
        backup.VERIFY,
        backup.RESTORE,
        rotate_secret.ROTATE_SECRET,
        audit.AUDIT,
    ),
    "websites": (
        create.WEBSITE,
        set_website.SET_WEBSITE,
        identity.IDENTITY,
        websites.LIST_WEBSITES,
        websites.DELETE_WEBSITE,
    ),
    "people who answer": (
        create.OPERATOR,
        create.ADDED,
        operators.LIST_OPERATORS,
        operators.SET_PASSWORD,
        operators.RESET_LINK,
        operators.SIGN_OUT,
        operators.REMOVE_OPERATOR,
    ),
    "websites' servers": (create.TOKEN, tokens.LIST_TOKENS, tokens.REVOKE_TOKEN),
}
COMMANDS: tuple[Command, ...] = tuple(chain.from_iterable(GROUPS.values()))
_ABOUT = """\
Threadbox: self-hosted customer messaging, with threads that give every topic a start and an end.

  threadbox demo      a website, an operator and a history to look at
  threadbox serve     the server; on its first start it says what to do next
"""
BAD_USE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    try:
        typed = _parser().parse_args(arguments)
        chosen = next(command for command in COMMANDS if command.name == typed.command)
        return chosen.run(_given(chosen, vars(typed), os.environ))
    except (BadUse, BadSetting) as fault:
        return _fail(str(fault))
    except Refusal as refusal:
        return _fail(sentence(refusal.reason, refusal.data))
    except KeyboardInterrupt:
        return 130


def _fail(line: str) -> int:
    sys.stderr.write(f"threadbox: {line}\n")
    return BAD_USE


@dataclass(frozen=True, slots=True)
class _Shown:
    """An option as argparse is told of it. `has_variable`: it can also be set as `THREADBOX_…`."""

    name: str
    says: str
    is_flag: bool = False
    is_positional: bool = False
    has_variable: bool = True


class _Parser(argparse.ArgumentParser):
    """Says what is wrong on one line."""

    def error(self, message: str) -> NoReturn:
        raise BadUse(f"{message} (see {self.prog} --help)")


def _parser() -> _Parser:
    parser = _Parser(
        prog="threadbox",
        description=_ABOUT,
        epilog=f"{_overview()}\n\nthreadbox COMMAND --help says more of each.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"threadbox {__version__}")
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", help="one of those below"
    )
    for command in COMMANDS:
        child = commands.add_parser(
            command.name,
            description=f"{command.says}\n\n{command.more}",
            epilog=f"examples:\n{command.examples}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        for shown in _options_of(command):
            _add(child, shown)
    return parser


def _overview() -> str:
    """All commands with what they say of themselves, group by group."""
    width = max(len(command.name) for command in COMMANDS)
    return "\n\n".join(
        f"{about}:\n" + "\n".join(f"  {command.name:<{width}}  {command.says}" for command in group)
        for about, group in GROUPS.items()
    )


def _options_of(command: Command) -> list[_Shown]:
    own = [
        _Shown(each.name, each.says, each.is_flag, each.is_positional) for each in command.options
    ]
    settings = [
        _Shown(
            each.name,
            f"{each.metadata['says']} [{_default(command.defaults.get(each.name, each.default))}]",
            has_variable=each.name not in command.typed_only,
        )
        for each in fields(Config)
        if each.name in command.settings
    ]
    return own + settings


def _default(value: object) -> str:
    return "not set" if value is None else str(value)


def _add(parser: argparse.ArgumentParser, shown: _Shown) -> None:
    # argparse formats help with %, so a literal one is doubled.
    says = shown.says.replace("%", "%%")
    if shown.has_variable and not shown.is_positional:
        says += f" ({variable(shown.name)})"
    if shown.is_positional:
        parser.add_argument(shown.name, metavar=shown.name.upper(), nargs="?", help=says)
    elif shown.is_flag:
        parser.add_argument(option(shown.name), action="store_true", default=None, help=says)
    else:
        parser.add_argument(option(shown.name), metavar="…", help=says)


def _given(command: Command, typed: Mapping[str, object], environment: Mapping[str, str]) -> Given:
    """What was typed, else set; missing ones that the command needs are named."""
    texts: dict[str, str] = {}
    flags: set[str] = set()
    for each in command.options:
        given = typed.get(each.name)
        text = given
        if given is None and not each.is_positional:
            text = environment.get(variable(each.name))
        if each.is_flag and text not in (None, "", "0", "false"):
            flags.add(each.name)
        elif not each.is_flag and isinstance(text, str) and text:
            texts[each.name] = text
        elif each.is_needed:
            named = each.name.upper() if each.is_positional else option(each.name)
            raise BadUse(f"{named} is missing (see threadbox {command.name} --help)")
    heeded = {
        name: text
        for name, text in environment.items()
        if name not in {variable(each) for each in command.typed_only}
    }
    for name, default in command.defaults.items():
        heeded[variable(name)] = heeded.get(variable(name)) or default
    settings = {
        each.name: value if isinstance(value := typed.get(each.name), str) else None
        for each in fields(Config)
    }
    return Given(texts=texts, flags=frozenset(flags), config=configured(settings, heeded))
