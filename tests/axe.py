"""Accessibility rules, run in the page: axe-core, as installed for the front ends."""

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).parent.parent / "web" / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 AA, and what axe thinks is good practice besides.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, *, except_for: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with the page as it stands, shadow roots included, a line each."""
    # Evaluated rather than added as a script: the page's security policy stays in force.
    page.evaluate(SCRIPT.read_text())
    rules = {rule: {"enabled": False} for rule in except_for}
    found = page.evaluate(
        "options => axe.run(document, options)", {"runOnly": TAGS, "rules": rules}
    )
    return [
        f"{violation['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
