"""Which sheet of the centre a change takes, by its outcome (decisions.md 4), and the values of the sheets for those who
leave, who follow a head, and who are proposed. The correction sheet stands in `preflight`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone

from dtks.office.queries import code_labels
from dtks.registry.models import Citizen, HouseFacts, HouseholdMembership, LifeState, RegisterState, Relation, Tombstone
from verification.corrections.models import ActPlan, ChangeRequest, Evidence, PlanMember, Succession
from verification.corrections.queries.outcomes import MINUTES_KIND, paper_number
from verification.monthly.models import Batch, BatchRow, LedgerLine, TemplateKind

if TYPE_CHECKING:
    from verification.monthly.queries.preflight import Surroundings

# Fields of a citizen that the correction sheet can send; others change only our own register.
SENT_FIELDS = (
    "nik", "kk_number", "name", "birth_place", "birth_date", "sex", "mother_name", "address", "rt", "rw",
)  # fmt: skip
BY_OUTCOME = "by_outcome"  # of an act whose sheet only its outcome tells (acts.csv)
MEMBER_DIED, RECIPIENT_DIED, TO_BE_MENDED = "11", "13", "02"  # outcome_codes.csv
STAYS_ELIGIBLE = ("51",)  # a double record: the person himself keeps what he has
NO_PROGRAMME = "DATA"  # proposed for the register alone (programmes.csv)


def written_by(request: ChangeRequest) -> dict[str, str]:
    """The values that a request has written."""
    return {change.field: change.new_value for change in request.fields.all() if change.applied}


def ends_a_standing(request: ChangeRequest) -> bool:
    """Whether the request itself says that somebody died, moved away or is out."""
    return _gone(written_by(request))


def sheet_of(request: ChangeRequest, around: Surroundings) -> str:
    """The sheet by the outcome: a member's death mends a family, the last one's takes it out."""
    if request.pk in around.successions:
        return TemplateKind.RECIPIENT
    if ends_a_standing(request):
        stone = stone_of(request, around)
        return TemplateKind.CORRECTION if stone and stone.reason == MEMBER_DIED else TemplateKind.EXIT
    return TemplateKind.PROPOSAL if request.act.template_kind == TemplateKind.PROPOSAL else TemplateKind.CORRECTION


def stone_of(request: ChangeRequest, around: Surroundings, citizen: Citizen | None = None) -> Tombstone | None:
    """The memory of the removal, of its citizen or of one who leaves along: this request's own, else the earlier one
    that a returned name has."""
    stones = around.stones.get(citizen.pk if citizen else request.citizen_id, [])
    return next((stone for stone in stones if stone.request_number == request.number), stones[0] if stones else None)


def stones_of(citizens: Iterable[int]) -> dict[int, list[Tombstone]]:
    """Removals of some citizens that stand, newest first."""
    found: dict[int, list[Tombstone]] = defaultdict(list)
    for stone in Tombstone.objects.filter(citizen_id__in=list(citizens), lifted_on=None):
        if stone.citizen_id is not None:
            found[stone.citizen_id].append(stone)
    return found


def papers_of(requests: Iterable[int]) -> dict[int, list[Evidence]]:
    """The papers on which some requests rest."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    held = Evidence.objects.filter(request_id__in=list(requests), holds=True).select_related("document__kind")
    for each in held.order_by("pk"):
        found[each.request_id].append(each)
    return found


def successions_of(requests: Iterable[int]) -> dict[int, Succession]:
    """The successions among some requests."""
    found = Succession.objects.filter(request_id__in=list(requests))
    rows = found.select_related("household", "old_head").prefetch_related("members")
    return {each.request_id: each for each in rows}


def plans_of(requests: Iterable[int]) -> dict[tuple[int, int], PlanMember]:
    """Who goes along on the sheet of some acts of a family, by request and citizen: a row each.

    With a proposal those who are proposed; with any other act those who leave by it too, and those of whom it changes a
    value that the sheet sends.
    """
    rows = PlanMember.objects.filter(plan__request__in=list(requests)).select_related(
        "plan__request__act", "citizen__kelurahan__parent__parent__parent"
    )
    return {(each.plan.request_id, each.citizen_id): each for each in rows if _goes_along(each)}


def _goes_along(member: PlanMember) -> bool:
    said = member.values
    if member.plan.request.act.template_kind == TemplateKind.PROPOSAL:
        return said.get("register_state") == RegisterState.PROPOSED
    return _gone(said) or any(field in SENT_FIELDS for field in said)


def _gone(said: Mapping[str, str]) -> bool:
    """Whether some values say that somebody died, moved away or is out."""
    away = said.get("life_state") in (LifeState.DECEASED, LifeState.MOVED)
    return away or said.get("register_state") == RegisterState.REMOVED


def split_families(requests: Iterable[int]) -> set[int]:
    """Acts by which only some leave: somebody who lives and is on the list stays on their card."""
    stays = HouseholdMembership.objects.filter(
        household=OuterRef("household"), ended_on=None, citizen__life_state=LifeState.ALIVE
    ).exclude(citizen__register_state=RegisterState.REMOVED)
    found = ActPlan.objects.filter(Exists(stays), request__in=list(requests))
    return set(found.values_list("request_id", flat=True))


def on_their_way(requests: Iterable[int]) -> set[tuple[int, int]]:
    """Request and citizen of rows that went, or wait for the mayor, and were not refused: not sent a second time."""
    rows = BatchRow.objects.filter(request_id__in=list(requests)).exclude(batch__state=Batch.State.VOID)
    rows = rows.exclude(packet_items__let_go=True).exclude(ledger_line__state=LedgerLine.State.REFUSED)
    return set(rows.values_list("request_id", "citizen_id"))


def people_of(request: ChangeRequest, around: Surroundings) -> list[Citizen]:
    """Who gets a row of the sheet for a change: the citizen, and those of the family who go along."""
    members = around.members.get(request.pk, [])
    if not members:
        return [request.citizen]
    return [each for each in (request.citizen, *members) if (request.pk, each.pk) not in around.gone]


def families_of(citizens: Iterable[int]) -> dict[int, int]:
    """The card on which each citizen stands now."""
    rows = HouseholdMembership.objects.filter(citizen_id__in=list(citizens), ended_on=None, household__unit="family")
    return dict(rows.values_list("citizen_id", "household_id"))


def exit_values(request: ChangeRequest, stone: Tombstone, around: Surroundings, citizen: Citizen) -> dict[str, str]:
    """Values of the sheet for those who leave, beside the person's own."""
    whole = (request.act.unit == "family" and request.pk not in around.split) or stone.reason == "12"
    return {
        "unit": "KELUARGA" if whole else "ANGGOTA",
        "programme": "*",
        "eligible": "LAYAK" if stone.reason in STAYS_ELIGIBLE else "TIDAK LAYAK",
        "outcome_code": stone.reason,
        "outcome_label": code_labels("outcome_codes").get(stone.reason, "")[:80],
        "event_date": _day(citizen.life_state_on),
        "times_removed": str(len(around.stones.get(citizen.pk, []))),
        **paper_values(request, around.papers.get(request.pk, []), stone),
    }


def paper_values(request: ChangeRequest, papers: Sequence[Evidence], stone: Tombstone | None) -> dict[str, str]:
    """The proof and the berita acara; a name that came back rests on the berita acara by which it was removed."""
    minutes = next((each for each in papers if each.document.kind.code == MINUTES_KIND), None)
    proof = next((each for each in papers if each is not minutes), minutes)
    found = {"minutes_needed": "YA" if request.act.needs_minutes else "TIDAK"}
    if proof:
        found |= {"evidence": proof.document.kind.code, "evidence_number": paper_number(proof)[:60]}
    if minutes:
        found |= {
            "berita_acara_number": paper_number(minutes)[:60],
            "berita_acara_date": _day(minutes.document.issued_on or timezone.localdate(minutes.document.seen_at)),
            "berita_acara_item": "".join(re.findall(r"\d+", minutes.locator)[:1]),
        }
    elif stone and stone.minutes_number:
        old = {"evidence": MINUTES_KIND, "evidence_number": stone.minutes_number} | found
        found = old | {"berita_acara_number": stone.minutes_number, "berita_acara_date": _day(stone.removed_on)}
    return found


def recipient_values(request: ChangeRequest, around: Surroundings) -> dict[str, str]:
    """Values of the sheet by which a family gets a new head, who also receives the aid."""
    plan, new = around.successions[request.pk], request.citizen
    members = list(plan.members.all())
    mine = next((each for each in members if each.citizen_id == new.pk), None)
    there = sum(each.number == plan.number for each in members) + (mine is None)
    programmes = around.programmes.get(new.pk, set()) | around.programmes.get(plan.old_head_id or 0, set())
    compared = around.comparisons.get(new.pk)
    return {
        "change_kind": request.act.code,
        "programme": ";".join(sorted(programmes)) or "*",
        "old_kk_number": plan.household.number,
        "old_head_nik": plan.old_head.nik if plan.old_head else "",
        "old_head_name": plan.old_head.name if plan.old_head else "",
        "outcome_code": RECIPIENT_DIED if plan.kind == Succession.Kind.DIED else TO_BE_MENDED,
        "event_date": _day(plan.event_on),
        "new_kk_number": plan.number,
        "relation_to_old": mine.old_relation if mine else Relation.OTHER,
        **{f"new_{seat}_{name}": str(getattr(new, name)) for seat in ("head", "recipient") for name in ("nik", "name")},
        "new_recipient_birth": _day(new.birth_date),
        "new_recipient_mother": new.mother_name,
        "new_member_count": str(there),
        "match_class": str(compared.result_class) if compared else "",
        **paper_values(request, around.papers.get(request.pk, []), None),
    }


def proposal_values(request: ChangeRequest, citizen: Citizen, around: Surroundings) -> dict[str, str]:
    """Values of the proposal sheet: what the register holds of the person, and what was seen of the home."""
    compared = around.comparisons.get(citizen.pk)
    own = ("religion", "education", "phone")
    return {
        **{name: str(getattr(citizen, name) or "") for name in own},
        **house_values(citizen, around.houses.get(citizen.pk)),
        "family_sequence": str(around.families.get(citizen.pk, ""))[-6:],
        "programme": ";".join(sorted(around.programmes.get(citizen.pk, set()))) or NO_PROGRAMME,
        "desil": "" if citizen.desil is None else str(citizen.desil),
        "match_class": str(compared.result_class) if compared else "",
        **paper_values(request, around.papers.get(request.pk, []), None),
    }


def house_values(citizen: Citizen, seen: HouseFacts | None) -> dict[str, str]:
    """What was seen on the last visit; of the person himself the register goes before what the visitor heard."""
    if seen is None:
        return {}
    said = {
        name: text for name, text in seen.members.get(str(citizen.pk), {}).items() if not getattr(citizen, name, "")
    }
    place = {"latitude": seen.latitude, "longitude": seen.longitude}
    texts = {name: str(degree) for name, degree in place.items() if degree is not None}
    return {**seen.values, **said, **texts, "photo_name": seen.photo}


def member_died_values(request: ChangeRequest, around: Surroundings) -> dict[str, str]:
    """What the correction sheet says beside the person of a member who died while the family stays."""
    citizen: Citizen = request.citizen
    compared = around.comparisons.get(citizen.pk)
    on = f" {citizen.life_state_on:%d-%m-%Y}" if citizen.life_state_on else ""
    return {
        "outcome_code": MEMBER_DIED,
        "remark": f"Meninggal dunia{on}",
        "match_class": str(compared.result_class) if compared else "",
        "matched_on": _day(compared.taken_on) if compared else "",
        **paper_values(request, around.papers.get(request.pk, []), stone_of(request, around)),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
