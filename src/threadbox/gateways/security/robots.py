"""Robots, as far as they say that they are: pages are read to them without a chat."""

import re

from threadbox.domain.refusals import Refusal

_ROBOT = re.compile("bot|crawl|spider", re.IGNORECASE)
# What follows up to the bracket is the model of a phone: "CUBOT KINGKONG 9", "M BOT TAB 101".
_PHONE = re.compile(r"Android[^)]*\)")


def refuse_robot(agent: str | None) -> None:
    """Raises `robot` when a User-Agent is a robot's, such as `Googlebot/2.1`."""
    if _ROBOT.search(_PHONE.sub("", agent or "")):
        raise Refusal("forbidden", "robot")
