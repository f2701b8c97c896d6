"""Who joins a new card and was not on the old one: written down, moved by the succession, then proposed as a member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone

from dtks.accounts.models import User
from dtks.registry.models import Citizen, Household, HouseholdMembership, LifeState, RegisterState, Relation, Source
from dtks.registry.queries import value_text
from dtks.registry.services import register_citizen, set_values
from dtks.web.locking import locked
from verification.corrections.models import ChangeRequest, Decision, Origin, Succession, SuccessionMember
from verification.corrections.services.proposals import propose
from verification.corrections.services.refusals import BrokenPlan
from verification.corrections.services.states import Move, enter, hold

if TYPE_CHECKING:
    from dtks.jobs.models import Event

Place, State = SuccessionMember.Place, ChangeRequest.State
ENDED = (State.REFUSED, State.WITHDRAWN, State.REVERSED)
VOIDED = "{number} tidak jadi"
ON_THE_LIST = (RegisterState.LISTED, RegisterState.PROPOSED)
OF_CARD = ("kk_number", "relation")


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody of a new card who was not on the old one.

    citizen: who is known already; None for somebody who is in no list, then `values` says who (field of Citizen.FIELDS
    to canonical text, the name at least). number: No. KK of the new card. relation: code of family_relations.
    """

    number: str
    relation: str
    citizen: Citizen | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.citizen.name if self.citizen else self.values.get("name", "")


def check_newcomers(newcomers: Sequence[Newcomer], members: Sequence[Citizen]) -> None:
    """Refuse who is on the old card, stands twice, lives no more, was taken off the list, or heads another family.

    Raises:
        BrokenPlan: with the person's name and what to do.
    """
    known = [each.citizen for each in newcomers if each.citizen]
    for each in newcomers:
        if not each.number or not each.relation:
            raise BrokenPlan(f"Pilih kartu dan hubungan {each.name or 'anggota baru'}.")
    if twice := next((each for each in known if each in members or known.count(each) > 1), None):
        raise BrokenPlan(f"{twice.name} sudah ada di halaman ini. Tempatkan sekali saja.")
    for citizen in known:
        _require_free(citizen)


def _require_free(citizen: Citizen) -> None:
    if citizen.life_state != LifeState.ALIVE:
        raise BrokenPlan(f"{citizen.name} tercatat {citizen.get_life_state_display()}. Periksa siapa orangnya.")
    if citizen.register_state == RegisterState.REMOVED:
        raise BrokenPlan(f"{citizen.name} pernah dikeluarkan dari daftar. Usulkan dahulu kembalinya.")
    standing = HouseholdMembership.objects.filter(
        citizen=citizen, ended_on=None, household__unit=Household.Unit.FAMILY, relation=Relation.HEAD
    ).first()
    if standing and standing.household.memberships.filter(ended_on=None).exclude(citizen=citizen).exists():
        raise BrokenPlan(f"{citizen.name} kepala keluarga di KK lain yang masih beranggota. Pakai Gabung KK.")


def rows_of_newcomers(plan: Succession, newcomers: Sequence[Newcomer], maker: User) -> list[SuccessionMember]:
    """A row of the plan for each; who is in no list is written down, on no card before the succession is applied."""
    return [_row(plan, each, _known(each, plan, maker)) for each in newcomers]


def _known(newcomer: Newcomer, plan: Succession, maker: User) -> Citizen:
    if newcomer.citizen is not None:
        return newcomer.citizen
    place = plan.household.kelurahan.code if plan.household.kelurahan else ""
    values = {"kelurahan": place, **newcomer.values}
    return register_citizen(
        values={name: text for name, text in values.items() if name not in OF_CARD}, actor=maker,
        reference=reference_of(plan.request),
    )  # fmt: skip


def _row(plan: Succession, newcomer: Newcomer, citizen: Citizen) -> SuccessionMember:
    was: dict[str, object] = {name: citizen.sources.get(name) for name in OF_CARD}
    return SuccessionMember(
        succession=plan, citizen=citizen, place=Place.JOINS, number=newcomer.number, relation=newcomer.relation,
        old_relation=citizen.relation,
        was={**was, "values": {name: value_text(citizen, name) for name in OF_CARD}},
    )  # fmt: skip


def require_joinable(member: SuccessionMember, citizen: Citizen) -> None:
    """Who joins must still be free to, and stand where he stood when it was proposed.

    Raises:
        BrokenPlan: his card has changed since, or he may not join any more.
    """
    _require_free(citizen)
    if value_text(citizen, "kk_number") not in (member.was["values"]["kk_number"], member.number):
        raise BrokenPlan(f"No. KK {citizen.name} sudah berubah sejak usulan dibuat. Tarik usulan ini, buat yang baru.")


def propose_newcomers(request: ChangeRequest, plan: Succession, people: Mapping[int, Citizen]) -> list[ChangeRequest]:
    """After they stand on their card: each who is not on the centre's list is proposed as a member."""
    joining = [people[each.citizen_id] for each in plan.members.filter(place=Place.JOINS)]
    cited = request.evidence.filter(document__kind__code="KK", holds=True).select_related("document")
    cards = [each.document for each in cited]
    return [
        propose(
            citizen=citizen, act="ADD_MEMBER", values={"register_state": RegisterState.PROPOSED.value},
            origin=Origin(request.origin), origin_reference=reference_of(request), maker=request.maker,
            reason=f"Anggota baru di KK pengganti, mengikuti {request.number}.", documents=cards,
        )
        for citizen in joining
        if citizen.register_state not in ON_THE_LIST
    ]  # fmt: skip


def reference_of(request: ChangeRequest) -> str:
    """Where the proposals that follow a succession come from."""
    return f"Pergantian {request.number}"


def take_newcomers_back(request: ChangeRequest) -> None:
    """The proposals that followed are withdrawn with the succession.

    Raises:
        BrokenPlan: one of them is applied; it is taken back first.
    """
    followed = ChangeRequest.objects.filter(act__code="ADD_MEMBER", origin_reference=reference_of(request))
    for each in followed.select_related("citizen").order_by("pk"):
        if each.state in (State.APPLIED, State.APPROVED, State.APPLY_FAILED):
            raise BrokenPlan(f"{each.number} mengusulkan {each.citizen.name} sesudah ini. Balikkan dahulu usulan itu.")
        if each.is_open:
            _withdraw(each)


def _withdraw(request: ChangeRequest) -> None:
    held = hold(request)
    Decision.objects.create(
        request=held, kind=Decision.Kind.WITHDRAW, tier=held.tier, maker_id=held.maker_id, checker=None,
        reason="pergantiannya dibalikkan",
    )  # fmt: skip
    enter(held, Move.WITHDRAW, State.WITHDRAWN)
    held.waits_for = []
    held.store()


def follow_newcomers(event: Event) -> None:
    """Handler of what became of a request: who was written down for a succession alone is no valid record where it came
    to nothing, and is one again where it is open once more. Safe to repeat."""
    request = ChangeRequest.objects.select_related("act", "reverses__act").get(pk=event.payload["request"])
    for plan in filter(None, (request.plan, request.reverses.plan if request.reverses else None)):
        with locked():
            succession = hold(plan.request)
            for citizen in _written_for(plan):
                if succession.state in ENDED:
                    _void(citizen, succession)
                elif citizen.source_of("life_state")["reference"] == VOIDED.format(number=succession.number):
                    _set_life(citizen, LifeState.ALIVE, reference_of(succession))


def _written_for(plan: Succession) -> list[Citizen]:
    """Who was in no list and was written down by the plan; whoever has been worked on since is left alone."""
    joining = plan.members.filter(place=Place.JOINS).values("citizen")
    people = Citizen.objects.select_for_update(of=("self",)).select_related("kelurahan").filter(pk__in=joining)
    written = reference_of(plan.request)
    return [each for each in people.order_by("pk") if each.source_of("name")["reference"] == written]


def _void(citizen: Citizen, succession: ChangeRequest) -> None:
    other = SuccessionMember.objects.filter(citizen=citizen).exclude(succession__request=succession)
    busy = (
        citizen.life_state != LifeState.ALIVE
        or citizen.register_state != RegisterState.UNLISTED
        or citizen.memberships.filter(ended_on=None).exists()
        or citizen.change_requests.filter(state__in=[*ChangeRequest.OPEN_STATES, State.APPLIED]).exists()
        or other.filter(succession__request__state__in=[*ChangeRequest.OPEN_STATES, State.APPLIED]).exists()
    )
    if not busy:
        _set_life(citizen, LifeState.INVALID, VOIDED.format(number=succession.number))


def _set_life(citizen: Citizen, state: LifeState, reference: str) -> None:
    set_values(
        citizen=citizen, values={"life_state": state.value}, source=Source.CORRECTION, reference=reference,
        on=timezone.localdate(), held=True,
    )  # fmt: skip
