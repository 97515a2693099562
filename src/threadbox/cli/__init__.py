"""The command line, `threadbox …`: one line for every fault, and exit code 2 for bad options."""

from threadbox.cli.parser import main

__all__ = ["main"]
