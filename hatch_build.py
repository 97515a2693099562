"""Puts the built front ends into sdist and wheel, so that an installed Threadbox needs no Node.

`python -m build` makes the wheel from the unpacked sdist; there the recorded build fits the
sources, and nothing is built again. An editable install serves what `make` has built.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

from tools.front_end import bring_up_to_date


class FrontEndHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatch finds this class by its base."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        if version != "editable":
            bring_up_to_date()
