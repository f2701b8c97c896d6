"""The safety brake (failure 32): a run in which too many do not match is held before anything is written as valid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count

from dtks.jobs.models import Job
from dtks.office.models import Code, Region
from dtks.registry.services.values import GONE
from verification.reconciliation.models import Result, Run, Staged
from verification.reconciliation.services import sides


def counted_classes() -> set[str]:
    """Classes that count as a mismatch, from result_classes.csv."""
    rows = Code.objects.filter(table="result_classes", data__counts_as_mismatch="1")
    return set(rows.values_list("code", flat=True))


def count(run: Run, job: Job) -> None:
    """What the run comes to, before any of it is valid: its own counts, and of a run of what changed the others'."""
    found = [each for result in _results(job) for each in result["counts"]]
    if run.scope == Run.Scope.CHANGED:
        found += _standing(run)
    classes: Counter[str] = Counter()
    bands: Counter[str] = Counter()
    places: dict[int, Counter[str]] = {}
    for place, result_class, band, many in found:
        classes[result_class] += many
        bands[band] += many
        places.setdefault(place, Counter())[result_class] += many
    codes = dict(Region.objects.filter(pk__in=places).values_list("pk", "code"))
    run.counts, run.bands = dict(classes), dict(bands)
    run.by_kelurahan = {codes.get(place, ""): dict(counts) for place, counts in places.items()}
    run.save(update_fields=["counts", "bands", "by_kelurahan"])


def _results(job: Job) -> Iterable[dict[str, Any]]:
    return job.chunks.filter(result__has_key="counts").values_list("result", flat=True)


def _standing(run: Run) -> list[tuple[int, str, str, int]]:
    """The same of citizens whose result stays the one that they have."""
    again: list[int] = []
    for raw in run.staged.filter(stage=Staged.Kind.JUDGE).values_list("frame", flat=True):
        again += [int(each) for each in sides.unpacked(raw, columns=["dtks_id"])["dtks_id"].to_list()]
    stays = Result.objects.filter(is_latest=True).exclude(citizen__life_state__in=GONE).exclude(citizen__in=again)
    grouped = stays.order_by().values_list("citizen__kelurahan", "result_class", "band").annotate(n=Count("pk"))
    return [(place or 0, result_class, band, many) for place, result_class, band, many in grouped]


def hold(run: Run) -> None:
    """Hold a run in which too many do not match: nothing is opened, the results before it go on to hold."""
    total = sum(run.counts.values())
    flagged = sum(run.counts.get(each, 0) for each in counted_classes())
    if flagged > run.thresholds.brake * total:
        run.state = Run.State.HELD
        run.message = (
            f"Rem menahan hasil: {flagged} dari {total} warga tidak padan ({_percent(flagged / total)}), "
            f"batas {_percent(run.thresholds.brake)}. Belum ada perkara yang dibuka. "
            "Periksa ekstrak dan daftar, lalu lepas rem atau jalankan lagi."
        )
        run.save(update_fields=["state", "message"])


def _percent(share: float) -> str:
    return f"{share * 100:.0f}%"
