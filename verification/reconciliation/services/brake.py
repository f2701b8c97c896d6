"""The safety brake (failure 32): a run in which too many do not match is held before anything is written as valid."""

from __future__ import annotations

from collections import Counter

from dtks.jobs.models import Job
from dtks.office.models import Code
from verification.reconciliation.models import Run


def counted_classes() -> set[str]:
    """Classes that count as a mismatch, from result_classes.csv."""
    rows = Code.objects.filter(table="result_classes", data__counts_as_mismatch="1")
    return set(rows.values_list("code", flat=True))


def judged(job: Job) -> dict[str, Counter[str]]:
    """What the pass of judging counted: kelurahan (its key) -> class -> citizens."""
    found: dict[str, Counter[str]] = {}
    for result in job.chunks.filter(result__has_key="counts").values_list("result", flat=True):
        for place, counts in result["counts"].items():
            found.setdefault(place, Counter()).update(counts)
    return found


def hold(run: Run, job: Job) -> None:
    """Hold a run in which too many do not match: nothing is opened, the results before it go on to hold."""
    counts = sum(judged(job).values(), Counter())
    total = counts.total()
    flagged = sum(counts[each] for each in counted_classes())
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
