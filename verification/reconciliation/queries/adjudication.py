"""A case of one NIK on several citizens as its page shows it: all side by side, every pair, the likeliest kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from django.db.models import Case, OuterRef, Subquery, When
from django.utils import timezone
from django.utils.dateparse import parse_date

from dtks.accounts.models import User
from dtks.papers.models import Document
from dtks.registry.models import Citizen, CitizenIdentifier
from dtks.registry.queries import aid_labels, display_text, value_text
from verification.matching.differences import Difference, mark
from verification.matching.explanation import bars, in_sentence
from verification.matching.nik import nik_findings
from verification.matching.results import FIELD_LABELS, Thresholds
from verification.matching.single import compare_one
from verification.reconciliation.models import CaseMember, DuplicateCase, Kind, Result
from verification.sources.models import CivilPerson
from verification.sources.services.comparisons import JUDGED_AS

SHOWN: dict[str, tuple[str, ...]] = {  # a row of the page: the fields that stand in it
    "NIK": ("nik",),
    "Nama": ("name",),
    "Jenis kelamin": ("sex",),
    "Lahir": ("birth_place", "birth_date"),
    "Nama ibu": ("mother_name",),
    "Alamat": ("address", "rt", "rw", "kelurahan"),
    "No. KK": ("kk_number",),
}
WHO = ("nik", "name", "sex", "birth_date")  # the same in all of these, a record is the citizen's own
BEFORE = {"rt": "RT ", "rw": "RW "}
TYPED = 2  # digits that may differ for a slip of the finger
MOST_CANDIDATES = 3
NUMBERS = ("nik", "kk_number")
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
    register: CivilPerson | None = None  # his own record at Disdukcapil, where it says the same of him

    @property
    def values(self) -> dict[str, str]:
        return {name: _text(self.who, name) for names in SHOWN.values() for name in names}

    @property
    def about(self) -> str:
        """Sex and age, as below a name."""
        sex, age = display_text("sex", _text(self.who, "sex")).lower(), _age(self.who)
        return ", ".join(filter(None, [sex, "" if age is None else f"{age} th"]))

    @property
    def birth_differs(self) -> bool:
        """Whether the NIK speaks of another birth date than the one recorded; a signal, no fault."""
        values = self.values
        return any(each.code == "NIK_BIRTH" for each in nik_findings(values["nik"], parse_date(values["birth_date"])))


@dataclass(frozen=True)
class Piece:
    """A value of a cell, or its marks where it differs."""

    before: str
    text: str
    marks: Difference | None
    is_number: bool


@dataclass(frozen=True)
class Row:
    """A line across all columns, each value marked against the column that is compared with."""

    label: str
    cells: list[tuple[Column, list[Piece], bool]]  # the same number as another: it is said, not marked


@dataclass(frozen=True)
class Pair:
    """Two of the case held against each other."""

    one: Column
    two: Column
    confidence: float
    same: bool
    agree: str
    differ: str
    points: list[tuple[str, float, float, str]]  # of each field: label, signed weight, its size, its colour

    @property
    def most(self) -> float:
        return max([size for _, _, size, _ in self.points], default=1.0)


def columns_of(case: DuplicateCase) -> list[Column]:
    """The citizens by letter, then the register's persons who may be meant."""
    members = _members(case)
    citizens = [member.citizen_id for member in members]
    results = {
        each.citizen_id: each
        for each in Result.objects.filter(citizen__in=citizens, is_latest=True).select_related("civil_person", "run")
    }
    aid, papers = aid_labels(citizens), _papers(citizens)
    found = [
        Column(
            member.letter, member.citizen, True, member, results.get(member.citizen_id),
            aid.get(member.citizen_id, []), member.since, papers.get(member.citizen_id, []),
        )
        for member in members
    ]  # fmt: skip
    letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[len(found) :])
    others = [person for person in _persons(case, results) if not _repeated(person, found)]
    return [*found, *(Column(letter, person, False) for letter, person in zip(letters, others, strict=False))]


def own_columns(case: DuplicateCase) -> list[Column]:
    """The citizens alone, with their aid; three queries at most."""
    members = _members(case)
    aid = aid_labels([member.citizen_id for member in members])
    return [
        Column(each.letter, each.citizen, True, each, aid=aid.get(each.citizen_id, []), since=each.since)
        for each in members
    ]


def _members(case: DuplicateCase) -> list[Any]:
    own = CitizenIdentifier.objects.filter(citizen=OuterRef("citizen"), kind="nik", value=case.nik, ended_on=None)
    members = case.members.select_related("citizen__kelurahan")
    return list(members.annotate(since=Subquery(own.values("started_on")[:1])))


def _repeated(person: CivilPerson, ours: list[Column]) -> bool:
    """Whether the register's record says no more than a citizen's column: it is his own, and stands in his row."""
    for column in ours:
        if all(_text(person, name) in ("", column.values[name]) for name in WHO):
            column.register = column.register or person
            return True
    return False


def _persons(case: DuplicateCase, results: dict[int, Result]) -> list[CivilPerson]:
    wanted = {result.civil_person_id for result in results.values() if result.civil_person_id}
    persons = CivilPerson.objects.filter(pk__in=wanted) | CivilPerson.objects.filter(nik=case.nik)
    return list(persons.select_related("kelurahan").order_by("pk")[:MOST_CANDIDATES])


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
    """A line for what anybody has; who is compared with himself is not marked."""
    base = against.values
    known = {column.letter: column.values for column in columns}
    rows = []
    for label, names in SHOWN.items():
        if not any(values[name] for values in known.values() for name in names):
            continue
        if label == "Jenis kelamin" and len({values["sex"] for values in known.values()}) == 1:
            continue  # stands below the name
        cells = []
        for column in columns:
            values, itself = known[column.letter], column is against
            pieces = [_piece(name, base[name], values[name], itself) for name in names if values[name]]
            same = label == "NIK" and not itself and values["nik"] == base["nik"]
            cells.append((column, pieces, same and bool(pieces)))
        rows.append(Row(label, cells))
    return rows


def _piece(name: str, base: str, text: str, itself: bool) -> Piece:
    mine, theirs = _display(name, base), _display(name, text)
    same = itself or mine == theirs or not mine or not theirs
    marks = None if same else mark(mine, theirs, JUDGED_AS[name])
    return Piece(BEFORE.get(name, ""), theirs, marks, name in NUMBERS)


def _display(name: str, text: str) -> str:
    return text if name in NUMBERS else display_text(name, text)


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
    points = [(label, value, abs(value), "" if value >= 0 else "f-be") for label, value in bars(said)]
    return Pair(one, two, sure, sure >= _WHOEVER.same, _words(both), _words(differ), points)


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


def nik_of(case: DuplicateCase, column: Column) -> str:
    """The same of a column that was read."""
    person = column.result.civil_person if column.result else None
    return person.nik if person is not None and person.nik != case.nik else ""


def _age(who: Citizen | CivilPerson) -> int | None:
    born, today = who.birth_date, timezone.localdate()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if born else None


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


def survivor(about: Column, ours: list[Column]) -> Column | None:
    """The record that stays where `about` is a second one: the likest, then with most aid."""
    others = [column for column in ours if column is not about]
    likest = max((_pair(about, other).confidence for other in others), default=0.0)
    alike = [other for other in others if _pair(about, other).confidence == likest]
    return max(alike, key=lambda column: len(column.aid), default=None)


def pair_of_two(one: Column, two: Column) -> Pair:
    """Two columns held against each other."""
    return _pair(one, two)


def next_duplicate(user: User, *, after: DuplicateCase) -> DuplicateCase | None:
    """The next case that waits, behind this one; then from the front."""
    later = Case(When(pk__gt=after.pk, then=0), default=1)
    return DuplicateCase.objects.visible_to(user).waiting().exclude(pk=after.pk).order_by(later, "pk").first()
