"""The harder cases of a trial: three values that clash, a paper that is missing, a head who died."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dtks.accounts.models import User
from dtks.papers.models import Document
from dtks.papers.services import add_document
from dtks.registry.models import Citizen, Household, HouseholdMembership, LifeState, Relation
from dtks.registry.queries import display_text, members_of, value_text
from dtks.web.pdf import page_picture
from verification.corrections.models import ChangeRequest, FieldChange, Origin, Succession
from verification.corrections.queries.succession import SPOUSES, candidates
from verification.corrections.services import MemberPlace, decide_fields, propose, propose_succession
from verification.reconciliation.models import Result
from verification.sources.models import ResultClass
from verification.sources.queries import text_of

PLACE = "LAHUNDAPE"
CARD = "overview/card.typ"
LEAST = 4  # members of the card whose head dies: head, spouse, one who finds a place, one who does not


@transaction.atomic
def add_conflict() -> int:
    """The counter proposes a birth place and an RT; then the kelurahan has the RT changed. A paper is missing."""
    found = _stale()
    if found is None:
        return 0
    citizen, register = found.citizen, found.civil_person
    desk, officer = User.objects.get(username="loket"), User.objects.get(username=PLACE.lower())
    card = _card(citizen, seen_by=desk)
    values = {"birth_place": _other(citizen.birth_place, "RAHA", "KENDARI"), "rt": text_of(register, "rt")}
    made = propose(
        citizen=citizen, act="", origin=Origin.DESK, origin_reference="Loket 2", maker=desk, documents=[card],
        values=values,
    )  # fmt: skip
    moved = propose(
        citizen=citizen, act="", origin=Origin.CITIZEN_PAGE, origin_reference="Halaman warga", maker=officer,
        values={"rt": next(rt for rt in ("007", "008", "009") if rt not in (citizen.rt, values["rt"]))},
        documents=[card],
    )  # fmt: skip
    for username in ("operator2", "operator"):  # the second where the lot asks for a second pair of eyes
        moved.refresh_from_db()
        if moved.state == ChangeRequest.State.SUBMITTED:
            checker = User.objects.get(username=username)
            decide_fields(request=moved, checker=checker, verdicts={"rt": FieldChange.Verdict.ACCEPTED})
    return len({made.pk, moved.pk})


@transaction.atomic
def add_succession() -> int:
    """A head died, the card was replaced, and one child stands on no new card."""
    household = next((card for card in _cards() if _fits(card)), None)
    if household is None:
        return 0
    officer, on = User.objects.get(username=PLACE.lower()), timezone.localdate() - timedelta(days=20)
    members, number = list(members_of(household)), f"{household.number[:6]}{timezone.localdate():%d%m%y}9002"
    head = next(each.citizen for each in members if each.relation == Relation.HEAD)
    wife = next(each for each in candidates(members, on, without=[head.pk]) if each.suggested).citizen
    papers = [
        add_document(citizen=head, kind="AKTA_MATI", form=Document.Form.ORIGINAL, seen_by=officer),
        _card(wife, seen_by=officer, number=number),
        add_document(citizen=wife, kind="KTP", form=Document.Form.ORIGINAL, seen_by=officer),
    ]
    propose_succession(
        household=household, kind=Succession.Kind.DIED, event_on=on, successor=wife, maker=officer, documents=papers,
        places=_places(members, head, wife, number),
    )  # fmt: skip
    return 1


def _places(members: list[HouseholdMembership], head: Citizen, wife: Citizen, number: str) -> list[MemberPlace]:
    """Everybody goes to the new card with the spouse; the youngest is on none."""
    youngest = max(members, key=lambda each: each.citizen.birth_date or date.min).citizen
    places = []
    for each in members:
        relation = Relation.HEAD.value if each.citizen == wife else each.relation
        found = MemberPlace(citizen=each.citizen, number=number, relation=relation)
        if each.citizen in (head, youngest):
            found = MemberPlace(citizen=each.citizen, deceased=each.citizen == head)
        places.append(found)
    return places


def _cards() -> list[Household]:
    return list(
        Household.objects.filter(unit=Household.Unit.FAMILY, kelurahan__slug=PLACE, ended_on=None).order_by("pk")
    )


def _fits(card: Household) -> bool:
    """Head, spouse and at least two more, all alive, nothing open, and the head receives some aid."""
    members = list(members_of(card))
    relations = {each.relation for each in members}
    people = [each.citizen for each in members]
    if len(members) < LEAST or Relation.HEAD not in relations or not relations & set(SPOUSES):
        return False
    if any(each.life_state != LifeState.ALIVE or each.birth_date is None for each in people):
        return False
    head = next(each.citizen for each in members if each.relation == Relation.HEAD)
    return head.aid.exists() and not ChangeRequest.objects.filter(citizen__in=people).exists()


def _stale() -> Any:
    """A result of somebody whose RT is another one in the register, and for whom nothing is open."""
    fit = Result.objects.filter(
        result_class=ResultClass.FIELD_DIFFERS, citizen__kelurahan__slug=PLACE, civil_person__isnull=False,
        citizen__change_requests=None,
    ).exclude(civil_person__rt="")  # fmt: skip
    listed = fit.exclude(civil_person__rt=F("citizen__rt")).exclude(citizen__kk_number="")
    return listed.select_related("citizen__kelurahan", "civil_person").order_by("citizen_id").first()


def _other(now: str, one: str, two: str) -> str:
    """A value that is not the present one."""
    return two if now == one else one


def _card(citizen: Citizen, *, seen_by: User, number: str = "") -> Document:
    """A family card with a scan of what it reads; `number`: of a card that comes in place of the citizen's present
    one."""
    kept = {name: text for name in ("name", "rt", "rw") if (text := value_text(citizen, name))}
    card = number or citizen.kk_number
    names = ("name", "nik", "birth_place", "birth_date", "mother_name", "address", "rt", "rw")
    rows = [[Citizen.FIELDS[name], display_text(name, value_text(citizen, name))] for name in names]
    scan = io.BytesIO(page_picture(CARD, {"number": card, "rows": rows}) or b"")
    scan.name = "kartu_keluarga.png"
    return add_document(
        citizen=citizen, kind="KK", form=Document.Form.ORIGINAL, seen_by=seen_by, upload=scan,
        readings={**kept, "kk_number": card},
    )  # fmt: skip
