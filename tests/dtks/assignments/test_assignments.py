"""Work for a person: given, taken, handed over, ended; and what a machine writes twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from dtks.assignments import queries
from dtks.assignments.models import Assignment, Outcome, State
from dtks.assignments.services import (
    Draft,
    Ended,
    TakenBySomebody,
    WrongPerson,
    assign,
    assign_many,
    cancel,
    finish,
    hand_over,
    settle,
    take,
)
from dtks.office.models import Holiday
from dtks.registry.services import verify_audit

pytestmark = pytest.mark.django_db


def draft(citizen, role="kelurahan", **values):
    usual = {"kind": "confirm", "title": "Pastikan tercatat meninggal", "origin": "Rekonsiliasi R-2611-0004"}
    return Draft(citizen=citizen, role=role, **(usual | values))


@time_machine.travel("2026-11-26T02:00:00Z", tick=False)
def test_it_is_due_after_working_days_and_lies_in_the_citizens_kelurahan(citizen_kadia):
    Holiday.objects.create(date=date(2026, 12, 1), name="Hari libur", kind="national")
    made = assign(draft=draft(citizen_kadia, days=3))
    assert made.due_on == date(2026, 12, 2), "27 Nov, 30 Nov, 2 Dec: neither weekend nor holiday"
    assert made.region == citizen_kadia.kelurahan


def test_the_same_origin_is_written_once_while_it_lives(citizen_kadia, operator):
    first = assign(draft=draft(citizen_kadia))
    assert assign(draft=draft(citizen_kadia)) == first
    assert assign_many(drafts=[draft(citizen_kadia), draft(citizen_kadia)]) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(kind="confirm", role="kelurahan", key=first.key, due_on=first.due_on)
    finish(assignment=first, by=operator)
    assert assign(draft=draft(citizen_kadia)) != first, "it has ended, so the work is there again"


def test_work_that_nobody_touched_yet_is_as_written(citizen_kadia, officer_kadia):
    first, second = assign(draft=draft(citizen_kadia)), assign(draft=draft(citizen_kadia, key="lain"))
    take(assignment=second, by=officer_kadia)
    assert verify_audit().fault == ""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE assignments_assignment SET title = 'LAIN' WHERE id = %s", [second.pk])
    assert verify_audit().fault.startswith(f"assignments_assignment baris {second.pk}"), first


def test_what_was_answered_rests_until_the_source_is_asked_again(citizen_kadia, officer_kadia):
    later = timezone.localdate() + timedelta(days=7)
    told = draft(citizen_kadia, key="padan:NO_NIK:1", again_on=later)
    first = assign(draft=told)
    finish(assignment=first, by=officer_kadia, note="Sudah diberi tahu")
    assert assign(draft=told) == first
    assert assign_many(drafts=[told]) == 0
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert assign_many(drafts=[told]) == 1


def test_one_takes_it_and_another_is_told_who_has_it(citizen_kadia, officer_kadia, operator):
    made = assign(draft=draft(citizen_kadia))
    take(assignment=made, by=officer_kadia)
    assert take(assignment=made, by=officer_kadia).person == officer_kadia, "a second click"
    with pytest.raises(TakenBySomebody, match=str(officer_kadia)):
        take(assignment=made, by=operator)


def test_it_is_handed_only_to_whoever_works_there(citizen_kadia, facilitator_kadia, officer_lahundape, supervisor):
    made = assign(draft=draft(citizen_kadia, role="supervisor"))
    with pytest.raises(WrongPerson):
        hand_over(assignment=made, by=supervisor, person=officer_lahundape)
    given = hand_over(assignment=made, by=supervisor, person=facilitator_kadia, note="Rumah dekat masjid")
    assert (given.person, given.role, given.state) == (facilitator_kadia, "facilitator", State.OPEN)
    people = set(queries.people_for(given))
    assert facilitator_kadia in people
    assert officer_lahundape not in people
    steps = queries.course(given)
    assert [step.act for step in steps] == [f"Diserahkan kepada {facilitator_kadia}", "Ditugaskan"]
    assert steps[0].note == "Rumah dekat masjid"


def test_an_ended_one_stays_as_it_ended(citizen_kadia, officer_kadia, supervisor):
    made = finish(assignment=assign(draft=draft(citizen_kadia)), by=officer_kadia, outcome=Outcome.NOT_MET)
    assert (made.state, made.outcome_words, made.person) == (State.DONE, "tidak bertemu orangnya", officer_kadia)
    with pytest.raises(Ended, match="selesai"):
        cancel(assignment=made, by=supervisor, note="keliru")


def test_a_machine_that_looked_again_ends_what_no_longer_holds(citizen_kadia, citizen_lahundape):
    gone = assign(draft=draft(citizen_kadia, key="padan:DECEASED:1"))
    stays = assign(draft=draft(citizen_kadia, key="padan:MOVED:1"))
    other = assign(draft=draft(citizen_lahundape, key="padan:DECEASED:2"))
    ended = settle(prefix="padan:", citizens=[citizen_kadia.pk], keep=["padan:MOVED:1"], note="Sekarang padan")
    assert ended == 1
    states = dict(Assignment.objects.values_list("pk", "state"))
    assert states == {gone.pk: State.DONE, stays.pk: State.OPEN, other.pk: State.OPEN}
    assert assign(draft=draft(citizen_kadia, key="padan:DECEASED:1")) != gone, "it came back, so it is work again"


def test_who_sees_what(citizen_kadia, citizen_lahundape, officer_kadia, facilitator_kadia, supervisor, auditor):
    mine = assign(draft=draft(citizen_kadia))
    walked = assign(draft=draft(citizen_kadia, role="facilitator", kind="visit"))
    far = assign(draft=draft(citizen_lahundape))
    assert set(Assignment.objects.visible_to(officer_kadia)) == {mine, walked}
    assert set(Assignment.objects.concerning(officer_kadia)) == {mine}
    assert set(Assignment.objects.concerning(supervisor)) == {mine, walked, far}
    assert not Assignment.objects.visible_to(auditor).exists()
    assert queries.open_count(officer_kadia) == 1
    take(assignment=walked, by=officer_kadia)
    assert queries.open_count(officer_kadia) == 2, "what he took is his, whatever its role"
    assert queries.open_count(facilitator_kadia) == 0
    assert queries.home_part(auditor) is None


def test_the_pages_lead_from_home_to_the_end(citizen_kadia, officer_kadia, client_of):
    made = assign(draft=draft(citizen_kadia, step="Tanyakan kepada keluarga, minta akta kematian."))
    browser = client_of(officer_kadia)
    assert made.title in browser.get("/beranda").content.decode()
    page = browser.get(f"/tugas/{made.pk}/").content.decode()
    assert "minta akta kematian" in page
    assert "Serahkan" not in page, "who does not lead hands nothing over"
    browser.post(f"/tugas/{made.pk}/ambil/")
    assert browser.post(f"/tugas/{made.pk}/selesai/", {"outcome": ""}).status_code == 422
    answer = browser.post(f"/tugas/{made.pk}/selesai/", {"outcome": "done", "note": "Akta sudah ada"}, follow=True)
    assert "Selesai: sudah dikerjakan." in answer.content.decode()
    made.refresh_from_db()
    assert (made.state, made.note, made.person) == (State.DONE, "Akta sudah ada", officer_kadia)


def test_many_are_taken_at_once_and_each_says_what_came_of_it(
    citizen_kadia, citizen_lahundape, supervisor, operator, client_of
):
    one, two = assign(draft=draft(citizen_kadia)), assign(draft=draft(citizen_lahundape))
    take(assignment=two, by=operator)
    page = client_of(supervisor).post("/tugas/", {"tindakan": "take", "baris": [one.pk, two.pk]}).content.decode()
    assert "menjadi tugas Anda" in page
    assert f"sedang dikerjakan {operator}" in page
