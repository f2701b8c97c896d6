"""Who loses aid at the next stage unless somebody acts: one list out of four causes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone

from dtks.accounts.models import User
from dtks.registry.models import AidRecord, Citizen, HouseholdMembership, LifeState, RegisterState
from dtks.registry.queries import holding
from dtks.registry.services import NOT_ON_NEW_CARD
from verification.corrections.models import ChangeRequest, Succession
from verification.reconciliation.models import Result
from verification.sources.models import ResultClass
from verification.workbench.queries.seventeen import NOT_RECORDED, born_by

NOT_PAID = "gagal"
STAGE = timedelta(days=92)  # a stage is a quarter: what the lists of the last one said still runs
SOON = timedelta(days=90)
CAUSES = {
    "dead": "Penerima meninggal",
    "card": "KK diganti",
    "seventeen": "Usia 17 belum rekam",
    "nik": "NIK nonaktif",
}
MENDING = {  # acts that remove the cause: only these count as being handled
    "dead": ("DEATH", "HEAD_SUCCESSION", "PENGURUS_CHANGE"),
    "card": ("KK_CHANGE", "HEAD_SUCCESSION", "SPLIT", "MERGE", "MEMBER_OUT"),
    "seventeen": ("KTP17",),
    "nik": ("FIX_NIK", "DUPLICATE"),
}
SHUT = (ResultClass.INACTIVE, ResultClass.BLOCKED, ResultClass.NIK_INVALID)


@dataclass(frozen=True)
class Remedy:
    """The act that keeps the aid: its words and address."""

    words: str
    url: str


def newest_aid() -> date | None:
    """The newest month of which any list spoke."""
    found: date | None = AidRecord.objects.aggregate(newest=Max("period"))["newest"]
    return found


def at_risk(people: QuerySet[Citizen], today: date | None = None) -> QuerySet[Any]:
    """Recipients of the present stage whose aid would stop, with the first `cause` that holds."""
    today = today or timezone.localdate()
    newest = newest_aid()
    if newest is None:
        return people.none().annotate(
            cause=Value("", output_field=CharField()), said_class=Value("", output_field=CharField())
        )
    lately = AidRecord.objects.filter(citizen=OuterRef("pk"), period__gte=newest - STAGE)
    aid = holding(lately).exclude(state=NOT_PAID)
    said = Result.objects.filter(citizen=OuterRef("pk"), is_latest=True)
    replaced = HouseholdMembership.objects.filter(citizen=OuterRef("pk"), ended_on=None, finding=NOT_ON_NEW_CARD)
    followed = Succession.objects.filter(old_head=OuterRef("pk"), request__state=ChangeRequest.State.APPLIED)
    alive = Q(life_state=LifeState.ALIVE)
    died = Q(life_state=LifeState.DECEASED) | (alive & Q(Exists(said.filter(result_class=ResultClass.DECEASED))))
    seventeen = Q(
        ktp_state__in=NOT_RECORDED, birth_date__gt=born_by(today - SOON * 4), birth_date__lte=born_by(today + SOON)
    )
    causes = {
        "dead": died & Q(Exists(aid.filter(programme__unit="family"))) & ~Q(Exists(followed)),
        "card": alive & (Q(Exists(said.filter(differs__contains=["no_kk"]))) | Q(Exists(replaced))),
        "seventeen": alive & seventeen,
        "nik": alive & Q(Exists(said.filter(result_class__in=SHUT))),
    }
    any_cause = Q(pk__in=[])
    for condition in causes.values():
        any_cause |= condition
    cause = Case(*(When(condition, then=Value(name)) for name, condition in causes.items()), output_field=CharField())
    said_class = Subquery(said.order_by().values("result_class")[:1])
    people = people.exclude(register_state=RegisterState.REMOVED)  # decided already, with a right to object
    found: QuerySet[Any] = people.filter(Exists(aid)).filter(any_cause).annotate(cause=cause, said_class=said_class)
    return found


def remedies(people: Iterable[Any], user: User) -> dict[int, Remedy]:
    """The act that prevents it and that the person may do, for the rows of one page; one query for their cards."""
    rows = list(people)
    cards = HouseholdMembership.objects.filter(
        citizen__in=[each.pk for each in rows], household__unit="family", household__ended_on=None
    ).order_by("ended_on")
    card_of: dict[int, int] = {}
    for citizen, household in cards.values_list("citizen", "household"):
        card_of.setdefault(citizen, household)
    return {each.pk: _remedy(each, card_of.get(each.pk), user) for each in rows}


def _remedy(person: Any, card: int | None, user: User) -> Remedy:
    proposes = user.may("corrections.propose")
    if person.cause in ("dead", "card") and proposes:
        if card is None:
            return Remedy("Pilih tindakan", reverse("overview:acts", args=[person.pk]))
        kind = "died" if person.cause == "dead" else "replaced"
        words = "Ganti penerima" if person.cause == "dead" else "Catat KK baru"
        return Remedy(words, f"{reverse('overview:succession', args=[card])}?kind={kind}")
    if person.cause == "seventeen":
        return Remedy("Slip rekam KTP", reverse("workbench:seventeen_slip", args=[person.pk]))
    if person.cause == "nik" and person.said_class == ResultClass.NIK_INVALID and proposes:
        return Remedy("Perbaiki NIK", reverse("overview:propose", args=[person.pk]))
    if person.cause == "nik" and user.may("sources.ask"):
        return Remedy("Cek Disdukcapil", reverse("sources:citizen", args=[person.pk]))
    return Remedy("Buka warga", person.get_absolute_url())
