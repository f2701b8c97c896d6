"""Reads of the lists: which list speaks for a month, and which one came before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Case, CharField, Count, Exists, OuterRef, QuerySet, Subquery, Value, When, Window

from dtks.accounts.models import User
from dtks.files.models import StagedFile
from dtks.office.queries import code_labels
from dtks.registry.models import Citizen, Scheme, Tombstone
from dtks.registry.queries import display_text, value_text
from dtks.web.memory import kept
from verification.lists.models import (
    NEWEST_DIFFERENCE,
    CentralList,
    DifferenceLine,
    IdentityQuestion,
    IdentityQuestionQuerySet,
    ListDifference,
    ReturnedCase,
    ReturnedCaseQuerySet,
)
from verification.matching.differences import Difference, mark
from verification.monthly.models import LedgerLine

SHORT_LIST = 3
Waits = TypeVar("Waits", IdentityQuestion, ReturnedCase)
LABELS = {**Citizen.FIELDS, "desil": "Desil"}
NUMBERS = ("nik", "kk_number")
Decision = ReturnedCase.Decision
EFFECTS: dict[str, str] = {
    Decision.REMOVE_AGAIN: "Usulan dengan alasan dan berkas lama; kasi, lalu kabid.",
    Decision.LEGITIMATE: "Perlu alasan dan bukti; tanda keluar dicabut.",
    Decision.OTHER_PERSON: "Menjadi warga sendiri; yang dikeluarkan tetap keluar.",
}
# Rows of the two sides, with the word of their kind for the marks.
SIDES = {
    "name": "nama", "nik": "nik", "birth_place": "tempat_lahir", "birth_date": "tgl_lahir", "sex": "jk",
    "mother_name": "nama_ibu", "kk_number": "no_kk", "relation": "hub_keluarga", "address": "alamat", "rt": "alamat",
    "rw": "alamat", "kelurahan": "alamat",
}  # fmt: skip


def standing_lists() -> QuerySet[CentralList]:
    """Lists that are merged and were not taken back, the newest first."""
    return CentralList.objects.filter(taken_back_at=None, staged_file__state=StagedFile.State.MERGED)


def list_of(period: date, scheme: str = Scheme.DTKS) -> CentralList | None:
    """The list of a month; of two the one that came later."""
    return standing_lists().filter(period=period, scheme=scheme).order_by("-number").first()


def list_before(central: CentralList) -> CentralList | None:
    """The newest list of an earlier month of the same scheme."""
    earlier = CentralList.objects.filter(taken_back_at=None, scheme=central.scheme, period__lt=central.period)
    return earlier.order_by("-period", "-number").first()


def open_questions(user: User) -> IdentityQuestionQuerySet:
    """Questions that wait for somebody; what the person answered waits for another one."""
    return IdentityQuestion.objects.visible_to(user).waiting().exclude(answered_by=user)


def open_returns(user: User) -> ReturnedCaseQuerySet:
    """Returned names that wait for a decision."""
    return ReturnedCase.objects.visible_to(user).waiting()


def next_of(waiting: QuerySet[Waits], pk: int) -> Waits | None:
    """What waits behind one of them, else the first."""
    later = Case(When(pk__gt=pk, then=0), default=1)
    return waiting.exclude(pk=pk).order_by(later, "pk").first()


@dataclass(frozen=True)
class HomePart:
    """What waits in this room, on the home page of whom it concerns."""

    questions: list[IdentityQuestion]
    returns: list[ReturnedCase]
    question_count: int
    return_count: int
    newest: ListDifference | None

    @property
    def total(self) -> int:
        return self.question_count + self.return_count


def home_part(user: User, *, with_newest: bool = True) -> HomePart | None:
    """The room's part of a home page; None for whom it does not concern. Two queries."""
    if not user.may("lists.see"):
        return None
    total = Window(Count("pk"))  # of all that wait, beside the first of them
    questions = open_questions(user).select_related("citizen__kelurahan", "other", "central_list").annotate(total=total)
    returns = open_returns(user).select_related("tombstone__kelurahan", "central_list", "row").annotate(total=total)
    asked: list[Any] = list(questions[:SHORT_LIST])
    back: list[Any] = list(returns[:SHORT_LIST])
    newest = kept(NEWEST_DIFFERENCE, newest_difference) if with_newest else None
    return HomePart(asked, back, asked[0].total if asked else 0, back[0].total if back else 0, newest)


def newest_difference() -> ListDifference | None:
    """The difference of the newest two lists that stand."""
    return ListDifference.objects.filter(new__taken_back_at=None).select_related("old", "new").first()


@dataclass(frozen=True)
class LedgerPart:
    """Beside the ledger of proposals: the first returned name that waits, and what the newest list brought."""

    case: ReturnedCase | None
    waiting: int
    times: int
    reason: str
    rows: list[SideRow]
    newest: ListDifference | None
    sum: dict[str, int]
    proposed: dict[str, int]
    may_decide: bool

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        """The decisions with what each of them does."""
        return [(value, label.capitalize(), EFFECTS[value]) for value, label in Decision.choices if value]


def comings_back() -> QuerySet[ReturnedCase]:
    """Cases that count as a return: not whom the centre never took out, nor who was found to be another person."""
    stand = ReturnedCase.objects.filter(central_list__taken_back_at=None).exclude(kind=ReturnedCase.Kind.NOT_REMOVED)
    return stand.exclude(decision=Decision.OTHER_PERSON)


def ledger_part(user: User) -> LedgerPart | None:
    """The room's part of the ledger; None for whom it does not concern. At most three queries."""
    if not user.may("lists.see"):
        return None
    again = (
        comings_back()
        .filter(tombstone=OuterRef("tombstone"))
        .order_by()
        .values("tombstone")
        .annotate(lists=Count("central_list", distinct=True))
    )
    returns = open_returns(user).select_related("tombstone__citizen", "tombstone__kelurahan", "central_list", "row")
    case: Any = returns.annotate(
        total=Window(Count("pk")),
        times=Subquery(again.values("lists")),
    ).first()
    rows = sides(stone_side(case.tombstone), row_side(case)) if case else []
    newest = ListDifference.objects.filter(new__taken_back_at=None).select_related("old", "new").first()
    return LedgerPart(
        case=case,
        waiting=case.total if case else 0,
        times=(case.times or 0) if case else 0,
        reason=code_labels("outcome_codes").get(case.tombstone.reason, "") if case else "",
        rows=[row for row in rows if row.field in ("name", "birth_date", "address")],  # no numbers on a list
        newest=newest,
        sum=sum_of(newest.counts) if newest else {},
        proposed=proposed_counts(lines_with_proposals(user, newest)) if newest else {},
        may_decide=user.may("lists.decide"),
    )


def sum_of(counts: dict[str, int]) -> dict[str, int]:
    """The two lengths and what lies between them, so that a page can show that it adds up."""
    found = {name: counts.get(name, 0) for name in ("entered", "left", "returned", "changed", "unchanged")}
    stayed = found["changed"] + found["unchanged"]
    return {**found, "old": stayed + found["left"], "new": stayed + found["entered"] + found["returned"]}


@dataclass(frozen=True)
class SideRow:
    """A field of two persons side by side, marked inside the word."""

    field: str
    label: str
    difference: Difference
    same: bool

    @property
    def is_number(self) -> bool:
        return self.field in NUMBERS


def sides(left: dict[str, str], right: dict[str, str]) -> list[SideRow]:
    """Fields that at least one side knows, in the order of the form, with the marks of the difference."""
    rows = []
    for field, kind in SIDES.items():
        one, two = (_shown(field, values.get(field, "")) for values in (left, right))
        if one or two:
            rows.append(SideRow(field, Citizen.FIELDS[field], mark(one, two, kind), one == two))
    return rows


def _shown(field: str, text: str) -> str:
    return text if field in NUMBERS else display_text(field, text)


def citizen_side(citizen: Citizen) -> dict[str, str]:
    """A citizen's values as texts."""
    return {field: value_text(citizen, field) for field in SIDES}


def stone_side(stone: Tombstone) -> dict[str, str]:
    """What is remembered of a removed person; what the tombstone does not hold comes from the citizen."""
    known = citizen_side(stone.citizen) if stone.citizen else {}
    kept = {"name": stone.name, "nik": stone.nik, "kk_number": stone.kk_number, "sex": stone.sex,
            "mother_name": stone.mother_name, "kelurahan": stone.kelurahan.code if stone.kelurahan else "",
            "birth_date": stone.birth_date.isoformat() if stone.birth_date else ""}  # fmt: skip
    return known | {field: text for field, text in kept.items() if text}


def row_side(case: ReturnedCase) -> dict[str, str]:
    """What the list says of the returned name."""
    return {field: str(case.row.values.get(field, "") or "") for field in SIDES}


def times_returned(stone: Tombstone) -> int:
    """On how many lists the name came back after it was removed."""
    return comings_back().filter(tombstone=stone).values("central_list").distinct().count()


def lines_with_proposals(user: User, difference: ListDifference) -> QuerySet[DifferenceLine]:
    """Lines of a difference that the person may see, each with whether we had proposed something of the citizen."""
    asked = LedgerLine.objects.filter(row__citizen=OuterRef("citizen"))
    lines = DifferenceLine.objects.visible_to(user).filter(difference=difference)
    return lines.annotate(proposed=Exists(asked)).select_related("citizen__kelurahan")


def proposed_counts(lines: QuerySet[Any]) -> dict[str, int]:
    """How many of each class answer a proposal of ours; the lines of `lines_with_proposals`."""
    counted = lines.filter(proposed=True).order_by().values_list("change").annotate(number=Count("pk"))
    return dict(counted)


def returns_by(lists: QuerySet[CentralList]) -> list[tuple[str, str, int]]:
    """Returned names counted by list and reason of the removal: number of the list, reason in words, how many."""
    words = code_labels("outcome_codes")
    rows = comings_back().filter(central_list__in=lists.values("pk"))
    rows = rows.order_by("-central_list__period", "tombstone__reason")
    counted = rows.values_list("central_list__number", "tombstone__reason").annotate(number=Count("pk"))
    return [(f"No. {number}", words.get(reason, reason), total) for number, reason, total in counted]


def changed_values(line: DifferenceLine) -> list[tuple[str, Difference]]:
    """What changed of a person: label and both values, marked inside the word."""
    return [
        (str(LABELS.get(field, field)), mark(_shown(field, old), _shown(field, new), SIDES.get(field, "nama")))
        for field, old, new in line.values
    ]


# Where a name stands that the centre sent to be verified.
STANDINGS = {"checked": "Sudah diperiksa", "waits": "Belum diperiksa", "nobody": "Tidak dikunjungi"}


def with_standing(names: QuerySet[Any]) -> QuerySet[Any]:
    """Names of an order with `standing`: the work is done, waits, or there is none."""
    over = When(assignment__state="cancelled", then=Value("nobody"))
    none = When(assignment=None, then=Value("nobody"))
    done = When(assignment__state="done", then=Value("checked"))
    found: QuerySet[Any] = names.annotate(
        standing=Case(none, over, done, default=Value("waits"), output_field=CharField())
    )
    return found
