"""Each class of a result becomes the work of its owner, with the next step and the day of the next look."""

from __future__ import annotations

import csv

import pytest
import time_machine

from dtks.assignments.models import Assignment, Owner, State
from dtks.office import services as office
from verification.sources.models import ResultClass
from verification.sources.queries import CLASS_WORK, RETRY_DAYS
from verification.sources.services import Found, follow_classes

pytestmark = pytest.mark.django_db
OWNERS = {
    "operator": Owner.OFFICE, "citizen": Owner.CITIZEN, "kelurahan": Owner.KELURAHAN,
    "Disdukcapil": Owner.CIVIL_REGISTRY,
}  # fmt: skip


@pytest.fixture
def codes(db):
    office.load_codes()


def follow(citizen, result_class, **values):
    return follow_classes(
        found=[Found(citizen=citizen, result_class=result_class, **values)], origin="Rekonsiliasi R-2611-0004"
    )


def test_owner_and_retry_of_each_class_are_those_of_the_table():
    rows = list(csv.DictReader((office.DATA / "result_classes.csv").open(encoding="utf-8-sig")))
    assert {row["code"] for row in rows} == set(ResultClass.values)
    for row in rows:
        work = CLASS_WORK.get(row["code"])
        assert (work and work.owner) == OWNERS.get(row["owner"]), row["code"]
        days = tuple(int(day) for day in row["retry_days"].split(";") if day)
        assert RETRY_DAYS.get(row["code"], (0,) if days == (0,) else ()) == days, row["code"]


@pytest.mark.parametrize("result_class", ResultClass.values)
@time_machine.travel("2026-11-18T02:00:00Z", tick=False)
def test_a_class_is_written_once_to_its_owner_in_plain_words(codes, citizen_kadia, result_class):
    follow(citizen_kadia, result_class, fields=["Nama"])
    follow(citizen_kadia, result_class, fields=["Nama"])
    if result_class in (ResultClass.MATCH, ResultClass.SERVICE_ERROR):
        assert not Assignment.objects.exists()
        return
    made = Assignment.objects.get()
    assert made.region == citizen_kadia.kelurahan
    assert "Nama" in made.step
    assert made.say
    assert "{" not in made.say
    days = RETRY_DAYS.get(result_class)
    assert (made.again_on is None) == (days is None)
    if days:
        waited = (made.again_on - made.made_at.date()).days
        assert days[0] <= waited <= days[0] + 4, "the next working day"


def test_a_newer_class_ends_the_work_of_the_one_before_it(codes, citizen_kadia, citizen_lahundape):
    follow(citizen_kadia, "DECEASED")
    follow(citizen_lahundape, "DECEASED")
    assert follow(citizen_kadia, "MATCH") == (0, 1)
    assert Assignment.objects.get(citizen=citizen_kadia).outcome == "changed"
    assert Assignment.objects.get(citizen=citizen_lahundape).state == State.OPEN


def test_a_disturbed_service_begins_nothing_and_ends_nothing(codes, citizen_kadia):
    follow(citizen_kadia, "NOT_ONLINE")
    assert follow(citizen_kadia, "SERVICE_ERROR") == (0, 0)
    assert Assignment.objects.get().state == State.OPEN
