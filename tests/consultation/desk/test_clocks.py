"""The clock of a ticket: hours of the office, holidays skipped, paused while somebody else holds it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from consultation.desk import services
from consultation.desk.models import Kind, State, Ticket
from consultation.desk.queries import queues
from consultation.desk.queries.clocks import clock_now
from dtks.office.models import Holiday
from dtks.office.queries.hours import after_working, day_seconds, working_seconds

KENDARI = ZoneInfo("Asia/Makassar")
HOUR = 3600
MOMENTS = st.integers(0, 365 * 24 * HOUR).map(
    lambda number: datetime(2026, 1, 1, tzinfo=KENDARI) + timedelta(seconds=number)
)
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=KENDARI)


def test_a_night_and_a_weekend_are_no_working_time():
    assert working_seconds(at(20, 14), at(23, 9), set()) == 2 * HOUR  # Friday 14.00 to Monday 9.00
    assert after_working(at(20, 14), 2 * HOUR, set()) == at(23, 9)


def test_a_day_off_moves_the_end_behind_it():
    assert after_working(at(20, 14), 2 * HOUR, {date(2026, 11, 23)}) == at(24, 9)


@given(MOMENTS, st.integers(0, 60 * HOUR), st.sets(DAYS, max_size=20))
def test_what_was_reckoned_ahead_is_what_goes_by(start, seconds, off):
    end = after_working(start, seconds, off)
    assert working_seconds(start, end, off) == pytest.approx(seconds, abs=2)


@given(MOMENTS, st.integers(0, 60 * HOUR), st.sets(DAYS, max_size=20), DAYS)
def test_a_holiday_can_only_lengthen(start, seconds, off, holiday):
    """Failure 20."""
    later = off | {holiday}
    assert after_working(start, seconds, later) >= after_working(start, seconds, off)
    assert working_seconds(start, start + timedelta(days=20), later) <= working_seconds(
        start, start + timedelta(days=20), off
    )


def test_failure_20_over_the_week_of_lebaran_no_clock_runs():
    lebaran = {date(2027, 3, day) for day in (8, 9, 10, 11, 12, 15)}  # Nyepi, Idulfitri and the leave around it
    friday = datetime(2027, 3, 5, 14, tzinfo=KENDARI)
    assert after_working(friday, 2 * HOUR, lebaran) == datetime(2027, 3, 16, 9, tzinfo=KENDARI)
    assert working_seconds(friday, datetime(2027, 3, 15, 23, tzinfo=KENDARI), lebaran) == HOUR


@pytest.fixture
def monday(time_machine):
    """Monday 16 November 2026, 9.00 in Kendari; `monday(hours)` goes on from there."""
    start = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)

    def go_on(**span):
        time_machine.move_to(start + timedelta(**span), tick=False)

    go_on()
    return go_on


def test_the_clock_stands_while_the_citizen_holds_the_ticket(monday, counter, citizen_kadia, operator):
    """Row 22: who holds it owns the clock."""
    ticket = counter(citizen=citizen_kadia, kind=Kind.INFO, act="INFO").ticket
    assert ticket.state == State.RECEIVED
    monday(hours=2)
    services.answer(ticket=ticket, text="Bawa buku rekening.", actor=operator, then=State.WAIT_CITIZEN)
    ticket.refresh_from_db()
    assert ticket.clock_due_at is None
    monday(days=1, hours=2)
    services.move(ticket=ticket, to=State.CHECKING, actor=operator, word="Warga datang")
    monday(days=1, hours=5)
    ticket.refresh_from_db()
    clock = clock_now(ticket)
    assert (clock.used, clock.paused) == (2 * HOUR + 3 * HOUR, day_seconds())
    assert clock.desks == [("loket", 2 * HOUR), ("operator", 3 * HOUR)] and clock.waited_for == ["warga"]
    assert clock.left == clock.limit - clock.used and clock.due == ticket.clock_due_at
    assert (clock.first_used, clock.answered, clock.first_is_late) == (2 * HOUR, True, False)


def test_the_urgent_have_a_clock_of_their_own(monday, counter, citizen_kadia):
    """Idea 10."""
    urgent = counter(citizen=citizen_kadia, kind=Kind.URGENT, act="REACTIVATE_PBI", urgent_reason="RAWAT").ticket
    clock = clock_now(urgent)
    assert clock.first_limit == 2 * HOUR and clock.limit == day_seconds()


def test_what_is_late_goes_up_once_and_a_holiday_declared_since_takes_it_back(monday, counter, citizen_kadia):
    ticket = counter(citizen=citizen_kadia, kind=Kind.INFO, act="INFO").ticket
    monday(days=1, hours=1)
    assert services.wind_clocks() == 1 and services.wind_clocks() == 0
    ticket.refresh_from_db()
    assert ticket.escalated_at and ticket.notes.filter(about="late").count() == 1
    assert ticket.clock_due_at <= datetime.now(UTC)
    Holiday.objects.create(date=date(2026, 11, 17), name="Libur bersama", kind="nasional")
    services.wind_clocks()
    ticket.refresh_from_db()
    assert ticket.clock_due_at > datetime.now(UTC)


def test_failure_20_who_is_told_of_a_late_ticket_finds_it_as_it_was(monday, counter, citizen_kadia):
    ticket = counter(citizen=citizen_kadia, kind=Kind.INFO, act="INFO").ticket
    monday(days=2)
    services.wind_clocks()
    late = Ticket.objects.get(pk=ticket.pk)
    told = {"clock_due_at", "escalated_at"}
    changed = {field.attname for field in Ticket._meta.concrete_fields
               if getattr(late, field.attname) != getattr(ticket, field.attname)}  # fmt: skip
    assert late.escalated_at and changed <= told and late.steps.count() == ticket.steps.count()


def test_a_clock_never_runs_on_a_ticket_that_is_closed(correction, operator):
    services.close(ticket=correction, state=State.DONE, outcome="Sudah padan", actor=operator)
    with pytest.raises(IntegrityError, match="clock_runs_only_in_our_hands"), transaction.atomic():
        Ticket.objects.filter(pk=correction.pk).update(clock_due_at=datetime.now(UTC))


def test_the_work_lists_hold_what_their_names_say(counter, citizen_kadia, citizen_lahundape, front_desk, operator):
    """Row 23."""
    free = counter(citizen=citizen_lahundape, kind=Kind.INFO, act="INFO").ticket
    waiting = counter(citizen=citizen_kadia, kind=Kind.NOTICE, act="CHANGE_NOTICE").ticket  # its papers are missing
    mine = counter(citizen=citizen_kadia, kind=Kind.URGENT, act="INFO", urgent_reason="LAHIR").ticket
    services.hand_over(ticket=mine, to=operator, actor=front_desk)
    rows = Ticket.objects.visible_to(operator)
    found = {name: set(rows.filter(queues.queue(name, operator))) for name in queues.WORDS}
    assert found["mine"] == {mine} and free in found["free"] and waiting in found["citizen"]
    assert (found["counter"], found["operators"]) == ({free}, {mine})  # the urgent waits for no paper
    assert found["open"] == {free, waiting, mine} and not found["late"] and not found["closed"]
    assert queues.counts(rows, operator) == {"all": 3, **{name: len(those) for name, those in found.items()}}


def test_many_tickets_are_taken_at_once_with_a_result_for_each(counter, citizen_kadia, client_of, operator):
    open_one = counter(citizen=citizen_kadia, kind=Kind.INFO, act="INFO").ticket
    answered = counter(citizen=citizen_kadia, answer="Nama Ibu ada di daftar.").ticket
    browser = client_of(operator)
    answer = browser.post("/tiket/", {"tindakan": "take", "baris": [open_one.pk, answered.pk]})
    page = answer.content.decode()
    open_one.refresh_from_db()
    assert open_one.assigned_to == operator and "sudah ditutup" in page and "dipegang Anda" in page
