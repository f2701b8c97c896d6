"""The outcome of the office that a request names (outcome_codes.csv): its papers, and which of them an act may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dtks.office.models import Code
from dtks.office.queries import code_labels
from dtks.papers.models import PaperKind
from dtks.registry.models import Citizen, HouseholdMembership, LifeState
from dtks.registry.queries import family_of
from verification.corrections.models import ChangeRequest, Evidence, Origin
from verification.corrections.queries.act_forms import aid_labels

TABLE = "outcome_codes"
MINUTES_KIND = "BA_MUSKEL"
DECEASED_MEMBER, DECEASED_SINGLE, DECEASED_RECIPIENT = "11", "12", "13"
# Claims of data matches in the centre, which stand on no paper of a citizen in detail (domain.md 4).
CLAIMS = ("34", "38")
CLAIM_WORDS = "Menurut data pusat keluarga ini tidak lagi memenuhi syarat. Rinciannya dijelaskan di loket."
# Outcomes that an act may have (domain.md 5); the first is meant where an act has several and none is named.
OF_ACT: dict[str, tuple[str, ...]] = {
    "DEATH": (DECEASED_MEMBER, DECEASED_SINGLE, DECEASED_RECIPIENT),
    "MOVE_OUT": ("21",),
    "MOVE_INSIDE": ("22",),
    "GRADUATE": ("31", "32", "33", "34", "35", "36", "37", "38", "23"),
    "NOT_FOUND": ("41", "42"),
    "DUPLICATE": ("51",),
    "REFUSE_AID": ("61",),
}


@dataclass(frozen=True)
class Outcome:
    """A row of the table: all of its papers are asked, of each the first or one that may stand for it."""

    code: str
    label: str
    papers: tuple[tuple[str, ...], ...]  # codes of papers.csv
    removes: bool  # whether somebody is taken off the list by it and remembered

    @property
    def words(self) -> str:
        """32 ASN, TNI, Polri atau pensiunannya dalam keluarga"""
        return f"{self.code} {self.label}"


def outcomes_of(act: str) -> list[Outcome]:
    """The outcomes that an act may have, the usual one first; one query."""
    return outcomes_named(OF_ACT.get(act, ()))


def outcomes_named(codes: tuple[str, ...]) -> list[Outcome]:
    """Outcomes by their codes, in this order; one query."""
    rows = {row.code: row for row in Code.objects.filter(table=TABLE, code__in=codes)} if codes else {}
    return [_outcome(rows[code]) for code in codes if code in rows]


def _outcome(row: Code) -> Outcome:
    evidence = str(row.data.get("evidence") or "")
    papers = tuple(tuple(each.split("/")) for each in evidence.split(";") if each)
    return Outcome(row.code, row.label, papers, str(row.data.get("tombstone")) == "1")


def papers_in_words(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """The papers of outcomes by their codes: "Kartu Keluarga, Hasil kunjungan lapangan"; one query."""
    asked = {code for each in outcomes for codes in each.papers for code in codes}
    names = {kind.code: kind.short_label for kind in PaperKind.objects.filter(code__in=asked)}
    return {
        each.code: ", ".join(" atau ".join(names[code] for code in codes if code in names) for codes in each.papers)
        for each in outcomes
    }


def sole_outcome(act: str) -> str:
    """The outcome of an act that has only one, else ''."""
    codes = OF_ACT.get(act, ())
    return codes[0] if len(codes) == 1 else ""


def outcome_of(request: ChangeRequest) -> str:
    """Code of the outcome that a request names, '' if none; of an older one that with which its reason begins."""
    return request.outcome or outcome_in(request.reason)


def outcome_words(request: ChangeRequest) -> str:
    """The outcome that a request names, as pages say it: "32 ASN, TNI, …"; '' if none."""
    code = outcome_of(request)
    return f"{code} {code_labels(TABLE).get(code, '')}".strip()


def public_reason(request: ChangeRequest) -> str:
    """Why somebody leaves, as he may read it: the office's own words for the outcome, never what the maker wrote.

    Empty where the act has several outcomes and the request names none.
    """
    code = outcome_of(request) or sole_outcome(request.act.code)
    return CLAIM_WORDS if code in CLAIMS else code_labels(TABLE).get(code, "")


def minutes_number_of(request: ChangeRequest) -> str:
    """Number of the berita acara on which an exit rests, without "BA ": named, else cited; empty if there is none."""
    number = request.origin_reference if request.origin == Origin.MINUTES else ""
    if (plan := request.family_plan) is not None:
        number = str(plan.details.get("minutes", "")) or number
    if number:
        return number.removeprefix("BA ").strip()
    cited = request.evidence.filter(document__kind__code=MINUTES_KIND, holds=True).select_related("document").first()
    return f"{paper_number(cited)} {cited.locator}".strip() if cited else ""


def paper_number(cited: Evidence) -> str:
    """The berita acara's own number, which stands on its scan; else where the paper lies in the archive."""
    return cited.document.note.split(" versi ")[0] or cited.document.number


def outcome_in(reason: str) -> str:
    """The code with which a reason begins, before its own label: "31 Sudah mampu (graduasi). …". "31 tahun" is none."""
    code, _, words = reason.partition(" ")
    label = code_labels(TABLE).get(code, "") if len(code) == 2 else ""
    return code if label and words.startswith(label.split(" ", 1)[0]) else ""


def choices_for(act: str, citizen: Citizen) -> list[Outcome]:
    """Outcomes among which the maker of an act chooses, the likeliest first.

    What takes nobody off the list (a decile, a missing component) is no reason to leave it. Who died alone leaves an
    empty family; of a family that goes on he was its recipient or not, as the newest lists say.
    """
    found = [each for each in outcomes_of(act) if each.removes]
    if act != "DEATH":
        return found
    card = family_of(citizen)
    if not family_lives(citizen, card.pk if card else None):
        return [each for each in found if each.code == DECEASED_SINGLE]
    first = DECEASED_RECIPIENT if aid_labels([citizen]) else DECEASED_MEMBER
    return sorted((each for each in found if each.code != DECEASED_SINGLE), key=lambda each: each.code != first)


def family_lives(citizen: Citizen, household: int | None) -> bool:
    """Whether somebody else of the card is alive."""
    others = HouseholdMembership.objects.filter(household=household, ended_on=None).exclude(citizen=citizen)
    return others.filter(citizen__life_state=LifeState.ALIVE).exists()
