"""The lane of a month as it is told afterwards."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dtks.web.memory import forget
from tests.verification.corrections.test_urgent import reactivation
from verification.corrections.models import ChangeRequest
from verification.corrections.queries.act_forms import act_forms
from verification.corrections.queries.urgent import RULES
from verification.corrections.services import propose_act
from verification.workbench.queries.urgent import urgent_report, used_this_month

__all__ = ["reactivation"]


def test_what_is_raised_into_the_lane_counts_and_runs_from_that_day(reactivation, kabid):
    request = reactivation(reason="")
    before = timezone.now() - timedelta(days=40)
    ChangeRequest.objects.filter(pk=request.pk).update(created_at=before, submitted_at=before)
    reactivation()
    request.refresh_from_db()
    report = urgent_report(kabid, timezone.localdate().replace(day=1))
    assert [line.request for line in report.lines] == [request] and not report.lines[0].clock.late
    assert urgent_report(kabid, timezone.localdate(before).replace(day=1)).lines == []
    assert used_this_month(kabid) == 1


def test_the_report_asks_the_same_for_one_request_and_for_many(reactivation, kabid, make_citizen, fitriani):
    today, form = timezone.localdate(), act_forms()["reaktivasi-pbi"]
    reactivation()
    urgent_report(kabid, today.replace(day=1))  # code tables and holidays are kept from here on
    with CaptureQueriesContext(connection) as one:
        forget(RULES)
        urgent_report(kabid, today.replace(day=1))
    for number in range(4):
        person = make_citizen(nik=f"74710552038400{number:02d}")
        made = propose_act(form=form, citizen=person, values={}, maker=fitriani, urgent_reason="RAWAT",
                           event_on=today - timedelta(days=20))  # fmt: skip
        moment = timezone.localtime().replace(day=1) + timedelta(days=number % today.day)
        ChangeRequest.objects.filter(pk=made.pk).update(urgent_since=moment)
    with CaptureQueriesContext(connection) as many:
        forget(RULES)
        assert len(urgent_report(kabid, today.replace(day=1)).lines) == 5
    assert len(many) == len(one)
