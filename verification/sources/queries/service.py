"""Reads of the web service: how it stands today, what it said of a citizen, what is given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from dtks.accounts.models import User
from dtks.registry.models import Citizen
from verification.sources.models import Agreement, Comparison, ServiceAnswer, ServiceCheck, ServiceDay


@dataclass(frozen=True, kw_only=True)
class ServiceState:
    """How the web service stands today."""

    agreement: Agreement | None
    days_left: int
    asked: int
    failed: int
    closed_until: datetime | None
    due: int
    has_address: bool

    @property
    def ends_soon(self) -> bool:
        """90, 30 and 7 days before the agreement ends somebody must write a letter."""
        return self.agreement is not None and self.days_left <= 90

    @property
    def nearly_used(self) -> bool:
        """From 80% of the quota."""
        return self.agreement is not None and self.asked * 10 >= self.agreement.daily_quota * 8


def service_state() -> ServiceState:
    """The agreement in force, what was asked today, what is due; three queries."""
    now, today = timezone.now(), timezone.localdate()
    agreement = Agreement.objects.filter(starts_on__lte=today, ends_on__gte=today).first()
    day = ServiceDay.objects.filter(date=today).first()
    closed = day.closed_until if day and day.closed_until and day.closed_until > now else None
    return ServiceState(
        agreement=agreement,
        days_left=(agreement.ends_on - today).days if agreement else 0,
        asked=day.asked if day else 0,
        failed=day.failed if day else 0,
        closed_until=closed,
        due=ServiceCheck.objects.filter(due_on__lte=today).count(),
        has_address=bool(settings.DUKCAPIL_URL),
    )


@dataclass(frozen=True, kw_only=True)
class Check:
    """One look at a citizen by service or screen."""

    at: datetime
    who: str
    source: str
    result_class: str
    signal: str
    verdicts: list[tuple[str, str, str]]  # label, verdict, similarity as text


def checks_of(citizen: Citizen) -> list[Check]:
    """Answers of the service and what was keyed by hand, newest first; two queries."""
    answers = citizen.service_answers.select_related("comparison", "by")[:20]
    keyed = citizen.comparisons.filter(source=Comparison.Source.KEYED).select_related("by")[:20]
    found = [
        *(_check(each.at, each.by, "layanan", each.result_class, each.signal, each.comparison) for each in answers),
        *(_check(each.at, each.by, "layar, diketik", each.result_class, "", each) for each in keyed),
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _check(
    at: datetime, by: User | None, source: str, result_class: str, signal: str, comparison: Comparison | None
) -> Check:
    fields = comparison.fields if comparison else {}
    verdicts = [
        (Citizen.FIELDS[name], each["verdict"], "" if each["similarity"] is None else f"{each['similarity']:.0%}")
        for name, each in fields.items()
    ]
    return Check(
        at=at, who=str(by or "Sistem"), source=source, result_class=result_class, signal=signal, verdicts=verdicts
    )


def given_back(user: User, month: date) -> list[dict[str, Any]]:
    """The month's answers in the form of Disdukcapil (domain 8.2): per NIK the class that came of it."""
    agreement = Agreement.objects.first()
    answers = (
        ServiceAnswer.objects.visible_to(user)
        .filter(at__year=month.year, at__month=month.month, comparison__isnull=False)
        .exclude(raw={})
        .order_by("id")
        .values_list("citizen__nik", "result_class")
    )
    data = [{"NIK": nik, "param": [{"hasil": result}]} for nik, result in answers]
    code, name = (agreement.institution_code, agreement.institution) if agreement else ("", "")
    return [{"id_lembaga": code, "nama_lembaga": name, "data": data}]
