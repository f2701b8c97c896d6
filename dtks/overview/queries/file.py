"""A citizen's whole file in a fixed number of queries: what is known, what is open, what has happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from consultation.desk.models import Ticket
from dtks.accounts.models import User
from dtks.overview.queries.panel import NUMBERS, PanelRow, panel_of
from dtks.overview.queries.requests import with_shown_fields
from dtks.overview.queries.schemes import SchemeLine, scheme_lines
from dtks.overview.queries.tickets import tickets_of
from dtks.papers.models import Document
from dtks.registry.models import (
    AidRecord,
    Citizen,
    CitizenIdentifier,
    Household,
    HouseholdMembership,
    OtherValue,
    SchemeStanding,
)
from verification.corrections.models import ChangeRequest
from verification.reconciliation.models import Result
from verification.reconciliation.queries import latest_result
from verification.siks.models import LookUp
from verification.siks.queries import LOOK_FIELDS, Look, newest_looks
from verification.sources.models import Comparison
from verification.sources.services.comparisons import compared_fields


@dataclass(frozen=True)
class Former:
    """A number that the citizen had once, or has in another scheme."""

    label: str
    value: str
    started_on: date
    ended_on: date
    is_number: bool


@dataclass(frozen=True)
class AidLine:
    """One programme in the months of a year: state per month, '' not named by a list."""

    programme: str
    months: list[tuple[int, str]]  # month, state as the list says
    since: int
    last: str


@dataclass(frozen=True)
class Entry:
    """One event of the timeline."""

    at: datetime
    act: str
    who: str = ""
    link: str = ""
    word: str = ""
    note: str = ""
    waiting: bool = False


@dataclass(frozen=True)
class Compared:
    """The last time the citizen was held against the civil registry, by a run or alone."""

    result_class: str
    on: date | None  # the day of which the register speaks
    at: datetime
    fields: dict[str, Any]
    confidence: float | None
    run: str = ""

    @property
    def differing(self) -> list[str]:
        """Words of the fields that differ."""
        names = [name for name, each in self.fields.items() if each.get("verdict") == "differs"]
        return [Citizen.FIELDS[name] for name in names if name in Citizen.FIELDS]


@dataclass(frozen=True)
class CitizenFile:
    """All that the page of a citizen shows."""

    citizen: Citizen
    panel: list[PanelRow]
    comparison: Compared | None
    former: list[Former]
    aid: list[AidLine]
    aid_year: int
    standings: list[dict[str, Any]]
    family: list[Any]
    family_card: Household | None
    dwelling: Household | None
    requests: list[ChangeRequest]
    tickets: list[Ticket]
    documents: int
    members_elsewhere: int
    looks: list[Look]

    @property
    def awaits_nik(self) -> bool:
        """A newborn without NIK whom nobody in the register resembles: no mismatch."""
        unseen = self.comparison is None or self.comparison.result_class in ("NO_NIK", "NOT_FOUND")
        return self.citizen.awaits_nik and unseen

    @property
    def open_requests(self) -> list[ChangeRequest]:
        return [request for request in self.requests if request.is_open]

    @property
    def open_tickets(self) -> list[Ticket]:
        return [ticket for ticket in self.tickets if ticket.is_open]

    @property
    def schemes(self) -> list[SchemeLine]:
        """The same person in DTKS and DTSEN."""
        return scheme_lines(self.standings)

    @property
    def matters(self) -> int:
        return len(self.open_requests) + len(self.open_tickets)

    @property
    def relation_words(self) -> str:
        """Istri di KK La Ode Rusdin."""
        own = next((m for m in self.family if m.citizen_id == self.citizen.pk and m.ended_on is None), None)
        if own is None:
            return ""
        head = next((m.citizen.name for m in self.family if m.relation == "1" and m.ended_on is None), "")
        relation = _capital(own.get_relation_display()) if own.relation else "Anggota"
        return relation if own.relation == "1" or not head else f"{relation} di KK {head}"

    @property
    def own_open_request(self) -> ChangeRequest | None:
        return next((each for each in self.open_requests if each.citizen_id == self.citizen.pk), None)

    @property
    def differing(self) -> int:
        return sum(row.differs for row in self.panel)


def _rows(rows: QuerySet[Any], *names: str, **fields: Any) -> ArraySubquery:
    return ArraySubquery(rows.values(json=JSONObject(**{name: name for name in names}, **fields)))


def citizens_with_all(user: User) -> QuerySet[Citizen]:
    """Citizens of the person's areas, each with what hangs on him, in one query."""
    of_citizen = {"citizen": OuterRef("pk")}
    with_values = Comparison.objects.filter(**of_citizen, source=Comparison.Source.EXTRACT)
    comparisons = with_values.order_by("-at", "-id")[:5]
    aid = AidRecord.objects.filter(**of_citizen).order_by("-period")[:120]
    return (
        Citizen.objects.visible_to(user)
        .select_related("kelurahan__parent")
        .annotate(
            all_identifiers=_rows(
                CitizenIdentifier.objects.filter(**of_citizen), "kind", "value", "scheme", "started_on", "ended_on"
            ),
            all_others=_rows(OtherValue.objects.filter(**of_citizen), "field", "value", "source", "reference"),
            all_aid=_rows(aid, "period", "state", "reference", programme=F("programme__short_label")),
            all_standings=_rows(
                SchemeStanding.objects.filter(**of_citizen).order_by("-period")[:24],
                "scheme", "period", "listed", "desil", "reference", "member_id",
            ),
            all_comparisons=_rows(
                comparisons, "result_class", "fields", "taken_on", "at", "source", "confidence", "codes", "band"
            ),
            all_looks=_rows(LookUp.objects.filter(**of_citizen)[:20], *LOOK_FIELDS, who=F("by__full_name")),
            all_documents=_rows(
                Document.objects.filter(**of_citizen).order_by("-seen_at"), "number", "seen_at", "form",
                kind=F("kind__label"), who=F("seen_by__full_name"),
            ),
        )
    )  # fmt: skip


def memberships_around(user: User, citizen: Citizen) -> tuple[list[HouseholdMembership], int]:
    """Memberships of all who share a household with the citizen, and how many of them live in another area."""
    shared = HouseholdMembership.objects.filter(citizen=citizen, ended_on=None).values("household")
    of_run = Result.objects.filter(citizen=OuterRef("citizen"), is_latest=True)
    alone = Comparison.objects.filter(citizen=OuterRef("citizen")).order_by("-at", "-id")
    rows = (
        HouseholdMembership.objects.filter(household__in=shared)
        .select_related("citizen", "household")
        .annotate(
            result=Coalesce(Subquery(of_run.values("result_class")[:1]), Subquery(alone.values("result_class")[:1])),
            in_my_area=Exists(Citizen.objects.visible_to(user).filter(pk=OuterRef("citizen"))),  # one by one, not all
        )
        .order_by("ended_on", "citizen__birth_date", "id")
    )
    found = list(rows)
    elsewhere = [each for each in found if not each.in_my_area]
    return [each for each in found if each.in_my_area], len({each.citizen_id for each in elsewhere})


def citizen_file(*, user: User, pk: int) -> CitizenFile | None:
    """The file of a citizen of the person's areas, or None; six queries."""
    citizen: Any = citizens_with_all(user).filter(pk=pk).first()
    if citizen is None:
        return None
    memberships, elsewhere = memberships_around(user, citizen)
    family = [each for each in memberships if each.household.unit == Household.Unit.FAMILY]
    dwellings = [each.household for each in memberships if each.household.unit == Household.Unit.DWELLING]
    dwelling = min(dwellings, key=lambda each: (each.scheme, each.pk), default=None)  # DTKS before DTSEN
    people = {citizen.pk, *(each.citizen_id for each in family if each.ended_on is None)}
    comparison = newest_comparison(citizen)
    aid, year = aid_lines(citizen.all_aid)
    return CitizenFile(
        citizen=citizen,
        panel=panel_of(citizen, comparison.fields if comparison else {}, citizen.all_others),
        comparison=comparison,
        former=_former(citizen.all_identifiers),
        aid=aid,
        aid_year=year,
        standings=[{**each, "period": _date(each["period"])} for each in citizen.all_standings],
        family=sorted(family, key=_card_order),
        family_card=family[0].household if family else None,
        dwelling=dwelling,
        requests=requests_of(user, people),
        tickets=tickets_of(user, people),
        documents=len(citizen.all_documents),
        members_elsewhere=elsewhere,
        looks=newest_looks(citizen.all_looks, timezone.localdate()),
    )


def newest_comparison(citizen: Any) -> Compared | None:
    """The later of the last run and the last comparison of this one citizen; one query."""
    alone = citizen.all_comparisons[0] if citizen.all_comparisons else None
    at = parse_datetime(str(alone["at"])) if alone else None
    result = latest_result(citizen)
    if result is not None and (at is None or result.run.started_at >= at):
        return Compared(
            result_class=result.result_class,
            on=result.run.extract.taken_on,
            at=result.run.started_at,
            fields=compared_fields(citizen, result.civil_person, tuple(result.differs)),
            confidence=result.confidence,
            run=result.run.number,
        )
    if alone is None or at is None:
        return None
    return Compared(
        result_class=alone["result_class"],
        on=_date(alone["taken_on"]) if alone["taken_on"] else None,
        at=at,
        fields=alone["fields"],
        confidence=alone["confidence"],
    )


def requests_of(user: User, citizens: set[int]) -> list[ChangeRequest]:
    """Change requests about some citizens, the newest first, with their fields; two queries."""
    found = ChangeRequest.objects.visible_to(user).filter(citizen__in=citizens)
    return with_shown_fields(found.order_by("-created_at", "-id")[:30])


def _card_order(membership: HouseholdMembership) -> tuple[bool, int, date]:
    relation = int(membership.relation) if membership.relation else 99
    return membership.ended_on is not None, relation, membership.citizen.birth_date or date.max


def _former(rows: list[dict[str, Any]]) -> list[Former]:
    labels = dict(CitizenIdentifier.Kind.choices)
    found = [
        Former(
            label=labels.get(each["kind"], each["kind"]),
            value=each["value"],
            started_on=_date(each["started_on"]),
            ended_on=_date(each["ended_on"]),
            is_number=each["kind"] in NUMBERS,
        )
        for each in rows
        if each["ended_on"]
    ]
    return sorted(found, key=lambda each: each.ended_on, reverse=True)


def aid_lines(rows: list[dict[str, Any]]) -> tuple[list[AidLine], int]:
    """Aid of the newest year that a list speaks of, a line a programme, and that year."""
    dated = [{**each, "period": _date(each["period"])} for each in rows]
    year = max((each["period"].year for each in dated), default=timezone.localdate().year)
    lines = []
    for programme in dict.fromkeys(each["programme"] for each in dated):
        own = [each for each in dated if each["programme"] == programme]
        states = {each["period"].month: each["state"] for each in own if each["period"].year == year}
        lines.append(
            AidLine(
                programme=programme,
                months=[(month, states.get(month, "")) for month in range(1, 13)],
                since=min(each["period"].year for each in own),
                last=own[0]["state"],
            )
        )
    return lines, year


def _date(text: Any) -> date:
    return date.fromisoformat(str(text)[:10])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
