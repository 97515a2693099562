"""A password from whoever runs a command: by standard input or a prompt, and never as an option,
which other users of the machine could see."""

import getpass
import sys

from threadbox.cli.command import BadUse, Given, Option

PASSWORD_STDIN = Option(
    name="password_stdin", says="Read the password from standard input.", is_flag=True
)


def password(given: Given) -> str:
    """What was typed, twice if at a terminal. Raises `BadUse`."""
    if "password_stdin" in given.flags:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise BadUse("there is no terminal to ask for the password; use --password-stdin.")
    typed = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != typed:
        raise BadUse("the two passwords differ.")
    return typed
