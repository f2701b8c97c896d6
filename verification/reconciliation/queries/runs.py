"""A run as its page shows it: classes and kelurahan against the run before, what another bound would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from dtks.office.models import Code, Region
from verification.corrections.models import ChangeRequest, Origin
from verification.reconciliation.models import Band, Result, Run
from verification.reconciliation.queries.moves import CAUSES
from verification.reconciliation.queries.results import OPENED_CLASSES, results_of
from verification.reconciliation.queries.work import WORK
from verification.sources.models import ResultClass


@dataclass(frozen=True)
class ClassRow:
    """One class of a run: now and before, to the scale of the greatest (but for MATCH, which would dwarf all)."""

    result_class: str
    now: int
    before: int | None
    width: float  # of 1000
    tick: float | None
    fill: str
    owner: str
    step: str
    opens: bool

    @property
    def change(self) -> int | None:
        return None if self.before is None else self.now - self.before


@dataclass(frozen=True)
class PlaceRow:
    """One kelurahan of a run."""

    code: str
    name: str
    pk: int | None
    total: int
    matching: int
    moved: int
    held: bool

    @property
    def share(self) -> float:
        return self.matching / self.total if self.total else 0.0


def class_rows(run: Run) -> list[ClassRow]:
    """All classes that occur now or before, in the order of the table of classes."""
    before = run.previous.counts if run.previous else {}
    numbers = [n for counts in (run.counts, before) for name, n in counts.items() if name != ResultClass.MATCH]
    most = max(numbers, default=0) or 1
    rows = []
    for result_class in ResultClass.values:
        now, old = run.counts.get(result_class, 0), before.get(result_class, 0)
        if now or old:
            work, scaled = WORK[result_class], result_class != ResultClass.MATCH
            rows.append(
                ClassRow(
                    result_class, now, old if run.previous else None, 1000 * now / most if scaled else 0.0,
                    1000 * old / most if scaled and run.previous else None, work.fill, work.owner, work.step,
                    result_class in OPENED_CLASSES and bool(now),
                )
            )  # fmt: skip
    return rows


def place_rows(run: Run) -> list[PlaceRow]:
    """Kelurahan: where the brake holds something first, then those with the greatest share of mismatch."""
    known = {row.code: row for row in Region.objects.filter(code__in=run.by_kelurahan)}
    held = {hold.kelurahan_id for hold in run.holds.all() if not hold.released_by_id}
    rows = []
    for code, counts in run.by_kelurahan.items():
        place = known.get(code)
        rows.append(
            PlaceRow(
                code, place.name if place else "belum diketahui", place.pk if place else None, sum(counts.values()),
                counts.get(ResultClass.MATCH, 0), run.moved_places.get(code, 0),
                (place.pk if place else None) in held and bool(held),
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (not row.held, row.share, row.name))


def counted_classes() -> set[str]:
    """Classes that count as a mismatch, from result_classes.csv."""
    rows = Code.objects.filter(table="result_classes", data__counts_as_mismatch="1")
    return set(rows.values_list("code", flat=True))


def flagged_share(run: Run) -> float:
    """The part of the citizens who count as a mismatch: what the brake looks at."""
    total = sum(run.counts.values())
    return sum(run.counts.get(each, 0) for each in counted_classes()) / total if total else 0.0


def causes(run: Run) -> list[tuple[str, str, int]]:
    """Why citizens changed class: key, words, how many; the greatest first."""
    rows = [(cause, word, run.causes.get(cause, 0)) for cause, word in CAUSES.items()]
    return sorted((row for row in rows if row[2]), key=lambda row: -row[2])


def moves(run: Run) -> list[tuple[str, str, int]]:
    """From class, to class, how many; the greatest first."""
    pairs = [(way.partition(">")[0], way.partition(">")[2], count) for way, count in run.moved.items()]
    return sorted(pairs, key=lambda move: (-move[2], move[0]))


def bands_under(run: Run, *, eyes: float, same: float) -> dict[str, int]:
    """How many citizens of a run would fall into each band under other bounds."""
    found: dict[str, int] = results_of(run).aggregate(
        same=Count("pk", filter=Q(confidence__gte=same)),
        eyes=Count("pk", filter=Q(confidence__gte=eyes, confidence__lt=same)),
        different=Count("pk", filter=Q(confidence__lt=eyes)),
    )
    return found


def moving_under(run: Run, *, eyes: float, same: float) -> dict[str, Any]:
    """Who would change band under other bounds, and what people decided about them: accepted is the same person."""
    now_same, now_eyes = Q(band=Band.SAME), Q(band=Band.EYES)
    then_same, then_eyes = Q(confidence__gte=same), Q(confidence__gte=eyes, confidence__lt=same)
    stays = (now_same & then_same) | (now_eyes & then_eyes) | (Q(band=Band.DIFFERENT) & Q(confidence__lt=eyes))
    moving = results_of(run).exclude(stays)
    return {"count": moving.count(), **_decided(moving)}


def wrong_in_band(run: Run, *, same: float) -> dict[str, int]:
    """What people decided about those whom the bound now in force takes as certain."""
    return _decided(results_of(run).filter(confidence__gte=same))


def _decided(results: QuerySet[Result]) -> dict[str, int]:
    states = ChangeRequest.objects.filter(
        origin=Origin.EXTRACT, citizen__in=results.values("citizen"), decided_at__isnull=False
    ).values_list("state", flat=True)
    refused = sum(state == ChangeRequest.State.REFUSED for state in states)
    one_in = round(len(states) / refused) if refused else 0
    return {"decided": len(states), "accepted": len(states) - refused, "refused": refused, "one_in": one_in}
