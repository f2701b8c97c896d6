"""Reads of the month: what is ready, what stays behind and why, and the values that would be sent."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from dtks.registry.models import (
    Citizen,
    HouseFacts,
    HouseholdMembership,
    LifeState,
    RegisterState,
    Scheme,
    Tombstone,
)
from dtks.registry.queries import houses_of, programmes_of
from verification.corrections.models import ChangeRequest, Evidence, FieldChange, PlanMember, Succession
from verification.corrections.queries.bases import JUDGED
from verification.corrections.queries.outcomes import paper_number
from verification.monthly.models import LedgerLine, TemplateKind
from verification.monthly.queries.sheets import (
    BY_OUTCOME,
    SENT_FIELDS,
    ends_a_standing,
    exit_values,
    families_of,
    member_died_values,
    on_their_way,
    papers_of,
    people_of,
    plans_of,
    proposal_values,
    recipient_values,
    sheet_of,
    split_families,
    stone_of,
    stones_of,
    successions_of,
)
from verification.reconciliation.models import Result
from verification.sources.models import Comparison, ResultClass

SLICE = 500  # requests read at once
AGREES = ("same", "variant")  # a variant was accepted by the person who decided
NOT_LISTED = (RegisterState.UNLISTED, RegisterState.PROPOSED)
SHEETS = (*TemplateKind.values, BY_OUTCOME)  # of acts that a batch carries; others are keyed, or stay in the office


@dataclass(frozen=True)
class Held:
    """Why a change cannot go, in words, and who can mend it."""

    code: str
    sentence: str
    mender: str


Check = Callable[[str, dict[str, str]], Held | None]  # of a sheet and a row's values


def candidates(until: date | None = None) -> QuerySet[ChangeRequest]:
    """Changes that were accepted, on a day or before it, and are in no batch yet, ready or not.

    What takes back a change that was never sent is none: the centre has nothing to take back.
    """
    states = [ChangeRequest.State.APPROVED, ChangeRequest.State.APPLY_FAILED, ChangeRequest.State.APPLIED]
    found = ChangeRequest.objects.filter(state__in=states, sealed_in="", act__template_kind__in=SHEETS)
    found = found.filter(Q(reverses=None) | ~Q(reverses__sealed_in=""))
    return (found if until is None else found.filter(decided_at__date__lte=until)).order_by("id")


def with_contents(requests: QuerySet[ChangeRequest]) -> QuerySet[ChangeRequest]:
    """The same requests with all that `hindrance` and `row_values` read, in a fixed number of queries."""
    return requests.select_related("act", "citizen__kelurahan__parent__parent__parent").prefetch_related("fields")


def hindrance(request: ChangeRequest, around: Surroundings) -> Held | None:
    """What keeps a change from being sent, or None if it is ready (decisions.md 4)."""
    citizen, leaves = request.citizen, ends_a_standing(request)
    if request.state == ChangeRequest.State.APPLY_FAILED:
        return Held("APPLY_FAILED", "Sudah disetujui, tetapi gagal diterapkan. Ulangi penerapannya.", "Operator")
    if request.state != ChangeRequest.State.APPLIED:
        return Held("NOT_APPLIED", "Sudah disetujui, belum diterapkan.", "Operator")
    if citizen.life_state == LifeState.DECEASED and not leaves:
        return Held("DECEASED", "Warga sudah meninggal. Urus akta kematian dan pergantian keluarga.", "Kelurahan")
    if (citizen.life_state == LifeState.MOVED and not leaves) or not (
        citizen.kelurahan and citizen.kelurahan.in_kendari
    ):
        return Held("MOVED", "Warga sudah pindah atau kelurahannya belum diketahui.", "Kelurahan")
    if place := around.fallen.get(request.pk):
        return Held(
            "EVIDENCE_FELL", f"{place} tidak berlaku lagi. Kutip berita acara atau berkas yang baru.", "Kelurahan"
        )
    if leaves:
        return _no_outcome(request, around) or _left_already(request, around)
    sheet = sheet_of(request, around)
    if sheet == TemplateKind.PROPOSAL and (held := _no_proposal(request, around)):
        return held
    if sheet != TemplateKind.CORRECTION:
        return _sent_already(request, around) if _sent(request) else None
    if not citizen.dtks_id and citizen.register_state in NOT_LISTED:
        return Held("NOT_LISTED", "Pusat belum punya orang ini. Nilainya ikut dalam usulannya.", "tidak ada")
    return _disagreement(_sent(request)) or _kin_disagree(request, around) or _sent_already(request, around)


def _kin_disagree(request: ChangeRequest, around: Surroundings) -> Held | None:
    """Those who go along: each value that is sent of them agrees with the register too."""
    for citizen in around.members.get(request.pk, []):
        said = around.results.get(citizen.pk)
        for field in _sent_of(around.plans[request.pk, citizen.pk]):
            words = f"{Citizen.FIELDS[field]} {citizen.name} belum"
            if said is None:
                return Held("NOT_COMPARED", f"{words} terbanding dengan Disdukcapil. Bandingkan lagi.", "Operator")
            if JUDGED[field] in said.differs:
                return Held("DIFFERS", f"{words} padan dengan Disdukcapil. Perbaiki di sana dahulu.", "Warga")
    return None


def _no_proposal(request: ChangeRequest, around: Surroundings) -> Held | None:
    people = people_of(request, around)
    if not people:
        return Held("ALREADY_SENT", "Semua anggotanya sudah dikirim.", "Pusat")
    if request.citizen_id not in around.houses:
        return Held("NOT_VISITED", "Rumahnya belum dilihat; lembar usulan memuat keadaan rumah.", "Supervisor SLRT")
    away = next((each for each in people if not (each.kelurahan and each.kelurahan.in_kendari)), None)
    if away is not None:
        return Held("MOVED", f"Kelurahan {away.name} belum diketahui atau di luar kota.", "Kelurahan")
    return None


def _no_outcome(request: ChangeRequest, around: Surroundings) -> Held | None:
    people = [request.citizen, *around.members.get(request.pk, [])]
    if any(stone_of(request, around, each) is None for each in people):
        return Held("NO_OUTCOME", "Sebab keluarnya belum tercatat. Tunggu sebentar, lalu periksa lagi.", "Operator")
    return None


def _left_already(request: ChangeRequest, around: Surroundings) -> Held | None:
    stone = stone_of(request, around)
    for number, values in around.unanswered.get(request.citizen_id, []):
        if stone and values.get("outcome_code") == stone.reason:
            return Held("ALREADY_SENT", f"Pengeluaran yang sama sudah dikirim dalam {number}, belum dijawab.", "Pusat")
    return None


def _disagreement(changes: Sequence[FieldChange]) -> Held | None:
    if not changes:
        return Held("NOTHING_TO_SEND", "Tidak ada isian lembar pusat yang berubah.", "tidak ada")
    for change in changes:
        verdict = change.basis.get("verdict", "unknown")
        label = Citizen.FIELDS[change.field]
        if verdict == "unknown":
            return Held("NOT_COMPARED", f"{label} belum terbanding dengan Disdukcapil. Bandingkan lagi.", "Operator")
        if verdict not in AGREES:
            return Held("DIFFERS", f"{label} belum padan dengan Disdukcapil. Perbaiki di sana dahulu.", "Warga")
    return None


def _sent_already(request: ChangeRequest, around: Surroundings) -> Held | None:
    """Whether the centre owes an answer to the very same values: proposed twice, a name is counted twice."""
    new = {change.field: change.new_value for change in _sent(request)}
    for number, values in around.unanswered.get(request.citizen_id, []):
        if all(values.get(f"new_{field}") == value for field, value in new.items()):
            return Held("ALREADY_SENT", f"Isian yang sama sudah dikirim dalam {number} dan belum dijawab.", "Pusat")
    return None


def preflight(
    requests: QuerySet[ChangeRequest], check: Check | None = None
) -> Iterator[tuple[ChangeRequest, Held | None]]:
    """Each request with what keeps it, in slices so that a month of any size is read with little memory.

    Args:
        check: says what a sheet misses in a row's values; sheets are known to the room above.
    """
    ids = list(requests.values_list("pk", flat=True))
    for at in range(0, len(ids), SLICE):
        found = list(with_contents(ChangeRequest.objects.filter(pk__in=ids[at : at + SLICE]).order_by("id")))
        around = surroundings(found)
        for each in found:
            reason = hindrance(each, around)
            yield each, reason or (sheet_misses(each, around, check) if check else None)


def sheet_misses(request: ChangeRequest, around: Surroundings, check: Check) -> Held | None:
    """What the sheet misses of somebody in a change that nothing else keeps."""
    kind = sheet_of(request, around)
    for citizen in people_of(request, around):
        if reason := check(kind, row_values(request, citizen, around)):
            return of_whom(reason, request, citizen)
    return None


def of_whom(reason: Held, request: ChangeRequest, citizen: Citizen) -> Held:
    """The reason with the name of whoever goes along."""
    whose = "" if citizen.pk == request.citizen_id else f"{citizen.name}: "
    return replace(reason, sentence=f"{whose}{reason.sentence}"[:240])


def _sent(request: ChangeRequest) -> list[FieldChange]:
    return [change for change in request.fields.all() if change.applied and change.field in SENT_FIELDS]


def dwellings_of(citizen_ids: Iterable[int]) -> dict[int, str]:
    """ID DTKS of the dwelling in which each citizen is now."""
    rows = HouseholdMembership.objects.filter(
        citizen_id__in=list(citizen_ids), ended_on=None, household__unit="dwelling", household__scheme=Scheme.DTKS
    )
    return dict(rows.values_list("citizen_id", "household__number"))


def comparisons_of(citizen_ids: Iterable[int]) -> dict[int, Comparison]:
    """The newest comparison of each citizen."""
    rows = Comparison.objects.filter(citizen_id__in=list(citizen_ids)).order_by("citizen_id", "-at", "-id")
    return {row.citizen_id: row for row in rows.distinct("citizen_id")}


@dataclass(frozen=True)
class Surroundings:
    """What a slice of requests needs beside their own rows, read in a fixed number of queries."""

    programmes: dict[int, set[str]]
    dwellings: dict[int, str]
    comparisons: dict[int, Comparison]
    unanswered: dict[int, list[tuple[str, dict[str, Any]]]]  # batch number and values sent
    fallen: dict[int, str]  # request: the paper that no longer stands behind it, and where in it
    stones: dict[int, list[Tombstone]]  # removals that stand, newest first
    papers: dict[int, list[Evidence]]  # by request
    successions: dict[int, Succession]  # by request
    families: dict[int, int]  # the card on which a citizen stands
    houses: dict[int, HouseFacts]  # what was last seen of the home of a citizen
    members: dict[int, list[Citizen]]  # by request: who goes along with its citizen
    plans: dict[tuple[int, int], PlanMember]  # what an act does to each of them
    results: dict[int, Result]  # what the newest run says of each of them
    split: set[int]  # acts by which only a part of the family leaves
    gone: set[tuple[int, int]]  # request and citizen of rows that are on their way already


def surroundings(requests: Sequence[ChangeRequest]) -> Surroundings:
    """Programmes, dwellings, comparisons, what the centre still has to answer, papers that fell: of some requests."""
    numbers = [each.pk for each in requests]
    proposals = [each for each in requests if each.act.template_kind == TemplateKind.PROPOSAL]
    plans = plans_of(numbers)
    members: dict[int, list[Citizen]] = defaultdict(list)
    for (number, _), member in plans.items():
        members[number].append(member.citizen)
    family = [citizen for _, citizen in plans]
    citizens = [*(each.citizen_id for each in requests), *family]
    successions = successions_of(numbers)
    heads = [each.old_head_id for each in successions.values() if each.old_head_id]
    proposed = [*(each.citizen_id for each in proposals), *family] if proposals else []
    said = Result.objects.filter(citizen__in=family, is_latest=True).select_related("run__extract")
    newest = {each.citizen_id: each for each in said} if family else {}
    return Surroundings(
        programmes_of([*citizens, *heads]), dwellings_of(citizens), comparisons_of(citizens), unanswered_of(citizens),
        fallen_of(numbers), stones_of(citizens), papers_of(numbers), successions, families_of(citizens),
        houses_of(proposed), members, plans, newest, split_families(numbers),
        on_their_way(members) if members else set(),
    )  # fmt: skip


def fallen_of(requests: Iterable[int]) -> dict[int, str]:
    """Requests whose paper no longer holds, as a returned item of a berita acara, with no other in its place.

    Of several the newest paper is named.
    """
    fallen = fallen_papers().filter(request_id__in=list(requests)).select_related("document__kind").order_by("pk")
    return {each.request_id: " ".join(filter(None, [paper_number(each), each.locator])) for each in fallen}


def fallen_papers() -> QuerySet[Evidence]:
    """Papers that no longer hold, with no other of their kind in their place."""
    same = Evidence.objects.filter(request=OuterRef("request"), document__kind=OuterRef("document__kind"), holds=True)
    return Evidence.objects.filter(~Exists(same), holds=False)


def unanswered_of(citizen_ids: Iterable[int]) -> dict[int, list[tuple[str, dict[str, Any]]]]:
    """What was sent of each citizen and not answered: batch number and values."""
    waiting = (LedgerLine.State.SENT, LedgerLine.State.PENDING)
    lines = LedgerLine.objects.filter(row__citizen_id__in=list(citizen_ids), state__in=waiting)
    found: dict[int, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for citizen_id, number, values in lines.values_list("row__citizen_id", "row__batch__number", "row__values"):
        found[citizen_id].append((number, values))
    return found


def row_values(request: ChangeRequest, citizen: Citizen, around: Surroundings) -> dict[str, str]:
    """Values of the change's sheet by template field, for one person of the change."""
    kind = sheet_of(request, around)
    own = _correction_values(request, citizen, around)
    if kind == TemplateKind.RECIPIENT:
        return own | recipient_values(request, around)
    if kind == TemplateKind.PROPOSAL:
        return own | proposal_values(request, citizen, around)
    stone = stone_of(request, around, citizen) if ends_a_standing(request) else None
    if stone and kind == TemplateKind.EXIT:
        return own | exit_values(request, stone, around, citizen)
    return own | member_died_values(request, around) if stone else own


def _correction_values(request: ChangeRequest, citizen: Citizen, around: Surroundings) -> dict[str, str]:
    """What the centre has now, and the new values beside it."""
    sent = _sent(request) if citizen.pk == request.citizen_id else []
    changes = {change.field: change for change in sent}
    was, new = _changed(changes, around.plans.get((request.pk, citizen.pk)))
    values = {field: was[field] if field in was else _text(citizen, field) for field in SENT_FIELDS}
    values |= _place(citizen) | _aid(around.programmes.get(citizen.pk, set()))
    values |= {f"new_{field}": text for field, text in new.items()}
    compared = around.comparisons.get(citizen.pk)
    basis = next((change.basis for change in changes.values() if change.basis.get("taken_on")), {})
    variant = any(change.basis.get("verdict") == "variant" for change in changes.values())
    return values | {
        "household_dtks_id": around.dwellings.get(citizen.pk, ""),
        "member_dtks_id": citizen.dtks_id,
        "relation": citizen.relation,
        "marital_status": citizen.marital_status,
        "occupation": citizen.occupation,
        "match_note": _match_note(compared),
        "act_code": request.act.code,
        "match_class": ResultClass.VARIANT if variant else ResultClass.MATCH,
        "matched_on": basis.get("taken_on") or _matched_on(around.results.get(citizen.pk)),
        "request_number": request.number,
    }


def _changed(changes: Mapping[str, FieldChange], member: PlanMember | None) -> tuple[dict[str, str], dict[str, str]]:
    """Old and new texts of what is sent: of the citizen by the fields of the request, of kin by the plan of the act."""
    if member is None:
        return (
            {field: change.old_value for field, change in changes.items()},
            {field: change.new_value for field, change in changes.items()},
        )
    sent = _sent_of(member)
    return {field: member.was[field]["value"] for field in sent}, {field: member.values[field] for field in sent}


def _sent_of(member: PlanMember) -> list[str]:
    return [field for field in member.values if field in SENT_FIELDS]


def _text(citizen: Citizen, field: str) -> str:
    value = getattr(citizen, field)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _place(citizen: Citizen) -> dict[str, str]:
    kelurahan = citizen.kelurahan
    assert kelurahan and kelurahan.parent and kelurahan.parent.parent and kelurahan.parent.parent.parent
    return {
        "kelurahan_code": kelurahan.code,
        "kelurahan_name": kelurahan.name,
        "kecamatan_name": kelurahan.parent.name,
        "regency_name": kelurahan.parent.parent.name,
        "province_name": kelurahan.parent.parent.parent.name,
    }


def _aid(programmes: set[str]) -> dict[str, str]:
    held = {"has_sembako": "SEMBAKO", "has_pkh": "PKH", "has_pbi": "PBI_JK"}
    return {field: "YA" if code in programmes else "TIDAK" for field, code in held.items()}


def _matched_on(result: Result | None) -> str:
    return result.run.extract.taken_on.isoformat() if result else ""


def _match_note(compared: Comparison | None) -> str:
    if compared is None or compared.result_class == ResultClass.SERVICE_ERROR:
        return "BELUM PADAN"
    return "PADAN" if compared.result_class in (ResultClass.MATCH, ResultClass.VARIANT) else "TIDAK PADAN"


def row_hash(*, kind: str, values: dict[str, Any]) -> str:
    """sha256 of a row's kind and values, the same whatever the order of the fields."""
    text = json.dumps([kind, values], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def batch_hash(row_hashes: Iterable[str]) -> str:
    """sha256 over the row hashes in the order of the rows."""
    total = hashlib.sha256()
    for each in row_hashes:
        total.update(bytes.fromhex(each))
    return total.hexdigest()
