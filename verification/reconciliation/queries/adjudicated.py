"""What the decider of a request sees of the NIK case that it came from: the other people or records, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from dtks.accounts.models import User
from dtks.papers.models import Document
from verification.corrections.models import ChangeRequest, Origin
from verification.corrections.queries.mergers import Merger, merger_of, standings_of
from verification.reconciliation.models import CaseDecision, DuplicateCase, Kind
from verification.reconciliation.queries.adjudication import Column, Pair, Row, own_columns, pair_of_two, rows_of

PREFIX = "Perkara "


@dataclass(frozen=True)
class Adjudicated:
    """A case as its request shows it: the record it is about, the other ones, and for two records their comparison."""

    case: DuplicateCase
    decision: CaseDecision
    about: Column
    others: list[Column]
    rows: list[Row]  # each marked against the record that stays, or that keeps the number
    pair: Pair | None  # of two records of one person
    merger: Merger | None  # what goes over to the one that stays

    @property
    def columns(self) -> list[Column]:
        """The record that stays stands first, then the one that the request is about."""
        return [*self.others, self.about]

    @property
    def ends(self) -> bool:
        """Whether the record of the request ends and points to the other."""
        return self.decision.kind == Kind.TWO_NIKS

    @property
    def kept(self) -> Column | None:
        """The record that stays."""
        return self.others[0] if self.ends and self.others else None


def adjudicated_of(request: ChangeRequest, user: User) -> Adjudicated | None:
    """The case behind a request, if it came from one that the person may see; eight queries, for no other request."""
    if request.origin != Origin.ADJUDICATION:
        return None
    visible = DuplicateCase.objects.visible_to(user).filter(number=request.origin_reference.removeprefix(PREFIX))
    said = CaseDecision.objects.filter(case__in=visible, requests__contains=[request.number], about__isnull=False)
    decision = said.exclude(kind=Kind.TAKEN_BACK).select_related("case", "about", "kept").first()
    if decision is None or decision.about is None:
        return None
    columns = own_columns(decision.case)
    about = next(column for column in columns if column.letter == decision.about.letter)
    kept = decision.kept.letter if decision.kept else ""
    others = sorted(
        (each for each in columns if each is not about), key=lambda each: (each.letter != kept, each.letter)
    )
    shown = others[:1] if decision.kind == Kind.TWO_NIKS else others
    two = shown if decision.kind == Kind.TWO_NIKS else []
    return Adjudicated(
        decision.case, decision, about, shown, rows_of([*shown, about], shown[0]) if shown else [],
        pair_of_two(two[0], about) if two else None, _merger(request, about, two[0]) if two else None,
    )  # fmt: skip


def _merger(request: ChangeRequest, about: Column, kept: Column) -> Merger | None:
    """What goes over, as it stands now; of what is applied already nothing."""
    if not request.is_open or request.family_plan is None:
        return None
    papers = Document.objects.filter(citizen=about.who.pk).count()
    standings = standings_of([about.who.pk, kept.who.pk])
    return merger_of(about.who, kept.who, standings, aid=about.aid, papers=papers, own=request.number)  # type: ignore[arg-type]
