"""One case on one screen: fields with their marks, papers, what else is open, how it came about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date

from dtks.accounts.models import User
from dtks.papers.queries import fields_proved_by
from dtks.registry.models import Citizen, HouseholdMembership, LifeState, Relation
from dtks.registry.queries import display_text, value_text
from dtks.web.masking import may_see_numbers
from verification.corrections.models import ChangeRequest, Decision, Evidence, FieldChange, Origin
from verification.corrections.queries import (
    EvidenceNeed,
    Permission,
    evidence_need,
    evidence_of,
    may_decide,
)
from verification.corrections.queries.asked import Asked, asked_of
from verification.corrections.queries.marks import CHIPS, NUMBERS, pair_of, screen_text
from verification.corrections.queries.outcomes import outcome_words
from verification.corrections.queries.permissions import later_tiers
from verification.corrections.queries.succession import ProgrammeLine, programme_lines, waiting_words
from verification.corrections.services.states import TRANSITIONS, Move
from verification.matching.differences import Difference
from verification.matching.explanation import in_sentence
from verification.monthly.queries import programmes_of
from verification.workbench.queries.journeys import Step, journey_of
from verification.workbench.queries.matters import MOST_SHOWN, Matter, matters_of, together

PROGRAMME_WORDS = {"SEMBAKO": "BPNT", "PBI_JK": "PBI-JK"}
JUDGED = (Decision.Kind.ACCEPT, Decision.Kind.REFUSE, Decision.Kind.SEND_BACK)
UNDOABLE = TRANSITIONS[Move.UNDO][0]
BY_MAKER = {  # where its maker brings a missing paper; of any other origin the citizen himself brings it
    Origin.VISIT: "pada kunjungan berikutnya",
    Origin.MINUTES: "dengan berita acara berikutnya",
    Origin.CITIZEN_PAGE: "yang mengusulkannya",
    Origin.REVERSAL: "yang mengusulkannya",
    Origin.ADJUDICATION: "yang mengusulkannya",
}
SHEETS = {"perbaikan": "Perbaikan", "usulan": "Usulan", "penonaktifan": "Penonaktifan", "pengurus": "Pengurus"}


@dataclass(frozen=True)
class Row:
    """A field of the case as it stands on the screen."""

    number: int
    change: FieldChange
    label: str
    kind: str  # kind of difference in a word
    pair: Difference  # old against proposed
    register: Difference | None  # proposed against the register; None: it gives no value
    register_words: str
    now: str  # the citizen's value where it is neither the old nor the proposed one, else ""
    now_text: str
    now_pair: Difference | None
    now_words: str  # source of the present value
    now_since: date | None
    side: str  # which of the two the register agrees with, in words; '' where nothing clashes
    locked: bool
    pending: bool
    asked: bool = False  # it asks something of the centre and writes nothing here

    @property
    def conflict(self) -> bool:
        return self.now_pair is not None

    @property
    def chip(self) -> str:
        return CHIPS[self.change.basis.get("verdict", "unknown")]

    @property
    def flagged(self) -> bool:
        """Whether a person has to look at it before it is accepted."""
        return bool(self.eyes)

    @property
    def eyes(self) -> str:
        """Why a person has to look at it before it is accepted, in words; '' where nothing asks for it."""
        if self.conflict:
            return "sudah berubah sejak diusulkan, pilih nilainya di barisnya"
        if self.locked:
            return "berkas belum ada"
        return "berbeda dari Disdukcapil" if self.change.basis.get("verdict") == "differs" else ""


@dataclass(frozen=True)
class Proof:
    """A field that a paper proves, with what it reads there against the proposed value."""

    number: int
    field: str
    label: str
    reads: Difference | None  # None: nobody has keyed what it reads; look at the scan
    same: bool


@dataclass(frozen=True)
class PaperShown:
    """A cited paper with the fields of this case that it proves."""

    cited: Evidence
    proofs: list[Proof]

    @property
    def short(self) -> str:
        """The paper's name without what stands in brackets, for the tab."""
        return self.cited.document.kind.label.partition(" (")[0]


@dataclass(frozen=True)
class Case:
    """All that the case page shows."""

    request: ChangeRequest
    viewer: User
    rows: list[Row]
    papers: list[PaperShown]
    need: EvidenceNeed
    permission: Permission
    matters: list[Matter]
    asked: Asked | None  # of the centre; nothing is written here then
    lines: list[ProgrammeLine]  # of a succession: which programme would lose its recipient
    journey: list[Step]
    aid: list[str]
    unchanged: list[tuple[str, str, bool]] = field(default_factory=list)  # label, text, is a number

    @property
    def together(self) -> list[Matter]:
        """Other requests of the household that touch the same thing: decided together with this one."""
        return together(self.matters)

    @property
    def first_matters(self) -> list[Matter]:
        return self.matters[:MOST_SHOWN]

    @property
    def open_rows(self) -> list[Row]:
        return [row for row in self.rows if row.pending]

    @property
    def bringer(self) -> tuple[str, str]:
        """Who brings a paper that is missing, and where to: whoever stands at the origin of the request."""
        where, citizen = BY_MAKER.get(Origin(self.request.origin)), self.request.citizen
        who = citizen.mother_name if citizen.awaits_nik else citizen.name
        return (str(self.request.maker), where) if where else (who, "ke loket mana saja")

    @property
    def awaits_nik(self) -> bool:
        """A newborn without NIK: there was nobody to hold it against, so nothing says that it is another person."""
        found = self.request.explanation.get("band") in ("same", "eyes")
        return self.request.citizen.awaits_nik and not found

    @property
    def is_whole(self) -> bool:
        """Whether its fields are decided together or not at all."""
        return self.request.is_whole

    @property
    def waiting_words(self) -> str:
        """Who of a succession stands on no new card and follows as a case of his own, for the button."""
        return waiting_words(self.request.plan.waiting) if self.request.plan else ""

    @property
    def plain(self) -> bool:
        """Nothing flagged and papers there: one key decides it."""
        return is_plain(self.rows)

    @property
    def leaves_no_head(self) -> bool:
        """Whether the head of a family would be dead and no successor named; asks only of a head who died."""
        died = any((row.change.field, row.change.new_value) == ("life_state", LifeState.DECEASED) for row in self.rows)
        if not died or self.request.plan is not None or self.request.citizen.relation != Relation.HEAD:
            return False
        family = HouseholdMembership.objects.filter(household=self.request.household_id, ended_on=None)
        return family.exclude(citizen=self.request.citizen_id).exists()

    @property
    def outcome(self) -> str:
        """For which outcome somebody leaves, in words; '' where the request names none."""
        return outcome_words(self.request)

    @property
    def later(self) -> list[str]:
        """Who decides after this tier, in order; whoever of a tier may."""
        return later_tiers(self.request)

    @property
    def locked_row(self) -> Row | None:
        """A field that cannot be accepted yet because a paper is missing."""
        return next((row for row in self.open_rows if row.locked), None)

    @property
    def undoable(self) -> bool:
        """Whether the last decision is of the person who looks, and can be taken back; what is sealed cannot."""
        if self.request.state not in UNDOABLE or self.request.sealed_in:
            return False
        for decision in reversed(list(self.request.decisions.all())):
            if decision.kind in (Decision.Kind.UNDO, Decision.Kind.REOPEN):
                return False
            if decision.kind in JUDGED:
                return decision.checker_id == self.viewer.pk
        return False

    @property
    def reversible(self) -> bool:
        """Whether its values are taken back by a request of its own: sealed, or decided by somebody else."""
        return self.request.state == ChangeRequest.State.APPLIED and not self.undoable

    @property
    def first_paper(self) -> int:
        """The paper shown at first: that of the first open field, from 1; 0: the one that is missing."""
        row = next(iter(self.open_rows), None)
        if row is not None and row.locked:
            return 0
        for place, paper in enumerate(self.papers, start=1):
            if row is not None and any(proof.field == row.change.field for proof in paper.proofs):
                return place
        return 1

    @property
    def by_register(self) -> bool:
        """Whether a paper that is missing locks nothing because the register says the same as what is proposed."""
        return bool(self.open_rows) and all(row.change.basis.get("verdict") == "same" for row in self.open_rows)

    @property
    def locked_numbers(self) -> list[int]:
        """Fields that wait for a missing paper, by their numbers on the page."""
        return [row.number for row in self.open_rows if row.locked]

    @property
    def sheet(self) -> str:
        return SHEETS.get(self.request.act.template_kind, "")

    @property
    def bars(self) -> list[tuple[str, float, float, str]]:
        """Label, signed weight, its size, its colour."""
        known = self.request.explanation.get("bars", [])[:6]
        return [(label, value, abs(value), "" if value >= 0 else "f-be") for label, value in known]

    @property
    def most(self) -> float:
        return max([size for _, _, size, _ in self.bars], default=1.0)

    @property
    def register_day(self) -> date | None:
        """The day of which the register speaks."""
        days = [row.change.basis.get("taken_on") for row in self.rows]
        return parse_date(next(filter(None, days), ""))


def rows_of(request: ChangeRequest, user: User) -> list[Row]:
    """The fields of a request as a decision needs them."""
    need, full = evidence_need(request), may_see_numbers(user)
    changes = enumerate(request.fields.all(), start=1)
    return [_row(number, change, request=request, need=need, full=full) for number, change in changes]


def is_plain(rows: list[Row]) -> bool:
    """Nothing flagged and papers there: one key decides it."""
    waiting = [row for row in rows if row.pending]
    return bool(waiting) and not any(row.flagged for row in waiting)


def case_of(request: ChangeRequest, user: User) -> Case:
    """The case of a request for a person, read by `load_for_decision`: one query more, whatever its fields."""
    papers = evidence_of(request)
    need = evidence_need(request, papers)
    decisions = list(request.decisions.all())
    changes = list(request.fields.all())
    full = may_see_numbers(user)
    asked = asked_of(request)
    numbered = enumerate(changes, start=1)
    rows = [_row(number, change, request=request, need=need, full=full, asked=asked) for number, change in numbered]
    touched = {change.field for change in changes}
    return Case(
        request=request, viewer=user, rows=rows, papers=_papers(papers, changes, full=full), need=need,
        permission=may_decide(request, user), asked=asked,
        matters=matters_of(request), lines=programme_lines(request),
        journey=journey_of(request, decisions, rows),
        aid=aid_words(_aid(request)),
        unchanged=_unchanged(request.citizen, touched),
    )  # fmt: skip


def _aid(request: ChangeRequest) -> set[str]:
    """Programmes of the newest list; a request out of the queue has them already."""
    if hasattr(request, "aid_codes"):
        return set(request.aid_codes)
    return programmes_of([request.citizen_id]).get(request.citizen_id, set())


def aid_words(codes: set[str]) -> list[str]:
    """Programmes as on chips."""
    return [PROGRAMME_WORDS.get(code, code) for code in sorted(codes)]


def _papers(papers: list[Evidence], changes: list[FieldChange], *, full: bool) -> list[PaperShown]:
    shown = []
    for cited in papers:
        said = (_proof(number, change, cited, full) for number, change in enumerate(changes, start=1))
        shown.append(PaperShown(cited, [proof for proof in said if proof]))
    return shown


def _proof(number: int, change: FieldChange, cited: Evidence, full: bool) -> Proof | None:
    """What a paper says of a field; None where it proves nothing of it."""
    name, read = change.field, cited.document.readings.get(change.field, "")
    if not read and name not in (cited.fields or fields_proved_by(cited.document.kind.code, [name])):
        return None
    same = screen_text(name, read, full=True) == screen_text(name, change.new_value, full=True)
    reads = pair_of(name, change.new_value, read, full=full) if read else None
    return Proof(number, name, in_sentence(Citizen.FIELDS[name]), reads, same)


def _row(
    number: int, change: FieldChange, *, request: ChangeRequest, need: EvidenceNeed, full: bool,
    asked: Asked | None = None,
) -> Row:  # fmt: skip
    name, basis = change.field, change.basis
    pair = asked.pair if asked else pair_of(name, change.old_value, change.new_value, full=full)
    theirs = basis.get("value")
    now = value_text(request.citizen, name)
    seen = change.old_value if change.confirmed_over is None else change.confirmed_over
    moved = request.state == ChangeRequest.State.SUBMITTED and now not in (seen, change.new_value)
    moved = moved and not change.verdict
    known = request.citizen.source_of(name)
    return Row(
        number=number,
        change=change,
        label=asked.label if asked else Citizen.FIELDS[name],
        asked=asked is not None,
        kind="angka berbeda" if name in ("rt", "rw") and change.old_value else pair.word,
        pair=pair,
        register=pair_of(name, change.new_value, theirs, full=full) if theirs else None,
        register_words="–" if asked else _register_words(basis),
        now=now if moved else "",
        now_text=screen_text(name, now, full=full) or "kosong",
        now_pair=pair_of(name, change.new_value, now, full=full) if moved else None,
        now_words=known.get("reference") or "daftar pusat",
        now_since=parse_date(known.get("since") or ""),
        side=_side(basis, now, change.new_value) if moved else "",
        locked=need.locks(change),
        pending=not change.verdict and change.accepted_tiers <= request.tier,
    )


def _side(basis: dict[str, Any], now: str, proposed: str) -> str:
    """Which half of a clash the register agrees with."""
    theirs = basis.get("value")
    if basis.get("verdict") == "same" or theirs == proposed:
        return "sama dengan usulan"
    if not theirs:
        return ""
    return "sama dengan yang sekarang" if theirs == now else "berbeda dari keduanya"


def _register_words(basis: dict[str, Any]) -> str:
    """What stands where the register gives no value."""
    if not basis.get("source"):
        return "belum dibandingkan"
    if basis.get("source") == "service" and basis.get("verdict") != "unknown":
        share = basis.get("similarity")
        words = {"same": "sama", "differs": "tidak sama", "variant": "mirip"}[basis["verdict"]]
        return f"mirip {round(share * 100)}%" if basis["verdict"] == "variant" and share else words
    return "kosong di sana"


def _unchanged(citizen: Citizen, touched: set[str]) -> list[tuple[str, str, bool]]:
    """The fields of identity that the request leaves alone, for the folded line."""
    shown = []
    for name in ("nik", "name", "birth_place", "birth_date", "sex", "mother_name", "kk_number", "address", "rt", "rw"):
        text = value_text(citizen, name)
        if name not in touched and text:
            number = name in NUMBERS
            shown.append((Citizen.FIELDS[name], text if number else display_text(name, text), number))
    return shown
