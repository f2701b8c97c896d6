"""Who stands on no new card is a case of his own: work that stays open until somebody places him."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from dtks.accounts.models import Role, User
from dtks.assignments.models import Assignment, Kind, Owner
from dtks.assignments.services import Draft, assign, cancel, finish
from dtks.papers.models import Document
from dtks.registry.models import Citizen, Household, HouseholdMembership, Relation
from dtks.registry.services import NOT_ON_NEW_CARD
from verification.corrections.models import ChangeRequest, Origin, Succession, SuccessionMember
from verification.corrections.services.filing import require_head
from verification.corrections.services.proposals import propose
from verification.corrections.services.refusals import BrokenPlan
from verification.matching.nik import clean_nik

if TYPE_CHECKING:
    from dtks.jobs.models import Event

State = ChangeRequest.State
PREFIX = "letakkan|"
ENDED = (State.REFUSED, State.WITHDRAWN, State.REVERSED, State.NOTHING_TO_DO)
_STEP = (
    "Tidak ada di KK baru yang menggantikan KK lama keluarganya. Minta KK yang memuat {name}, atau keterangan "
    "Disdukcapil. Lalu buka halaman keluarganya dan pilih Letakkan."
)


def open_cases(plan: Succession, *, by: User | None) -> list[Assignment]:
    """A piece of work of the kelurahan for each member without a card; written again it stays one."""
    return [assign(draft=_draft(plan, each), by=by) for each in plan.waiting]


def _draft(plan: Succession, citizen: Citizen) -> Draft:
    return Draft(
        kind=Kind.CIVIL_REGISTRY, role=Role.KELURAHAN.value, owner=Owner.KELURAHAN, citizen=citizen,
        household=plan.household, title=f"Letakkan {citizen.name} di KK baru"[:160],
        step=_STEP.format(name=citizen.name), origin=f"Pergantian {plan.request.number}",
        origin_url=plan.request.get_absolute_url(), key=f"{PREFIX}{plan.request.number}|{citizen.pk}",
    )  # fmt: skip


def cases_of(citizens: Iterable[int] | None = None) -> QuerySet[Assignment]:
    """The open cases of members without a card; of some citizens, or all."""
    found = Assignment.objects.live().filter(key__startswith=PREFIX)
    return found if citizens is None else found.filter(citizen__in=list(citizens))


def follow_places(event: Event) -> None:
    """Handler of what became of a request, a list or an extract: cases whose member has a card end. Safe to repeat."""
    if (number := event.payload.get("request")) is None:
        settle_places()
        return
    request = ChangeRequest.objects.select_related("act", "reverses__act").get(pk=number)
    people = {request.citizen_id}
    for plan in filter(None, (request.plan, request.reverses.plan if request.reverses else None)):
        people |= {each.citizen_id for each in plan.shown_members}
        if plan.request.state in ChangeRequest.OPEN_STATES:  # undone: it waits again, and so do they
            open_cases(plan, by=plan.request.maker)
    if request.family_plan:
        people |= set(request.family_plan.members.values_list("citizen", flat=True))
    settle_places(people)


def settle_places(citizens: Iterable[int] | None = None) -> int:
    """End the cases of who has a card by now, and of successions that came to nothing; whoever still waits for a card
    and whose case was ended has one again. Returns how many ended."""
    cases = list(cases_of(citizens))
    states = _states(cases)
    waiting = _waiting([each.citizen_id for each in cases if each.citizen_id])
    ended = 0
    for each in cases:
        state = states.get(each.key.split("|")[1], "")
        if state in ENDED:
            cancel(assignment=each, by=None, note="Pergantiannya tidak jadi atau dibalikkan.")
        elif state == State.APPLIED and each.citizen_id not in waiting:
            finish(assignment=each, by=None, note="Sudah punya tempat di sebuah KK.")
        else:
            continue
        ended += 1
    _open_again(citizens)
    return ended


def _open_again(citizens: Iterable[int] | None) -> None:
    rows = HouseholdMembership.objects.filter(ended_on=None, finding=NOT_ON_NEW_CARD)
    if citizens is not None:
        rows = rows.filter(citizen__in=list(citizens))
    alone = set(rows.values_list("citizen", flat=True)) - set(cases_of(citizens).values_list("citizen", flat=True))
    if not alone:
        return
    said = SuccessionMember.objects.filter(
        citizen__in=alone, place=SuccessionMember.Place.OPEN, succession__request__state=State.APPLIED
    ).select_related("citizen__kelurahan", "succession__household", "succession__request__maker")
    newest = {each.citizen_id: each for each in said.order_by("pk")}
    for each in newest.values():
        assign(draft=_draft(each.succession, each.citizen), by=each.succession.request.maker)


def follow_case(event: Event) -> None:
    """Handler of a piece of work that somebody ended: who still waits for a card stays a case. Safe to repeat."""
    work = Assignment.objects.get(pk=event.payload["assignment"])
    if work.key.startswith(PREFIX) and work.citizen_id:
        settle_places([work.citizen_id])


def _states(cases: Sequence[Assignment]) -> Mapping[str, str]:
    numbers = {each.key.split("|")[1] for each in cases}
    return dict(ChangeRequest.objects.filter(number__in=numbers).values_list("number", "state"))


def _waiting(citizens: Sequence[int]) -> set[int]:
    rows = HouseholdMembership.objects.filter(citizen__in=citizens, ended_on=None, finding=NOT_ON_NEW_CARD)
    return set(rows.values_list("citizen", flat=True))


def place_member(
    *, citizen: Citizen, number: str, relation: str, maker: User, documents: Sequence[Document] = (), reason: str = "",
) -> ChangeRequest:  # fmt: skip
    """Propose the card of a member who stood on none after a succession. Once applied, his case ends by itself.

    The old card that the succession rested on is cited along with the papers.

    Raises:
        BrokenPlan: he waits for no card, the card is no open one, or would have no head or two.
    """
    standing = waiting_membership(citizen)
    card = Household.objects.filter(unit=Household.Unit.FAMILY, number=clean_nik(number), ended_on=None).first()
    if standing is None:
        raise BrokenPlan(why_not_waiting(citizen))
    if len(clean_nik(number)) != 16:
        raise BrokenPlan("No. KK harus 16 angka. Salin dari kartunya.")
    head = card.memberships.filter(ended_on=None, relation=Relation.HEAD).exclude(citizen=citizen) if card else None
    has_head = head is not None and head.exists()
    if not relation or has_head == (relation == Relation.HEAD):
        words = "sudah punya kepala keluarga" if has_head else "belum punya kepala keluarga"
        raise BrokenPlan(f"KK …{clean_nik(number)[-4:]} {words}. Pilih hubungan yang sesuai.")
    if relation == Relation.HEAD:
        require_head(citizen, timezone.localdate())
    return propose(
        citizen=citizen, act="KK_CHANGE", values={"kk_number": clean_nik(number), "relation": relation},
        origin=Origin.CITIZEN_PAGE, origin_reference="Letakkan anggota", maker=maker, reason=reason,
        documents=[*documents, *_old_cards(citizen, documents)],
    )  # fmt: skip


def waiting_membership(citizen: Citizen) -> HouseholdMembership | None:
    """Where somebody stays who stands on no new card; None for who has one."""
    return citizen.memberships.filter(ended_on=None, finding=NOT_ON_NEW_CARD).select_related("household").first()


def why_not_waiting(citizen: Citizen) -> str:
    """Why somebody cannot be placed now: he has his place, or the succession that leaves him without is not applied."""
    said = SuccessionMember.objects.filter(
        citizen=citizen, place=SuccessionMember.Place.OPEN, succession__request__state__in=ChangeRequest.OPEN_STATES
    ).select_related("succession__request")
    if (member := said.last()) is not None:
        number = member.succession.request.number
        return f"Pergantian {number} belum diterapkan. {citizen.name} diletakkan sesudahnya."
    return f"{citizen.name} sudah punya tempat di sebuah KK. Muat ulang halaman keluarganya."


def _old_cards(citizen: Citizen, documents: Sequence[Document]) -> list[Document]:
    request = ChangeRequest.objects.filter(
        succession__members__citizen=citizen,
        succession__members__place=SuccessionMember.Place.OPEN,
        state=State.APPLIED,
    ).last()
    if request is None:
        return []
    cited = request.evidence.filter(document__kind__code="KK_OLD").select_related("document")
    return [each.document for each in cited if each.document not in documents]
