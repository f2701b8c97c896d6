"""Cases of one NIK on several citizens: opened after a run, decided by a person, closed when nobody shares the NIK.

A decision changes nobody: it opens the request that others decide, or asks outside. "Possible" stops nobody's right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from dtks.accounts.models import Role, User
from dtks.assignments.models import Kind as Task
from dtks.assignments.models import Owner
from dtks.assignments.services import Draft, assign_many
from dtks.office.services import numbered_codes
from dtks.papers.models import Document
from dtks.registry.models import Citizen
from dtks.registry.services.values import GONE
from dtks.web.refusals import Refusal
from verification.corrections.models import ChangeRequest, Origin, Reason
from verification.corrections.services import Because, listed_reason, propose, propose_merger
from verification.matching.nik import clean_nik, is_wellformed
from verification.reconciliation.models import CaseDecision, CaseMember, DuplicateCase, Kind, Run
from verification.reconciliation.models.adjudication import LETTERS
from verification.reconciliation.queries.adjudication import other_nik, own_columns, survivor
from verification.reconciliation.queries.proofs import asked_papers
from verification.reconciliation.queries.results import these

State = DuplicateCase.State
TITLES = {
    Kind.TYPING: "NIK salah ketik",
    Kind.TWO_NIKS: "Catatan ganda dari satu orang",
    Kind.FAMILY_COPY: "NIK salinan dari keluarga",
}


class CannotDecide(Refusal):
    """Why a case cannot be decided so, in words for a person."""


@transaction.atomic
def follow_duplicates(run: Run, *, among: list[int] | None = None) -> int:
    """Open a case for each NIK that several living citizens of a run share; end those that nobody shares now.

    Safe to repeat. Returns how many are new.

    Args:
        among: the only citizens of whom anything can be new; None: all.
    """
    known, niks = _concerned(among)
    live = {case.nik: case for case in known}
    shared = _shared(niks)
    ended = [case.pk for nik, case in live.items() if nik not in shared]
    DuplicateCase.objects.filter(pk__in=ended).update(state=State.SETTLED, settled_at=timezone.now())
    _add_members([(live[nik], shared[nik]) for nik in sorted(shared.keys() & live.keys())])
    fresh = sorted(shared.keys() - live.keys())
    numbers = numbered_codes(prefix="G", kind="duplicate_case", on=timezone.localdate(), count=len(fresh))
    cases = DuplicateCase.objects.bulk_create(
        DuplicateCase(number=number, nik=nik, run=run) for number, nik in zip(numbers, fresh, strict=True)
    )
    CaseMember.objects.bulk_create(
        CaseMember(case=case, citizen_id=citizen, letter=letter)
        for case in cases
        for letter, citizen in zip(LETTERS, shared[case.nik], strict=False)
    )
    return len(cases)


def _concerned(among: list[int] | None) -> tuple[Iterable[DuplicateCase], set[str] | None]:
    """The cases and the NIKs of these citizens; None: all."""
    live = DuplicateCase.objects.filter(state__in=DuplicateCase.LIVE)
    if among is None:
        return live, None
    niks = set(Citizen.objects.filter(pk__in=these(among)).order_by().values_list("nik", flat=True))
    members = CaseMember.objects.filter(citizen__in=these(among))
    cases = list(live.filter(Q(pk__in=members.values("case")) | Q(nik__in=these(niks, "text"))))
    return cases, {*niks, *(case.nik for case in cases)}


def _shared(among: set[str] | None) -> dict[str, list[int]]:
    """NIK -> its citizens, where there are several; a placeholder ("0", "9999…") is no NIK."""
    living = Citizen.objects.exclude(life_state__in=GONE).exclude(nik="").order_by()
    if among is not None:
        living = living.filter(nik__in=these(among, "text"))
    several = living.values("nik").annotate(n=Count("pk")).filter(n__gt=1)
    bearers = several.annotate(citizens=ArrayAgg("pk", order_by="pk")).values_list("nik", "citizens")
    return {nik: citizens for nik, citizens in bearers if is_wellformed(nik)}


def _add_members(cases: Sequence[tuple[DuplicateCase, list[int]]]) -> None:
    """Where somebody more bears the NIK, he joins the case, and it waits for a decision again."""
    known: dict[int, list[int]] = defaultdict(list)
    members = CaseMember.objects.filter(case__in=[case for case, _ in cases])
    for number, citizen in members.values_list("case_id", "citizen_id"):
        known[number].append(citizen)
    more: list[CaseMember] = []
    for case, citizens in cases:
        new = [citizen for citizen in citizens if citizen not in known[case.pk]]
        letters = LETTERS[len(known[case.pk]) :]
        more += [
            CaseMember(case=case, citizen_id=each, letter=letter) for letter, each in zip(letters, new, strict=False)
        ]
    CaseMember.objects.bulk_create(more)
    again = {member.case_id for member in more}
    DuplicateCase.objects.filter(pk__in=again).exclude(state=State.OPEN).update(state=State.OPEN)


@transaction.atomic
def decide_duplicate(
    *, case: DuplicateCase, kind: str, actor: User, about: CaseMember | None = None, nik: str = "", note: str = ""
) -> CaseDecision:
    """Say how one NIK came to several citizens, and open what follows from it.

    Args:
        about: whom it changes: who bears the wrong NIK, or the record that goes.
        nik: his own NIK as his card reads, where the register knows none.

    Raises:
        CannotDecide: it ended, a request of an earlier decision still waits, or nothing says what his NIK is.
    """
    case = DuplicateCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.state not in DuplicateCase.LIVE:
        raise CannotDecide("Perkara ini sudah selesai: NIK itu tidak lagi dipakai bersama.")
    if waiting := waiting_requests(case):
        raise CannotDecide(f"Usulan {waiting[0]} dari putusan sebelumnya masih menunggu diputus.")
    outside = kind in (Kind.TWO_PERSONS, Kind.UNSURE)
    if not outside and about is None:
        raise CannotDecide("Pilih dulu siapa yang diperbaiki.")
    kept = _survivor(case, about) if kind == Kind.TWO_NIKS and about is not None else None
    request = None if outside or about is None else _proposed(case, Kind(kind), about, nik, actor, kept)
    if kind == Kind.UNSURE:
        _ask_for_cards(case, actor)
    case.state = State.ASKED if outside else State.DECIDED
    case.save(update_fields=["state"])
    return CaseDecision.objects.create(
        case=case, kind=kind, about=None if outside else about, kept=kept, by=actor, note=note[:200],
        requests=[request.number] if request else [],
    )  # fmt: skip


@transaction.atomic
def send_back_duplicate(*, case: DuplicateCase, actor: User, because: Because) -> CaseDecision:
    """Give a case back to the kelurahan of its citizens with a listed reason; nothing changes, nobody's aid stops.

    Raises:
        CannotDecide: it ended, or a request of an earlier decision still waits.
        ReasonMissing: no reason of the list, or one that asks for words without them.
    """
    case = DuplicateCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.state not in DuplicateCase.LIVE:
        raise CannotDecide("Perkara ini sudah selesai: NIK itu tidak lagi dipakai bersama.")
    if waiting := waiting_requests(case):
        raise CannotDecide(f"Usulan {waiting[0]} dari putusan sebelumnya masih menunggu diputus.")
    reason = listed_reason(kind=Reason.Kind.SEND_BACK, because=because)
    words = because.words.strip() or reason.label
    _ask(
        case, actor, key="nik-kembali", title=f"Perkara NIK dikembalikan: {words[:60]}", say=reason.citizen_text,
        step=f"{words}. Catat jawabannya di berkas warga. Bantuan tetap berjalan.",
    )  # fmt: skip
    case.state = State.ASKED
    case.save(update_fields=["state"])
    return CaseDecision.objects.create(case=case, kind=Kind.RETURNED, by=actor, note=words[:200])


def waiting_requests(case: DuplicateCase) -> list[str]:
    """Numbers of requests of its decisions on which somebody still has to act."""
    numbers = [number for decision in case.decisions.all() for number in decision.requests]
    return list(ChangeRequest.objects.open().filter(number__in=numbers).values_list("number", flat=True))


def _survivor(case: DuplicateCase, about: CaseMember) -> CaseMember | None:
    """The record that stays where that of `about` ends, as the page showed it."""
    columns = own_columns(case)
    mine = next((column for column in columns if column.letter == about.letter), None)
    found = survivor(mine, columns) if mine is not None else None
    return found.member if found else None


def _proposed(
    case: DuplicateCase, kind: Kind, about: CaseMember, nik: str, actor: User, kept: CaseMember | None
) -> ChangeRequest:
    """The change request of a decision; a person made it, so another decides. It cites what the archive has."""
    if about.case_id != case.pk:
        raise CannotDecide("Pilih dulu siapa yang diperbaiki.")
    papers = _papers_of(kind, [about, *([kept] if kept else [])])
    whence = f"Perkara {case.number}"
    if kind != Kind.TWO_NIKS:
        return propose(
            citizen=about.citizen, act="FIX_NIK", values={"nik": _own_nik(case, kind, about, nik)}, maker=actor,
            reason=TITLES[kind], documents=papers, origin=Origin.ADJUDICATION, origin_reference=whence,
        )  # fmt: skip
    if kept is None:
        raise CannotDecide("Tidak ada catatan lain yang dipertahankan.")
    return propose_merger(
        alias=about.citizen, kept=kept.citizen, maker=actor, reason=TITLES[kind], documents=papers,
        origin=Origin.ADJUDICATION, origin_reference=whence,
    )  # fmt: skip


def _papers_of(kind: Kind, members: list[CaseMember]) -> list[Document]:
    """The papers of the archive that the opened request asks for; of two records of one person those of both."""
    archive = Document.objects.filter(citizen__in=[member.citizen_id for member in members]).select_related("kind")
    return asked_papers([kind])[kind].there(archive)


def _own_nik(case: DuplicateCase, kind: Kind, about: CaseMember, nik: str) -> str:
    """His NIK: as keyed from his card, else the register's; of a family copy it may be empty."""
    if kind == Kind.TWO_NIKS:
        return ""
    keyed = clean_nik(nik)
    if keyed and (not is_wellformed(keyed) or keyed == case.nik):
        raise CannotDecide("NIK yang diketik harus 16 angka dan bukan NIK yang dipakai bersama.")
    found = keyed or other_nik(case, about.citizen)
    if not found and kind == Kind.TYPING:
        raise CannotDecide(
            f"Disdukcapil tidak menunjuk NIK lain bagi {about.letter}. Ketik NIK dari KTP-el, atau pilih 5 dulu."
        )
    return found


def _ask_for_cards(case: DuplicateCase, actor: User) -> None:
    """Whoever lives there asks each for the card; nobody is told of the other."""
    _ask(
        case, actor, key="nik-ganda", title="Minta KTP-el untuk memastikan NIK",
        step="Lihat KTP-el dan KK aslinya, foto, lalu catat di berkas warga. Bantuan tetap berjalan.",
        say="Kami memastikan NIK Anda. Bantuan tidak dihentikan. Mohon tunjukkan KTP-el dan KK.",
    )  # fmt: skip


def _ask(case: DuplicateCase, actor: User, *, key: str, title: str, step: str, say: str) -> None:
    """A task of the kelurahan for each citizen of a case, that names no other."""
    assign_many(
        drafts=[
            Draft(
                kind=Task.CONFIRM, role=Role.KELURAHAN, owner=Owner.KELURAHAN, citizen=member.citizen, title=title,
                origin=f"Perkara {case.number}", step=step, say=say, key=f"{key}:{case.number}:{member.citizen_id}",
            )
            for member in case.members.select_related("citizen__kelurahan")
        ],
        by=actor,
    )  # fmt: skip
