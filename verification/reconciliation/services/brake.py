"""The safety brake (failure 32): a run in which too many do not match is held before anything is written as valid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet

from dtks.jobs.models import Job
from dtks.office.models import Region
from dtks.registry.models import Citizen
from dtks.registry.services.values import GONE
from verification.reconciliation.models import Hold, Result, Run, Staged
from verification.reconciliation.queries.runs import counted_classes, flagged_share
from verification.reconciliation.services import sides

Counts = list[tuple[int, str, str, int]]  # kelurahan (its key, 0 unknown), class, band, citizens


def count(run: Run, job: Job, usual: Counts) -> None:
    """What the run comes to, before any of it is valid: its own counts, and of a run of what changed the others'."""
    found = [each for result in _results(job) for each in result["counts"]]
    if run.scope == Run.Scope.CHANGED:
        found += usual
        found += [(place, result_class, band, -many) for place, result_class, band, many in _replaced(run)]
    classes: Counter[str] = Counter()
    bands: Counter[str] = Counter()
    places: dict[int, Counter[str]] = {}
    for place, result_class, band, many in found:
        classes[result_class] += many
        bands[band] += many
        places.setdefault(place, Counter())[result_class] += many
    codes = dict(Region.objects.filter(pk__in=places).values_list("pk", "code"))
    run.counts, run.bands = dict(+classes), dict(+bands)
    run.by_kelurahan = {codes.get(place, ""): dict(+counts) for place, counts in places.items() if +counts}
    run.save(update_fields=["counts", "bands", "by_kelurahan"])


def _results(job: Job) -> Iterable[dict[str, Any]]:
    return job.chunks.filter(result__has_key="counts").values_list("result", flat=True)


def standing() -> Counts:
    """The results that hold now."""
    return _grouped(Result.objects.filter(is_latest=True))


def _replaced(run: Run) -> Counts:
    """Those of them that the run replaces."""
    again: list[int] = []
    for raw in run.staged.filter(stage=Staged.Kind.JUDGE).values_list("frame", flat=True):
        again += sides.unpacked(raw, columns=["dtks_id"])["dtks_id"].to_list()
    return _grouped(Result.objects.filter(is_latest=True, citizen__in=again))


def _grouped(results: QuerySet[Result]) -> Counts:
    living = results.exclude(citizen__life_state__in=GONE).order_by()
    grouped = living.values_list("citizen__kelurahan", "result_class", "band").annotate(n=Count("pk"))
    return [(place or 0, result_class, band, many) for place, result_class, band, many in grouped]


def hold(run: Run) -> None:
    """Hold a run in which too many do not match: nothing is opened, the results before it go on to hold."""
    share, total = flagged_share(run), sum(run.counts.values())
    if share > run.thresholds.brake:
        run.state = Run.State.HELD
        run.message = (
            f"Rem menahan hasil: {round(share * total)} dari {total} warga tidak padan ({_percent(share)}), "
            f"batas {_percent(run.thresholds.brake)}. Belum ada perkara yang dibuka. "
            "Periksa ekstrak dan daftar, lalu lepas rem atau jalankan lagi."
        )
        run.save(update_fields=["state", "message"])


def hold_places(run: Run, usual: Counts) -> None:
    """Hold a class in a kelurahan where it is suddenly frequent; all other results of the run are valid.

    What is usual there is its share among the results that hold now; without any nothing is sudden.
    """
    before: dict[int, Counter[str]] = {}
    for place, result_class, _, many in usual:
        before.setdefault(place, Counter())[result_class] += many
    if not before or run.state == Run.State.HELD:
        return
    pks = dict(Region.objects.filter(code__in=run.by_kelurahan).values_list("code", "pk"))
    held, mismatches = [], counted_classes()
    for code, counts in run.by_kelurahan.items():
        here, total = before.get(pks.get(code, 0), Counter()), sum(counts.values())
        for result_class in mismatches & counts.keys():
            share = here[result_class] / max(1, here.total())
            if _sudden(counts[result_class], total, share):
                held.append(
                    Hold(
                        run=run,
                        kelurahan_id=pks.get(code),
                        result_class=result_class,
                        count=counts[result_class],
                        of=total,
                        usual=share,
                    )
                )
    Hold.objects.bulk_create(held)


def _sudden(count: int, total: int, usual: float) -> bool:
    least, share, times = settings.RECONCILIATION_HOLD_LEAST, settings.RECONCILIATION_HOLD_SHARE, 4
    return count >= least and count >= share * total and count >= times * usual * total


def held_citizens(run: Run, citizens: dict[int, str]) -> set[int]:
    """Of citizens and their classes those whose result a hold keeps back."""
    holds = set(run.holds.filter(released_by=None).values_list("kelurahan_id", "result_class"))
    if not holds:
        return set()
    places = Citizen.objects.filter(pk__in=citizens).values_list("pk", "kelurahan_id")
    return {pk for pk, place in places if (place, citizens[pk]) in holds}


def _percent(share: float) -> str:
    return f"{share * 100:.0f}%"
