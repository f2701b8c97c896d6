"""Lists ask the database the same for 100 rows as for 25, within what their line allows, and as written down.

The counts of the menu belong to the allowed number, not to the written one.

After a wished change: `PADAN_WRITE_COUNTS=1 pytest tests/matrix/test_query_counts.py -n 0`, then read the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dtks.web.views import rooms
from tests.matrix.lines import LINES, ROWS

pytestmark = pytest.mark.django_db
PLACE = Path(__file__).parent / "query_counts.json"
COUNTS: dict[str, int] = json.loads(PLACE.read_text())


def queries_of(browser, url):
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(url)
    assert answer.status_code == 200
    return [query["sql"] for query in asked]


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_list_asks_the_same_number_of_questions_whatever_its_rows(name, office, browsers, monkeypatch):
    role = min(LINES[name].see)
    browser, url = browsers[role], reverse(name, args=LINES[name].args)
    for number in range(30):
        ROWS[name](number, office.own)
    cache.clear()
    browser.get(url)  # the session's own first write
    few = queries_of(browser, f"{url}?per=25")
    for number in range(30, 110):
        ROWS[name](number, office.own)
    browser.get(url)  # what came into the queue is weighed once
    many = queries_of(browser, f"{url}?per=100")
    assert len(many) == len(few), "\n".join(many)
    assert len(few) <= LINES[name].most, "\n".join(few)
    monkeypatch.setattr(rooms, "menu_for", lambda request: [])  # another room's count in the menu is no change here
    own = queries_of(browser, f"{url}?per=25")
    if os.environ.get("PADAN_WRITE_COUNTS"):
        COUNTS[name] = len(own)
        PLACE.write_text(json.dumps(COUNTS, indent=2, sort_keys=True) + "\n")
    assert COUNTS.get(name) == len(own), "\n".join(own)
