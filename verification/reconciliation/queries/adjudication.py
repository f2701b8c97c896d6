"""A case of one NIK on several citizens as its page shows it: all side by side, every pair, the likeliest kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from django.db.models import Case, OuterRef, Subquery, When

from dtks.accounts.models import User
from dtks.papers.models import Document
from dtks.registry.models import AidRecord, Citizen, CitizenIdentifier
from dtks.registry.queries import display_text, value_text
from verification.matching.differences import Difference, mark
from verification.matching.explanation import in_sentence
from verification.matching.results import FIELD_LABELS, Thresholds
from verification.matching.single import compare_one
from verification.reconciliation.models import CaseMember, DuplicateCase, Kind, Result
from verification.sources.models import CivilPerson
from verification.sources.services.comparisons import JUDGED_AS

SHOWN = (
    "nik",
    "name",
    "sex",
    "birth_place",
    "birth_date",
    "mother_name",
    "address",
    "rt",
    "rw",
    "kelurahan",
    "kk_number",
)
TYPED = 2  # digits that may differ for a slip of the finger
NO_AID = ("", "TIDAK")
MOST_CANDIDATES = 3
_WHOEVER = Thresholds(eyes=0.0, same=0.9)  # what differs is told of any two, however unlike


@dataclass
class Column:
    """A citizen of the case (filled letter) or a person of the register (outlined)."""

    letter: str
    who: Citizen | CivilPerson
    ours: bool
    member: CaseMember | None = None
    result: Result | None = None
    aid: list[str] = field(default_factory=list)
    since: Any = None
    papers: list[Document] = field(default_factory=list)

    @property
    def values(self) -> dict[str, str]:
        return {name: _text(self.who, name) for name in SHOWN}


@dataclass(frozen=True)
class Row:
    """One field across all columns, each marked against the first."""

    label: str
    cells: list[tuple[str, str, Difference | None]]  # letter; the value where it is not marked, or the marks


@dataclass(frozen=True)
class Pair:
    """Two of the case held against each other."""

    one: Column
    two: Column
    confidence: float
    same: bool
    agree: str
    differ: str


def columns_of(case: DuplicateCase) -> list[Column]:
    """The citizens by letter, then the register's persons who may be meant."""
    own = CitizenIdentifier.objects.filter(citizen=OuterRef("citizen"), kind="nik", value=case.nik, ended_on=None)
    members: list[Any] = list(
        case.members.select_related("citizen__kelurahan").annotate(since=Subquery(own.values("started_on")[:1]))
    )
    citizens = [member.citizen_id for member in members]
    results = {
        each.citizen_id: each
        for each in Result.objects.filter(citizen__in=citizens, is_latest=True).select_related("civil_person", "run")
    }
    aid, papers = _aid(citizens), _papers(citizens)
    found = [
        Column(
            member.letter, member.citizen, True, member, results.get(member.citizen_id),
            aid.get(member.citizen_id, []), member.since, papers.get(member.citizen_id, []),
        )
        for member in members
    ]  # fmt: skip
    letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[len(found) :])
    return [
        *found,
        *(Column(letter, person, False) for letter, person in zip(letters, _persons(case, results), strict=False)),
    ]


def _persons(case: DuplicateCase, results: dict[int, Result]) -> list[CivilPerson]:
    wanted = {result.civil_person_id for result in results.values() if result.civil_person_id}
    persons = CivilPerson.objects.filter(pk__in=wanted) | CivilPerson.objects.filter(nik=case.nik)
    return list(persons.select_related("kelurahan").order_by("pk")[:MOST_CANDIDATES])


def _aid(citizens: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = AidRecord.objects.filter(citizen__in=citizens).exclude(state__in=NO_AID).select_related("programme")
    for row in rows.order_by("-period"):
        words = found.setdefault(row.citizen_id, [])
        if row.programme.short_label not in words:
            words.append(row.programme.short_label)
    return found


def _papers(citizens: list[int]) -> dict[int, list[Document]]:
    found: dict[int, list[Document]] = {}
    for paper in Document.objects.filter(citizen__in=citizens).select_related("kind"):
        found.setdefault(paper.citizen_id or 0, []).append(paper)
    return found


def _text(who: Citizen | CivilPerson, name: str) -> str:
    if isinstance(who, Citizen):
        return value_text(who, name)
    if name == "kelurahan":
        return who.kelurahan.code if who.kelurahan else ""
    value = getattr(who, name)
    return "" if value is None else str(value)


def rows_of(columns: list[Column], against: Column) -> list[Row]:
    """A row a field that anybody has; who is compared with himself is not marked."""
    base, rows = against.values, []
    known = {column.letter: column.values for column in columns}
    for name in SHOWN:
        cells: list[tuple[str, str, Difference | None]] = []
        for column in columns:
            mine, theirs = _display(name, base[name]), _display(name, known[column.letter][name])
            same = column is against or mine == theirs or not mine or not theirs
            cells.append((column.letter, theirs, None if same else mark(mine, theirs, JUDGED_AS[name])))
        if any(values[name] for values in known.values()):
            rows.append(Row(Citizen.FIELDS[name], cells))
    return rows


def _display(name: str, text: str) -> str:
    return text if name in ("nik", "kk_number") else display_text(name, text)


def pairs_of(columns: list[Column]) -> list[Pair]:
    """Every two of the case: how sure that they are one person, what agrees and what differs; the surest first."""
    found = [_pair(one, two) for one, two in combinations(columns, 2)]
    return sorted(found, key=lambda pair: -pair.confidence)


def _pair(one: Column, two: Column) -> Pair:
    left, right = _for_matcher(one), _for_matcher(two)
    numbers = {} if left["nik"] != right["nik"] else {"nik": ""}  # the shared number says nothing: it is in question
    said = compare_one({**left, **numbers}, {**right, **numbers}, thresholds=_WHOEVER)
    confidence = _known_confidence(one, two)
    differ = [name for name in said.fields if name in FIELD_LABELS]
    both = [name for name, key in _MATCHED.items() if left[key] and right[key] and name not in differ]
    sure = said.confidence if confidence is None else confidence
    return Pair(one, two, sure, sure >= _WHOEVER.same, _words(both), _words(differ))


_MATCHED = {
    "nik": "nik", "nama": "name", "tgl_lahir": "birth_date", "tempat_lahir": "birth_place", "jk": "sex",
    "no_kk": "kk_number", "nama_ibu": "mother_name",
}  # fmt: skip


def _for_matcher(column: Column) -> dict[str, str]:
    values = column.values
    return {**values, "kelurahan": display_text("kelurahan", values["kelurahan"])}


def _known_confidence(one: Column, two: Column) -> float | None:
    """What the run said of a citizen and a person of the register."""
    if one.result is None or two.ours:
        return None
    known = dict(zip(one.result.candidate_ids, one.result.candidate_confidences, strict=False))
    return known.get(two.who.pk)


def _words(names: list[str]) -> str:
    return ", ".join(in_sentence(FIELD_LABELS[name]) for name in names)


def other_nik(case: DuplicateCase, citizen: Citizen) -> str:
    """The NIK under which the register has a citizen, if it is another than the shared one."""
    result = Result.objects.filter(citizen=citizen, is_latest=True).select_related("civil_person").first()
    person = result.civil_person if result else None
    return person.nik if person is not None and person.nik != case.nik else ""


def suggestion(case: DuplicateCase, columns: list[Column], pairs: list[Pair]) -> tuple[Kind, CaseMember | None]:
    """The likeliest kind and whom it would change; a person decides."""
    ours = [column for column in columns if column.ours]
    for pair in pairs:
        meant = {column.result.civil_person_id for column in (pair.one, pair.two) if column.result}
        if pair.one.ours and pair.two.ours and (pair.same or (len(meant) == 1 and None not in meant)):
            return Kind.TWO_NIKS, min((pair.one, pair.two), key=lambda column: len(column.aid)).member
    for column in ours:
        own = column.result.civil_person.nik if column.result and column.result.civil_person else ""
        if own and own != case.nik:
            slip = sum(one != two for one, two in zip(own, case.nik, strict=False)) <= TYPED
            return (Kind.TYPING if slip else Kind.FAMILY_COPY), column.member
    for column in ours:
        family = [
            other for other in ours if other is not column and other.values["kk_number"] == column.values["kk_number"]
        ]
        if family and column.values["kk_number"] and not (column.result and column.result.civil_person):
            return Kind.FAMILY_COPY, column.member
    return Kind.UNSURE, None


def next_duplicate(user: User, *, after: DuplicateCase) -> DuplicateCase | None:
    """The next case that waits, behind this one; then from the front."""
    later = Case(When(pk__gt=after.pk, then=0), default=1)
    return DuplicateCase.objects.visible_to(user).waiting().exclude(pk=after.pk).order_by(later, "pk").first()
