"""Every JavaScript example of `docs/embed.md` runs as printed, in a page of a customer's site."""

import re
from collections.abc import Callable

import pytest

from tests import host_page
from tests.conftest import NewContext
from tests.host_page import EMBED
from tests.stories.people import visitor
from tests.threadbox_server import ThreadboxServer
from threadbox.domain.identity import is_signed

pytestmark = pytest.mark.browser

EXAMPLES = re.findall(r"^ *```js\n(.*?)^ *```", EMBED, re.DOTALL | re.MULTILINE)
# What the examples take for granted: a customer has opened a ticket.
TICKET = """
$crisp.push(["do", "chat:show"]);
$crisp.push(["do", "chat:open"]);
$crisp.push(["do", "message:thread:start",
  [{topic: "Customer server offline (Ticket #1929383)", external_id: "1929383"}]]);
"""
THREAD_IS_OPEN = "$crisp.is && $crisp.is('message:thread:ongoing')"


def test_every_example_runs_without_a_warning(
    new_server: Callable[..., ThreadboxServer], new_context: NewContext
) -> None:
    server = new_server()
    server.start()
    website = server.cli("create-website", "--name", "Acme", "--domain", "localhost")["website_id"]
    said: list[str] = []
    with host_page.serve(server, website) as site:
        context = new_context()
        mira = visitor(context, site.url)
        mira.page.on("pageerror", lambda error: said.append(f"threw {error}"))
        mira.page.on(
            "console",
            lambda line: said.append(line.text) if line.type in ("warning", "error") else None,
        )
        for example in EXAMPLES:
            mira.run(TICKET)
            mira.wait_until(THREAD_IS_OPEN)
            mira.run(example)
            assert said == [], f"said by:\n{example}"
    assert len(EXAMPLES) > 20, "the examples are still found"


def test_every_documented_name_stands_in_an_example() -> None:
    """Every name in backquotes that looks like a command is also shown in use."""
    named = set(re.findall(r"`((?:chat|message|session|user|website):[a-z:]+)`", EMBED))
    shown = "\n".join(EXAMPLES)
    assert {name for name in named if f'"{name}"' not in shown} == set()


def test_the_signing_example_signs_as_the_server_checks() -> None:
    example = re.search(r"```python\n(.*?)```", EMBED, re.DOTALL)
    assert example is not None
    names: dict[str, Callable[[str, str], str]] = {}
    exec(compile(example[1], "docs/embed.md", "exec"), names)
    assert is_signed(["a secret"], "1929383", names["sign"]("a secret", "1929383"))
