"""Disdukcapil's web service, asked over real HTTP: it may be slow, down or wrong, and no citizen pays for it."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dtks.accounts.models import User
from dtks.assignments.models import Assignment
from dtks.jobs.models import Job
from dtks.jobs.services import run_inline
from dtks.registry.models import Citizen
from tests.verification.reconciliation.conftest import citizen, codes, extract, kelurahan, person
from verification.sources.management.commands.fake_dukcapil import FakeDukcapil
from verification.sources.models import (
    Agreement,
    Comparison,
    ServiceAnswer,
    ServiceCheck,
    ServiceDay,
)
from verification.sources.queries import given_back
from verification.sources.services import Found, ServiceAway, check_now, follow_classes, start_checks, warn_of_end
from verification.sources.services.checks import FAILURES_THAT_OPEN
from verification.sources.tasks import ask_due

__all__ = ["citizen", "codes", "extract", "kelurahan", "person"]
pytestmark = pytest.mark.django_db

NIK = "7471055203840021"
PERSON = {
    "NIK": NIK, "NAMA_LGKP": "WA ODE NURAENI", "TMPT_LHR": "KENDARI", "TGL_LHR": "12-03-1984",
    "JENIS_KLMIN": "Perempuan", "ALAMAT": "JL. MAWAR NO. 4", "KEL_NAME": "Lahundape",
}  # fmt: skip
WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Asia/Makassar"))


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def register() -> dict[str, dict[str, str]]:
    return {NIK: dict(PERSON)}


@pytest.fixture
def dukcapil(register: dict[str, dict[str, str]], settings: Any) -> Iterator[FakeDukcapil]:
    server = FakeDukcapil(register.get)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    settings.DUKCAPIL_URL = server.url
    settings.DUKCAPIL_PASSWORD = "rahasia-dukcapil"
    settings.DUKCAPIL_TIMEOUT = 0.6
    yield server
    server.stop()


@pytest.fixture
def agreement() -> Agreement:
    return Agreement.objects.create(
        number="470/1", institution="Dinas Sosial Kota Kendari", institution_code="7471", starts_on=date(2026, 1, 1),
        ends_on=date(2027, 12, 31),
    )  # fmt: skip


@pytest.fixture
def nuraeni(lahundape: Any) -> Citizen:
    return Citizen.objects.create(
        nik=NIK, name="WA ODE NURAENI", birth_place="KENDARI", birth_date=date(1984, 3, 12), sex="P",
        address="JL. MAWAR NO. 4", kelurahan=lahundape, ktp_state="3",
    )  # fmt: skip


def ask(nuraeni: Citizen) -> ServiceAnswer:
    return check_now(citizen=nuraeni, actor=None)


def test_everything_agrees(dukcapil, agreement, nuraeni):
    answer = ask(nuraeni)
    assert answer.result_class == "MATCH"
    assert answer.comparison.fields["name"] == {
        "ours": "WA ODE NURAENI", "theirs": None, "verdict": "same", "similarity": 1.0,
    }  # fmt: skip
    assert nuraeni.service_check.due_on == date(2027, 5, 17)  # 180 days on
    assert NIK not in json.dumps(answer.raw)


@pytest.mark.parametrize(
    ("register_says", "result"),
    [
        ({"NAMA_LGKP": "WA ODE NURAINI"}, "MATCH"),  # 93: above the threshold
        ({"NAMA_LGKP": "WA ODE NURAENI SARI"}, "VARIANT"),
        ({"TGL_LHR": "12-03-1985"}, "FIELD_DIFFERS"),
        ({"NAMA_LGKP": "BUDI SANTOSO", "TGL_LHR": "01-01-1970"}, "NIK_OTHER_PERSON"),
        ({"FLAG_STATUS": "MENINGGAL"}, "DECEASED"),
        ({"FLAG_STATUS": "GANDA"}, "NIK_DUPLICATE"),
        ({"FLAG_STATUS": "NONAKTIF"}, "INACTIVE"),
    ],
)
def test_the_answer_has_its_class(dukcapil, agreement, nuraeni, register, register_says, result):
    register[NIK].update(register_says)
    assert ask(nuraeni).result_class == result


def test_what_we_do_not_know_is_not_compared(dukcapil, agreement, nuraeni):
    Citizen.objects.filter(pk=nuraeni.pk).update(birth_place="", address="")
    nuraeni.refresh_from_db()
    answer = ask(nuraeni)
    assert answer.result_class == "MATCH"
    assert answer.comparison.fields["address"]["verdict"] == "unknown"


def test_a_real_card_that_the_service_does_not_find_is_not_online(dukcapil, agreement, nuraeni, register, extract):
    register.clear()
    assert ask(nuraeni).result_class == "NOT_FOUND"


def test_a_card_without_recording_is_blocked_not_inactive(dukcapil, agreement, nuraeni, register):
    register[NIK]["FLAG_STATUS"] = "NONAKTIF"
    Citizen.objects.filter(pk=nuraeni.pk).update(ktp_state="2")
    nuraeni.refresh_from_db()
    assert ask(nuraeni).result_class == "BLOCKED"


@pytest.mark.parametrize("mode", ["slow", "down", "html", "broken", "empty", "unknown", "quota", "refused"])
def test_a_disturbed_service_is_never_a_mismatch(dukcapil, agreement, nuraeni, mode, caplog):
    dukcapil.mode = mode
    with caplog.at_level(logging.DEBUG):
        answer = ask(nuraeni)
    assert answer.result_class == "SERVICE_ERROR"
    assert answer.signal
    assert not Comparison.objects.exists()
    assert nuraeni.service_check.due_on == WEDNESDAY.date()  # 0, 1, 3 days
    assert NIK not in caplog.text
    assert "rahasia-dukcapil" not in caplog.text


def test_a_number_that_cannot_be_a_nik_is_not_sent(dukcapil, agreement, nuraeni):
    Citizen.objects.filter(pk=nuraeni.pk).update(nik="747105520384")
    nuraeni.refresh_from_db()
    assert ask(nuraeni).result_class == "NIK_INVALID"
    assert dukcapil.asked == 0


def test_an_ended_agreement_asks_nobody(dukcapil, agreement, nuraeni):
    Agreement.objects.update(ends_on=date(2026, 11, 17))
    with pytest.raises(ServiceAway, match="PKS"):
        ask(nuraeni)
    assert dukcapil.asked == 0


def test_a_used_up_quota_asks_nobody_until_tomorrow(dukcapil, agreement, nuraeni, clock):
    Agreement.objects.update(daily_quota=1)
    ask(nuraeni)
    clock.shift(timedelta(minutes=2))
    with pytest.raises(ServiceAway, match="Kuota"):
        ask(nuraeni)
    clock.shift(timedelta(days=1))
    assert ask(nuraeni).result_class == "MATCH"


def test_twenty_failures_open_the_circuit_for_a_quarter_of_an_hour(dukcapil, agreement, nuraeni, clock):
    ServiceDay.objects.create(date=WEDNESDAY.date(), failures_in_row=FAILURES_THAT_OPEN - 1)
    dukcapil.mode = "down"
    ask(nuraeni)
    clock.shift(timedelta(minutes=2))
    asked = dukcapil.asked
    with pytest.raises(ServiceAway, match="terganggu"):
        ask(nuraeni)
    assert dukcapil.asked == asked
    dukcapil.mode = "well"
    clock.shift(timedelta(minutes=14))
    assert ask(nuraeni).result_class == "MATCH"


def test_who_is_not_online_is_asked_after_1_3_7_14_and_30_days(dukcapil, agreement, nuraeni, person, register):
    meant = person(1)
    type(meant).objects.filter(pk=meant.pk).update(nik=NIK)
    register.clear()
    waited = []
    with time_machine.travel(WEDNESDAY, tick=False) as day:
        for _ in range(6):
            assert ask(nuraeni).result_class == "NOT_ONLINE"
            due = ServiceCheck.objects.get().due_on
            waited.append((due - datetime.now(tz=ZoneInfo("Asia/Makassar")).date()).days)
            day.move_to(datetime.combine(due, WEDNESDAY.timetz()))
    assert [least <= days <= least + 4 for least, days in zip([1, 3, 7, 14, 30, 30], waited, strict=True)] == [True] * 6


def test_a_job_asks_all_that_are_due_and_leaves_the_rest_their_place(dukcapil, agreement, nuraeni, lahundape):
    other = Citizen.objects.create(nik="7471055203840035", name="HALIMAH", kelurahan=lahundape)
    for each in (nuraeni, other):
        ServiceCheck.objects.create(citizen=each, due_on=WEDNESDAY.date())
    job = start_checks(actor=None, inline=True)
    run_inline(job=job)
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 2)
    assert job.result["counts"] == {"MATCH": 1, "NOT_FOUND": 1}
    assert set(ServiceCheck.objects.values_list("due_on", flat=True)) == {date(2027, 5, 17), date(2026, 11, 23)}


def test_nobody_is_asked_at_night(dukcapil, agreement, nuraeni, clock):
    ServiceCheck.objects.create(citizen=nuraeni, due_on=WEDNESDAY.date())
    clock.move_to(WEDNESDAY.replace(hour=21))
    ask_due()
    assert dukcapil.asked == 0


def test_no_lock_waits_for_the_service(dukcapil, agreement, nuraeni):
    dukcapil.mode = "slow"
    with CaptureQueriesContext(connection) as captured:
        ask(nuraeni)
    queries = [each["sql"] for each in captured]
    written = next(n for n, sql in enumerate(queries) if "UPDATE" in sql or "INSERT" in sql)
    assert dukcapil.asked == 1
    assert all("FOR UPDATE" not in sql for sql in queries[:written])


def test_the_counter_asks_while_the_citizen_stands_there(dukcapil, agreement, nuraeni, front_desk, client: Client):
    client.force_login(front_desk)
    url = reverse("sources:ask", args=[nuraeni.pk])
    for _ in range(2):  # a double click
        response = client.post(url, follow=True)
    assert "Jawaban Disdukcapil: Padan" in response.content.decode()
    assert dukcapil.asked == 1
    assert ServiceAnswer.objects.count() == 1


def test_a_screen_keyed_by_hand_says_which_field_and_no_value(nuraeni, operator, client: Client):
    client.force_login(operator)
    url = reverse("sources:citizen", args=[nuraeni.pk])
    empty = client.post(url, {"on": "18-11-2026"})
    assert "paling sedikit satu isian" in empty.content.decode()
    client.post(url, {"on": "18-11-2026", "nik": "same", "name": "same", "birth_date": "differs"})
    found = Comparison.objects.get()
    assert (found.source, found.result_class) == ("keyed", "FIELD_DIFFERS")
    assert all(each["theirs"] is None for each in found.fields.values())


def test_data_given_back_names_the_use_of_each_answer(dukcapil, agreement, nuraeni, operator: User):
    ask(nuraeni)
    assert given_back(operator, date(2026, 11, 1)) == [
        {
            "id_lembaga": "7471", "nama_lembaga": "Dinas Sosial Kota Kendari",
            "data": [{"NIK": NIK, "param": [{"hasil": "MATCH"}]}],
        }
    ]  # fmt: skip


MODES = ["slow", "down", "html", "broken", "empty", "unknown", "quota", "refused"]


@pytest.fixture
def due(nuraeni: Citizen, lahundape: Any, codes: None) -> list[Citizen]:
    """Six citizens whose check is due, one of them with work from an earlier result."""
    niks = [f"74710552038400{n}" for n in range(30, 35)]
    others = [Citizen.objects.create(nik=nik, name=f"WARGA {nik[-2:]}", kelurahan=lahundape) for nik in niks]
    for each in (nuraeni, *others):
        ServiceCheck.objects.create(citizen=each, due_on=WEDNESDAY.date(), last_class="NOT_ONLINE", attempt=2)
    follow_classes(found=[Found(citizen=nuraeni, result_class="NOT_ONLINE")], origin="Rekonsiliasi R-2611-0004")
    return [nuraeni, *others]


def run_checks() -> Job:
    return run_inline(job=start_checks(actor=None, inline=True))


@pytest.mark.parametrize("mode", MODES)
def test_no_run_ends_with_a_citizen_marked_wrong_by_a_disturbance(dukcapil, agreement, due, mode, settings):
    settings.DUKCAPIL_TIMEOUT = 0.1
    dukcapil.mode = mode
    job = run_checks()
    assert (job.state, job.result["counts"]) == ("done_with_notes", {"SERVICE_ERROR": 6})
    assert not Comparison.objects.exists()
    assert list(Assignment.objects.values_list("key", "state")) == [(f"padan:NOT_ONLINE:{due[0].pk}", "open")]
    checks = ServiceCheck.objects.all()
    assert {(each.last_class, each.attempt, each.errors) for each in checks} == {("NOT_ONLINE", 2, 1)}


def test_a_quota_that_ends_in_the_middle_leaves_the_rest_their_place(dukcapil, agreement, due):
    Agreement.objects.update(daily_quota=5)
    job = run_checks()
    assert (job.done, job.refused, dukcapil.asked) == (6, 1, 5)
    left = ServiceCheck.objects.get(due_on=WEDNESDAY.date())
    assert (left.last_class, left.errors) == ("NOT_ONLINE", 0)
    assert not left.citizen.service_answers.exists()


def test_a_service_that_goes_down_in_the_middle_is_left_alone(dukcapil, agreement, due):
    ServiceDay.objects.create(date=WEDNESDAY.date(), failures_in_row=FAILURES_THAT_OPEN - 5)
    dukcapil.mode = "down"
    job = run_checks()
    assert (dukcapil.asked, job.refused) == (5, 1), "the circuit opens after the first five"
    assert not Comparison.objects.exists()


@pytest.mark.parametrize("away", ["ended", "off", "quota", "no_address"])
def test_nothing_piles_up_while_the_service_is_away(dukcapil, agreement, due, away, settings):
    changes = {"ended": {"ends_on": date(2026, 11, 17)}, "off": {"is_on": False}, "quota": {"daily_quota": 0}}
    if away == "no_address":
        settings.DUKCAPIL_URL = ""
    else:
        Agreement.objects.update(**changes[away])
    ask_due()
    assert not Job.objects.filter(kind="ask_service").exists()
    assert dukcapil.asked == 0
    assert ServiceCheck.objects.filter(due_on=WEDNESDAY.date()).count() == 6


def test_the_counter_hears_why_nobody_is_asked_and_what_to_do(dukcapil, agreement, nuraeni, front_desk, client: Client):
    Agreement.objects.update(ends_on=date(2026, 11, 17))
    client.force_login(front_desk)
    page = client.post(reverse("sources:ask", args=[nuraeni.pk]), follow=True).content.decode()
    assert "Tidak ada PKS dengan Disdukcapil yang berlaku hari ini" in page
    assert not ServiceAnswer.objects.exists()


def test_the_kabid_is_warned_90_30_and_7_days_before_the_agreement_ends(agreement, clock):
    said = []
    for days in (91, 90, 89, 30, 7, 6):
        today = agreement.ends_on - timedelta(days=days)
        if made := warn_of_end(today=today):
            said.append((days, made.role, made.title))
    assert [(days, role) for days, role, _ in said] == [(90, "kabid"), (30, "kabid"), (7, "kabid")]
    assert said[-1][2] == "PKS dengan Disdukcapil berakhir 7 hari lagi"
    Assignment.objects.update(state="cancelled", ended_at=WEDNESDAY)
    assert warn_of_end(today=agreement.ends_on - timedelta(days=5)) is None, "a warning that was read comes once"


def test_an_answer_ends_the_work_of_the_class_before_it(dukcapil, agreement, due):
    ask(due[0])
    assert Assignment.objects.get(citizen=due[0]).outcome == "changed"
