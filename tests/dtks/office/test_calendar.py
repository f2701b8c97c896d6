"""Working days, days off and the windows of the month."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import Workbook

from dtks.office import queries, services
from dtks.office.models import DAYS_OFF, Holiday, MonthWindow
from dtks.web.memory import forget

pytestmark = pytest.mark.django_db
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


class EveryCalendar(TestCase):
    @given(start=DAYS, count=st.integers(1, 30), off=st.sets(DAYS, max_size=12), more=DAYS)
    def test_one_more_day_off_never_brings_a_deadline_nearer(self, start, count, off, more):
        Holiday.with_taken_back.bulk_create([Holiday(date=day, name="Libur", kind="daerah") for day in off])
        forget(DAYS_OFF)
        before = queries.working_days_after(start, count)
        services.declare_holiday(day=more, name="Satu lagi", kind="daerah")
        assert queries.working_days_after(start, count) >= before


def test_our_own_cut_off_moves_to_the_working_day_before():
    Holiday.objects.create(date=date(2026, 12, 15), name="Libur", kind="daerah")  # a Tuesday
    assert queries.window_of(date(2026, 12, 1)).closes_on == date(2026, 12, 14)
    assert queries.window_of(date(2026, 11, 1)).closes_on == date(2026, 11, 13), "the 15th is a Sunday"


def test_a_month_without_a_window_is_left_out():
    days = queries.default_days(date(2026, 12, 1))
    MonthWindow.objects.create(month=date(2026, 12, 1), is_shut=True, **days)
    assert queries.next_window(date(2026, 11, 26)).month == date(2027, 1, 1)


def test_a_month_may_have_its_own_days():
    values = {
        **queries.default_days(date(2026, 12, 1)),
        "closes_on": date(2026, 12, 18),
        "signed_by": date(2026, 12, 23),
    }
    with time_machine.travel("2026-11-26 09:00+08:00", tick=False):
        services.set_window(month=date(2026, 12, 1), values=values)
        assert queries.next_window(date(2026, 11, 26)).closes_on == date(2026, 12, 18)
        with pytest.raises(services.DayIsOver):
            services.set_window(month=date(2026, 10, 1), values=queries.default_days(date(2026, 10, 1)))


@time_machine.travel("2026-11-26 09:00+08:00", tick=False)
def test_a_day_off_is_taken_back_only_before_it_comes_and_stays_in_the_list():
    coming = services.declare_holiday(day=date(2026, 12, 9), name="Pilkada", kind="pemilihan")
    services.take_back_holiday(holiday=coming, reason="SKB perubahan 3/2026")
    assert queries.is_working_day(date(2026, 12, 9))
    services.load_holidays()
    assert queries.is_working_day(date(2026, 12, 9)), "the loader does not bring it back"
    today = services.declare_holiday(day=date(2026, 11, 26), name="Mati listrik", kind="lain")
    with pytest.raises(services.DayIsOver):
        services.take_back_holiday(holiday=today, reason="salah catat")
    assert next(change.fields for change in queries.changes_of("Holiday", of=coming.pk)) == [
        ("dasar", "kosong", "SKB perubahan 3/2026"), ("dibatalkan", "tidak", "ya"),
    ]  # fmt: skip


CSV = "tanggal;nama;jenis\n01-01-2028;Tahun Baru;nasional\n32-01-2028;Salah;nasional\n26-01-2028;Nyepi;hari pasar\n"


def test_a_year_s_list_says_row_by_row_what_it_would_do():
    Holiday.objects.create(date=date(2028, 1, 1), name="Tahun Baru Masehi", kind="nasional")
    rows = services.read_holidays(io.BytesIO(CSV.encode()))
    assert [row.does for row in rows] == ["changed", "faulty", "faulty"]
    assert "32-01-2028" in rows[1].fault
    assert "hari pasar" in rows[2].fault
    assert Holiday.objects.get().name == "Tahun Baru Masehi", "reading writes nothing"


def test_a_list_may_be_a_workbook_with_real_dates():
    book = Workbook()
    book.active.append(["Nama", "Tanggal", "Jenis"])
    book.active.append(["Natal", date(2028, 12, 25), "Libur nasional"])
    out = io.BytesIO()
    book.save(out)
    (row,) = services.read_holidays(io.BytesIO(out.getvalue()))
    assert (row.date, row.kind, row.does) == ("2028-12-25", "nasional", "new")


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04rusak", b"\xff\xfe\x00", b"a,b\n1,2\n", b"tanggal,nama\n", b"x" * 1_100_000]
)
def test_what_is_no_list_is_refused_with_a_sentence(content):
    with pytest.raises(services.UnreadableList, match=r"\."):
        services.read_holidays(io.BytesIO(content))


def test_the_days_of_the_mayor_are_found_by_span():
    day = date(2026, 12, 20)
    services.note_mayor_day(kind="away", starts_on=day, ends_on=day + timedelta(days=3), note="dinas luar")
    (found,) = queries.mayor_days_between(date(2026, 12, 22), date(2026, 12, 31))
    services.take_back_mayor_day(mayor_day=found)
    assert queries.mayor_days_between(date(2026, 12, 1), date(2026, 12, 31)) == []
