"""Disdukcapil's web service: its page, the agreement, one citizen."""

from datetime import date

from dtks.registry.models import Citizen
from tests.matrix.lines import Line
from verification.sources.models import Agreement, ServiceAnswer

SEES = {"operator", "kasi", "kabid"}
ASKS = {"front_desk", "operator", "kasi"}
AGREES = {"administrator", "kabid"}


def make_agreement(citizen: Citizen) -> int:
    return Agreement.objects.create(
        number="470/1", institution="Dinas Sosial", starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31)
    ).pk


def answer(number: int, citizen: Citizen) -> int:
    return ServiceAnswer.objects.create(citizen=citizen, result_class="SERVICE_ERROR", signal="HTTP 503").pk


RECORDS = {"agreement": make_agreement, "asked_citizen": lambda citizen: citizen.pk}
ROWS = {"sources:service": answer}

LINES = {
    "sources:service": Line(see=SEES),
    "sources:agreement": Line(see=AGREES),
    "sources:switch": Line(see=AGREES, record="agreement", whole_office=True, post_only=True),
    "sources:run": Line(see={"operator", "kasi"}, post_only=True),
    "sources:given_back": Line(see={"operator", "kasi"}),
    "sources:citizen": Line(see=ASKS, record="asked_citizen"),
    "sources:ask": Line(see=ASKS, record="asked_citizen", post_only=True),
}
