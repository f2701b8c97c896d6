"""Home pages, search, citizens, households, trail, health."""

from datetime import date

from dtks.accounts.models import User
from dtks.registry.models import Citizen, Household, HouseholdMembership
from tests.matrix.lines import EVERYBODY, Line
from tests.matrix.lines_corrections import make_request
from verification.corrections.models import Act, Birth

SEES_CITIZENS = {"kabid", "kasi", "operator", "front_desk", "supervisor", "facilitator", "kelurahan"}


def make_household(citizen):
    number = f"74710516050800{Household.objects.count():02d}"
    card = Household.objects.create(
        unit="family", number=number, kelurahan=citizen.kelurahan, started_on=date(2026, 1, 5)
    )
    HouseholdMembership.objects.create(household=card, citizen=citizen, relation="1", started_on=date(2026, 1, 5))
    return card.pk


PROPOSES = {"operator", "front_desk", "kelurahan"}
REPORTS_BIRTHS = {"operator", "front_desk", "supervisor", "facilitator", "kelurahan"}


def make_birth(number, citizen):
    child = Citizen.objects.create(
        name=f"BAYI {number} NY. WA", kelurahan=citizen.kelurahan, birth_date=date(2026, 10, 1)
    )
    request = make_request(child, number)
    Birth.objects.create(
        child=child, mother=citizen, request=request, reported_by=User.objects.get(username="operator")
    )


def make_own_birth(citizen):
    make_birth(1, citizen)
    return Birth.objects.filter(mother=citizen).latest("pk").pk


def make_citizen_act(citizen):
    labels = {"label": "Sudah mampu (graduasi)", "group": "exit", "tiers": ["operator", "kasi", "kabid"]}
    Act.objects.get_or_create(code="GRADUATE", defaults=labels)
    return [citizen.pk, "mampu"]


def make_waiting(citizen):
    """A member who stands on no new card, at the card with which he stays."""
    card = make_household(citizen)
    HouseholdMembership.objects.filter(household=card).update(finding="NOT_ON_NEW_CARD", relation="4")
    return [card, citizen.pk]


RECORDS = {
    "citizen": lambda citizen: citizen.pk, "household": make_household, "citizen_act": make_citizen_act,
    "birth": make_own_birth, "birth_slip": lambda citizen: [make_own_birth(citizen), "a5"],
    "waiting_member": make_waiting,
}  # fmt: skip

LINES = {
    "overview:home": Line(see=EVERYBODY),
    "overview:backlog": Line(see={"operator", "kasi", "kabid"}),
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
    "overview:acts": Line(see=PROPOSES, record="citizen"),
    "overview:act": Line(see=PROPOSES, record="citizen_act"),
    "overview:births": Line(see=REPORTS_BIRTHS),
    "overview:birth_new": Line(see=REPORTS_BIRTHS),
    "overview:birth_page": Line(see=REPORTS_BIRTHS, record="birth"),
    "overview:birth_take_back": Line(see=REPORTS_BIRTHS, record="birth", post_only=True),
    "overview:birth_phone": Line(see=REPORTS_BIRTHS, post_only=True),
    "overview:birth_papers": Line(see=REPORTS_BIRTHS, record="birth"),
    "overview:birth_slip": Line(see=REPORTS_BIRTHS, record="birth_slip"),
    "overview:birth": Line(see=REPORTS_BIRTHS, record="citizen"),
    "overview:succession": Line(see={"operator", "front_desk", "kelurahan"}, record="household"),
    "overview:place": Line(see=PROPOSES, record="waiting_member"),
    "overview:ticket_act": Line(
        see={"front_desk", "operator", "kasi", "kabid", "kelurahan"}, record="ticket", ok=(302,)
    ),
    "overview:trail": Line(see={"auditor"}),
    "overview:trail_export": Line(see={"auditor"}),
    "overview:health": Line(see={"administrator"}),
    "overview:retention": Line(see={"kabid"}),
    "overview:metrics": Line(public=True, ok=(404,)),  # no key is set: there is no such page
}


def make_citizen_row(number, citizen):
    Citizen.objects.create(
        name=f"WA ODE SALMA {number:03}", nik=f"747108520384{number:04}", kelurahan=citizen.kelurahan
    )


ROWS = {"overview:citizens": make_citizen_row, "overview:births": make_birth}
