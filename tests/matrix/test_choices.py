"""All that match, in whichever list: no act is done before its rows were shown, and each row has its result."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from dtks.jobs.models import Choice
from dtks.jobs.services import choice_kind, reverse_choice
from dtks.web.views import ListView
from tests.matrix.lines import LINES, ROWS

pytestmark = pytest.mark.django_db
ASKED = {  # list, act: what is asked beside the rows
    ("assignments:list", "take"): {},
    ("desk:list", "take"): {},
    ("desk:list", "release"): {},
    ("desk:list", "first"): {},
    ("desk:list", "in_line"): {},
    ("desk:list", "answer"): {"text": "Sudah kami terima."},
    ("jobs:messages", "resend"): {},
    ("overview:citizens", "give"): {"task": "Cari orangnya", "days": "5"},
    ("papers:archive", "box"): {"box": "14", "shelf": "B2"},
    ("papers:archive", "custody"): {"custody": "lost"},
    ("workbench:fault", "assign"): {},
    ("workbench:fault", "open"): {},
    ("workbench:seventeen", "assign"): {},
    ("workbench:seventeen", "retry"): {},
}
# Acts that read only, or lead to a page of their own on which the rows are shown and chosen.
OTHERWISE = {("Seventeen", "slips"), ("VisitList", "give"), ("SentList", "give")}


def lists(base=ListView):
    for found in base.__subclasses__():
        yield found
        yield from lists(found)


def test_every_act_of_every_list_is_previewed_when_all_that_match_are_chosen():
    assert get_resolver().url_patterns, "all views are imported"
    acts = [(view, act) for view in lists() if view.__module__.split(".")[0] != "tests"
            for act in (view.acts if not isinstance(view.acts, property) else ())]  # fmt: skip
    left = {(view.__name__, act.name) for view, act in acts if act.kind not in settings.CHOICE_KINDS}
    assert left <= OTHERWISE, "these act on all that match without a preview"
    assert len(acts) > 12


@pytest.mark.parametrize(("name", "act"), sorted(ASKED))
def test_all_that_match_are_shown_then_each_has_its_result(name, act, office, browsers):
    for number in range(3):
        ROWS[name](number, office.own)
    browser, url = browsers["operator"], reverse(name, args=LINES[name].args)
    whole = browser.post(url, {"pilih_semua": "1"}).content.decode()
    chosen = re.search(r'name="terpilih" value="([^"]+)"', whole).group(1)
    answer = browser.post(url, {"tindakan": act, "terpilih": chosen, **ASKED[name, act]})
    choice = Choice.objects.get()
    assert answer.status_code == 302 and answer["Location"] == choice.get_absolute_url(), answer.content.decode()
    assert choice.count >= 3 and choice.job is None
    assert browser.get(answer["Location"]).status_code == 200
    rows = list(choice.rows.values_list("pk", flat=True))
    waiting = choice.rows.filter(outcome="waiting").count()
    browser.post(answer["Location"], {"act": "accept", "sidik": choice.sha256, "tampil": rows, "baris": rows})
    choice.refresh_from_db()
    assert (choice.state == "done") is bool(waiting)
    assert not choice.rows.filter(outcome="waiting").exists() or not waiting
    done = choice.rows.filter(outcome="applied").count()
    assert done == waiting, list(choice.rows.values_list("outcome", "why"))
    assert browser.get(answer["Location"]).status_code == 200
    if done and choice_kind(choice.kind).take_back:
        reverse_choice(choice=choice, user=choice.made_by, reason="Salah pilih")
        assert choice.rows.filter(outcome="reversed").count() == done, list(choice.rows.values_list("outcome", "why"))
