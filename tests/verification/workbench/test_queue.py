"""The queue that the database keeps: always all that is undecided, always with the points of this moment."""

import random
from contextlib import suppress
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dtks.jobs.models import Event
from dtks.office.models import Region
from dtks.registry.models import AidRecord, Citizen, Programme, SchemeStanding
from dtks.registry.queries.aid import SPEAKERS
from dtks.registry.services import load_programmes
from dtks.web.memory import forget
from verification.corrections.models import ChangeRequest
from verification.corrections.services import StaleValue, decide_fields, undo_decision
from verification.workbench.models import Formula, Queued
from verification.workbench.queries import current_weights, current_window, triaged, weigh
from verification.workbench.queries.standings import POINTS, with_points
from verification.workbench.services import mend_queue, weigh_after_list

DATES = ("1950-02-28", "1966-11-27", "1984-12-03", "2020-11-27", "2024-02-29")


def fresh():
    """The order worked out anew of all facts, without what is kept."""
    waiting = ChangeRequest.objects.filter(state="submitted").exclude(waits_for=[])
    found = with_points(waiting, current_window(), current_weights())
    order = sorted(found, key=lambda each: (not each.urgent_reason, -each.points, each.submitted_at, each.pk))
    return [(each.pk, *(getattr(each, name) for name in POINTS)) for each in order]


def kept(user):
    return [(each.pk, *(getattr(each, name) for name in POINTS)) for each in triaged(user)]


class Days:
    """Acts of the office, drawn by lot."""

    def __init__(self, seed, *, user, kabid, make_citizen, find, ask):
        self.lot, self.user, self.kabid = random.Random(seed), user, kabid
        self.make_citizen, self.find, self.ask = make_citizen, find, ask
        self.programme = Programme.objects.create(code="PKH", label="PKH", short_label="PKH", unit="family")
        self.made = 0

    def one(self, state="submitted"):
        found = list(ChangeRequest.objects.filter(state=state))
        return self.lot.choice(found) if found else None

    def citizen(self):
        return self.lot.choice(list(Citizen.objects.all()))

    def enters(self):
        self.made += 1
        made = self.make_citizen(nik="", name=f"WARGA {self.made:02d}", birth_date=self.lot.choice(DATES))
        if self.lot.random() < 0.3:
            self.ask(made, {"rt": "007"}, urgent_reason=self.lot.choice(["", "LAHIR"]))
        else:
            self.find(made, self.lot.choice([{"rt": "007"}, {"name": f"WARGA  {self.made:02d}"}]))

    def decided(self):
        if found := self.one():
            names = found.fields.values_list("field", flat=True)
            decide_fields(request=found, verdicts=dict.fromkeys(names, "accepted"), checker=self.user)

    def undone(self):
        if found := self.one("applied"):
            with suppress(StaleValue):  # changed since by another request
                undo_decision(request=found, actor=self.user)

    def gets_aid(self):
        AidRecord.objects.bulk_create(
            [
                AidRecord(
                    citizen=self.citizen(), programme=self.programme, period=date(2026, month, 1), reference="D",
                    state=self.lot.choice(["YA", "TIDAK"]),
                )
                for month in (9, 10)
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        forget(SPEAKERS)

    def aid_changes(self):
        AidRecord.objects.filter(pk__in=AidRecord.objects.order_by("?")[:2]).update(state=self.lot.choice(["", "YA"]))

    def loses_aid(self):
        AidRecord.objects.filter(citizen=self.citizen()).delete()

    def stands_on_a_newer_list(self):
        SchemeStanding.objects.update_or_create(
            citizen=self.citizen(), scheme="dtks", period=date(2026, self.lot.randint(9, 11), 1),
            defaults={"listed": self.lot.choice([True, False]), "reference": "D"},
        )  # fmt: skip

    def leaves_the_lists(self):
        SchemeStanding.objects.filter(citizen=self.citizen()).delete()

    def is_born_elsewhen(self):
        Citizen.objects.filter(pk=self.citizen().pk).update(birth_date=self.lot.choice(DATES))

    def is_compared_again(self):
        if found := self.one():
            worst, result = self.lot.choice([("differs", "VARIANT"), ("unknown", ""), ("variant", "VARIANT")])
            ChangeRequest.objects.filter(pk=found.pk).update(worst_verdict=worst, result_class=result)

    def waits_long(self):
        if found := self.one():
            days = self.lot.choice([1, 29, 31, 90])
            ChangeRequest.objects.filter(pk=found.pk).update(submitted_at=timezone.now() - timedelta(days=days))

    def becomes_urgent(self):
        if found := self.one():
            ChangeRequest.objects.filter(pk=found.pk).update(urgent_reason=self.lot.choice(["", "RAWAT"]))

    def has_another_formula(self):
        today, weights = timezone.localdate(), current_weights()
        other = asdict(weights) | {"aid": self.lot.randint(0, 4), "variant": self.lot.randint(1, 5)}
        Formula.objects.create(weights=other, starts_on=today, reason="Uji", set_by=self.kabid)
        forget(f"formula:{today}")


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_kept_is_the_order_worked_out_afresh(seed, rahmawati, kabid, make_citizen, find, ask, time_machine):
    days = Days(seed, user=rahmawati, kabid=kabid, make_citizen=make_citizen, find=find, ask=ask)
    acts = [name for name in vars(Days) if not name.startswith("_") and name not in ("one", "citizen")]
    for _ in range(4):
        days.enters()
    for step in range(40):
        if step == 25:
            time_machine.move_to(timezone.now() + timedelta(days=10))
        getattr(days, days.lot.choice(acts))()
        assert kept(rahmawati) == fresh()
    undecided = set(ChangeRequest.objects.filter(state="submitted").values_list("pk", flat=True))
    assert set(Queued.objects.values_list("pk", flat=True)) == undecided != set()


def test_what_is_weighed_is_not_weighed_again_until_something_changes(nuraeni, find):
    find(nuraeni, {"rt": "007"})
    assert (weigh(), weigh()) == (1, 0)
    with CaptureQueriesContext(connection) as asked:
        weigh()
    assert len(asked) == 1
    Citizen.objects.filter(pk=nuraeni.pk).update(name="WA ODE NURAENI HALIM", kelurahan=Region.objects.first())
    assert weigh() == 0
    Citizen.objects.filter(pk=nuraeni.pk).update(birth_date=date(2025, 1, 1))
    assert weigh() == 1


def test_the_daily_watch_mends_a_queue_that_went_out_of_step(rahmawati, make_citizen, find):
    one, two, three = (find(make_citizen(nik="", name=name), {"rt": "007"}) for name in ("SATU", "DUA", "TIGA"))
    order = kept(rahmawati)
    assert mend_queue() == 0 and kept(rahmawati) == order
    Queued.objects.filter(pk=one.pk).delete()
    Queued.objects.filter(pk=two.pk).update(points=99)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        ChangeRequest.objects.filter(pk=three.pk).update(state="withdrawn")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert mend_queue() == 2 and kept(rahmawati) == fresh() == [each for each in order if each[0] != three.pk]


def test_who_lost_his_aid_with_the_new_list_is_offered_later(rahmawati, make_citizen, find):
    """decisions.md 2: the newest list that speaks of a programme decides whether a case harms a recipient"""
    load_programmes()
    one, two = (make_citizen(nik="", name=name) for name in ("SATU", "DUA"))
    for month, people in ((10, [one, two]), (11, [two])):
        for person in (one, two):
            SchemeStanding.objects.create(
                citizen=person, scheme="dtks", period=date(2026, month, 1), listed=True, reference=f"Daftar {month}"
            )
        for person in people:
            AidRecord.objects.create(
                citizen=person, programme=Programme.objects.get(code="PKH"), period=date(2026, month, 1), state="YA",
                reference=f"Daftar {month}",
            )  # fmt: skip
        if month == 10:
            first, second = (find(person, {"rt": "007"}) for person in (one, two))
            assert [place[0] for place in kept(rahmawati)] == [first.pk, second.pk]
    forget(SPEAKERS)
    weigh_after_list(Event(kind="list.merged"))
    assert [place[0] for place in kept(rahmawati)] == [second.pk, first.pk]
