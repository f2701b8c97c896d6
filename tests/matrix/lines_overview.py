"""Home pages, search, citizens, households, trail, health."""

from datetime import date

from dtks.registry.models import Citizen, Household, HouseholdMembership
from tests.matrix.lines import EVERYBODY, Line

SEES_CITIZENS = {"kabid", "kasi", "operator", "front_desk", "supervisor", "facilitator", "kelurahan"}


def make_household(citizen):
    number = f"74710516050800{Household.objects.count():02d}"
    card = Household.objects.create(
        unit="family", number=number, kelurahan=citizen.kelurahan, started_on=date(2026, 1, 5)
    )
    HouseholdMembership.objects.create(household=card, citizen=citizen, relation="1", started_on=date(2026, 1, 5))
    return card.pk


RECORDS = {"citizen": lambda citizen: citizen.pk, "household": make_household}

LINES = {
    "overview:home": Line(see=EVERYBODY),
    "overview:search": Line(see=SEES_CITIZENS),
    "overview:citizens": Line(see=SEES_CITIZENS),
    "overview:citizen_new": Line(see={"operator", "front_desk"}),
    "overview:citizen": Line(see=SEES_CITIZENS, record="citizen"),
    "overview:citizen_matters": Line(see=SEES_CITIZENS, record="citizen"),
    "overview:citizen_papers": Line(see=SEES_CITIZENS, record="citizen"),
    "overview:citizen_history": Line(see=SEES_CITIZENS, record="citizen"),
    "overview:citizen_readings": Line(see=SEES_CITIZENS, record="citizen"),
    "overview:propose": Line(see={"operator", "front_desk", "kelurahan"}, record="citizen"),
    "overview:household": Line(see=SEES_CITIZENS, record="household"),
    "overview:succession": Line(see={"operator", "front_desk", "kelurahan"}, record="household"),
    "overview:trail": Line(see={"auditor"}),
    "overview:trail_export": Line(see={"auditor"}),
    "overview:health": Line(see={"administrator"}),
}


def make_citizen_row(number, citizen):
    Citizen.objects.create(
        name=f"WA ODE SALMA {number:03}", nik=f"747108520384{number:04}", kelurahan=citizen.kelurahan
    )


ROWS = {"overview:citizens": make_citizen_row}
