"""The calendar of the month, what misses a cut-off, who is told before it."""

from datetime import date

import pytest
import time_machine

from dtks.jobs.models import Message
from dtks.office.models import MonthWindow
from dtks.office.queries import default_days
from dtks.office.services import declare_holiday, note_mayor_day
from verification.corrections.models import Act, ChangeRequest
from verification.monthly.models import Batch, CarriedOver, HeldBack, MonthClose
from verification.monthly.queries.calendar import silent_kelurahan, warnings_for, weeks_of
from verification.monthly.services import close_months, warn_before_cutoff

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)
CUTOFF = date(2026, 11, 13)  # the 15th is a Sunday
BEFORE = date(2026, 11, 9)


@pytest.fixture
def here(applied):
    """Requests that were here before the cut-off, one in each state."""

    def make(number, state, verdict="same"):
        old, new = f"74710552038500{number:02}", f"74710552038510{number:02}"
        request = applied({"nik": (old, new, verdict)}, nik=new)
        ChangeRequest.objects.filter(pk=request.pk).update(state=state, created_at="2026-11-05T09:00+08:00")
        return request

    return make


def marks(month, day):
    return [
        mark.words
        for week in weeks_of(month, date(2026, 11, 26))
        for each in week
        if each.day == day
        for mark in each.marks
    ]


def test_one_calendar_shows_the_window_the_days_off_and_the_mayor():
    declare_holiday(day=date(2026, 11, 10), name="Hari Pahlawan (daerah)", kind="daerah")
    note_mayor_day(kind="away", starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 17))
    assert marks(NOVEMBER, CUTOFF) == ["Batas kiriman"]
    assert marks(NOVEMBER, date(2026, 11, 10)) == ["Hari Pahlawan (daerah)"]
    assert marks(NOVEMBER, date(2026, 11, 9)) == ["Batas PBI"], "the 10th is off, so our own day moves forward"
    assert marks(NOVEMBER, date(2026, 11, 16)) == ["Paket ke wali kota", "Wali kota tidak di tempat"]


def test_row_43_what_missed_the_cut_off_is_carried_over_with_its_reason_once(here):
    undecided, returned = here(1, "submitted"), here(2, "returned")
    ready, differs = here(3, "applied"), here(4, "applied", verdict="differs")
    sealed, refused = here(5, "applied"), here(6, "refused")
    ChangeRequest.objects.filter(pk=sealed.pk).update(sealed_in="K-2611-01")
    late = here(7, "submitted")
    ChangeRequest.objects.filter(pk=late.pk).update(created_at="2026-11-14T09:00+08:00")
    assert close_months(today=CUTOFF) == 0, "the cut-off day itself still counts"
    assert close_months(today=date(2026, 11, 14)) == 4
    assert close_months(today=date(2026, 11, 14)) == 0
    found = dict(CarriedOver.objects.filter(month__month=NOVEMBER).values_list("request", "code"))
    assert found == {
        undecided.pk: "UNDECIDED", returned.pk: "SENT_BACK", ready.pk: "NOT_SEALED", differs.pk: "DIFFERS",
    }  # fmt: skip
    assert refused.pk not in found
    assert MonthClose.objects.get(month=NOVEMBER).carried == 4


def test_row_43_a_month_without_a_window_carries_nothing_over(here):
    here(1, "submitted")
    MonthWindow.objects.create(month=NOVEMBER, is_shut=True, **default_days(NOVEMBER))
    close_months(today=date(2026, 11, 20))
    assert not MonthClose.objects.filter(month=NOVEMBER).exists()


def test_the_carry_over_list_stays_in_the_area(here, officer_kadia, officer_lahundape, client_of):
    here(1, "submitted")
    close_months(today=date(2026, 11, 14))
    name = CarriedOver.objects.get().person
    texts = [
        client_of(who).get("/kalender/ikut-bulan-berikutnya").content.decode()
        for who in (officer_kadia, officer_lahundape)
    ]
    assert sorted(name in text for text in texts) == [False, True]


def test_who_can_still_act_is_told_once_before_the_cut_off(here, operator, kasi, auditor):
    here(1, "applied")
    for person in (operator, kasi, auditor):
        person.email = f"{person.username}@contoh.id"
        person.save()
    with time_machine.travel("2026-11-09 08:00+08:00", tick=False):
        assert warnings_for(auditor, BEFORE) == []
        assert "1 diterapkan dan belum disegel" in warnings_for(operator, BEFORE)[0].sentence
        assert warn_before_cutoff(today=date(2026, 11, 6)) == 2
        assert warn_before_cutoff(today=date(2026, 11, 6)) == 0
    told = Message.objects.get(recipient="operator@contoh.id")
    assert "Jumat, 13 November 2026" in told.text
    assert warnings_for(operator, date(2026, 11, 3)) == [], "the cut-off is far"


def test_who_was_not_reached_on_the_day_is_told_on_a_later_one_once(here, operator):
    operator.email = "operator@contoh.id"
    operator.save()
    here(1, "applied")
    assert warn_before_cutoff(today=date(2026, 11, 10)) == 1, "three working days are left"
    assert warn_before_cutoff(today=date(2026, 11, 11)) == 0
    assert warn_before_cutoff(today=CUTOFF) == 1, "nothing ran on the day before"
    assert [each.subject for each in Message.objects.order_by("pk")] == [
        "Batas kiriman November 2026 tinggal 3 hari kerja", "Batas kiriman November 2026 habis hari ini",
    ]  # fmt: skip


def test_what_no_sheet_carries_is_neither_called_ready_nor_carried_over(here, operator):
    here(1, "applied")
    here(2, "submitted")
    Act.objects.update(template_kind="")  # a certificate, say
    assert warnings_for(operator, BEFORE)[0].sentence.startswith("Belum ada usulan yang siap")
    assert close_months(today=date(2026, 11, 14)) == 0


def test_row_43_what_the_sheet_missed_of_a_change_is_its_reason(here):
    request, batch = here(1, "applied"), Batch.objects.create(number="K-2611-01", month=NOVEMBER, sequence=1)
    HeldBack.objects.create(
        batch=batch, request=request, code="REQUIRED_EMPTY", sentence="Kolom RT wajib diisi.", mender="Kelurahan"
    )
    close_months(today=date(2026, 11, 14))
    found = CarriedOver.objects.get()
    assert (found.code, found.mender, found.get_code_display()) == (
        "REQUIRED_EMPTY", "Kelurahan", "Isian wajib kosong",
    )  # fmt: skip


def test_a_kelurahan_that_would_send_nothing_is_named(here, kadia, lahundape, officer_kadia, officer_lahundape):
    blocked = here(2, "applied", verdict="differs")
    assert blocked.citizen.kelurahan in silent_kelurahan(NOVEMBER, None), "what it has cannot go"
    request = here(1, "applied")
    silent = silent_kelurahan(NOVEMBER, None)
    assert request.citizen.kelurahan not in silent
    other = officer_kadia if request.citizen.kelurahan == lahundape else officer_lahundape
    assert "tidak mengirim apa-apa" in warnings_for(other, BEFORE)[0].sentence


def test_the_page_of_a_month_opens_for_everybody(mayor_office, operator, client_of):
    for who in (mayor_office, operator):
        page = client_of(who).get("/kalender?bulan=2026-11").content.decode()
        assert "Kalender November 2026" in page
        assert "Batas kiriman" in page
    assert client_of(operator).get("/kalender?bulan=kapan").status_code == 200
