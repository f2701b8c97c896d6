"""Accessibility and weight of a page, for browser tests.

def test_the_queue_is_readable(page, live_server, sign_in):
    sign_in(page, operator)
    page.goto(live_server.url + "/antrean")
    assert_no_axe_findings(page)
"""

from __future__ import annotations

import gzip
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Response

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# What may differ where the same page is narrow.
NARROW = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "scrollable-region-focusable"]},
    "resultTypes": ["violations"],
}
FIRST_PAGE, FURTHER_PAGE = 150_000, 25_000  # bytes compressed
OWN_CSS = OWN_JS = 25_000
MOST_ELEMENTS = 1_500


def axe_findings(page: Page, rules: dict[str, Any] = RULES) -> list[str]:
    """What axe finds on the page as it stands now, each with its place."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("rules => axe.run(rules).then(found => found.violations)", rules)
    return [
        f"axe {finding['id']}: {node['target']} {node['html'][:160]} {node.get('failureSummary', '')}"
        for finding in found
        for node in finding["nodes"]
    ]


def assert_no_axe_findings(page: Page) -> None:
    """No finding of axe on the page as it stands now; each would be named with its place."""
    lines = axe_findings(page)
    assert not lines, "\n".join(lines)


def assert_no_sideways_scroll(page: Page) -> None:
    """The page fits its window."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{over} px wider than the window"


class Weigher:
    """Bytes of the answers to a page, compressed as a server would."""

    def __init__(self, page: Page) -> None:
        self.sizes: dict[str, int] = {}
        page.on("response", self._add)

    def _add(self, answer: Response) -> None:
        if answer.ok:
            self.sizes[answer.url] = len(gzip.compress(answer.body(), 6))

    def total(self) -> int:
        """All answers since the last `fresh`."""
        return sum(self.sizes.values())

    def fresh(self) -> None:
        """Forget what was weighed; the browser's store of files stays, as for a further page."""
        self.sizes.clear()
