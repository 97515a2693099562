"""What a website's administrator decides: its settings."""

from dataclasses import dataclass
from typing import Literal

# What a website promises of how soon somebody answers.
RepliesIn = Literal["minutes", "hour", "hours", "day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebsiteSettings:
    """`domains` may embed the chatbox, sub-domains included. `accent` is a CSS hex colour,
    `welcome` what the chatbox says before anybody has, `locale` its language where the page names
    none."""

    name: str
    domains: tuple[str, ...]
    accent: str
    welcome: str | None = None
    locale: str | None = None
    replies_in: RepliesIn | None = None
