"""The safety brake (failure 32): a run in which too many do not match is held before anything is written as valid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q

from dtks.jobs.models import Job
from dtks.office.models import Region
from dtks.registry.models import Citizen
from dtks.registry.services.values import GONE
from verification.reconciliation.models import Hold, Result, Run, Staged
from verification.reconciliation.queries.runs import counted_classes, flagged_share
from verification.reconciliation.services import sides

Kind = Staged.Kind

Places = dict[str, Counter[str]]  # kelurahan code ("" unknown) -> class -> citizens
Counts = list[tuple[int, str, str, int]]  # kelurahan (its key, 0 unknown), class, band, citizens
_STANDING = """
    SELECT citizen_id, result_class, band FROM reconciliation_result WHERE is_latest AND citizen_id = ANY(%s)
"""
# What was last said up to a run, in the runs that hold, of those of whom nothing holds any more.
_SAID = """
    SELECT DISTINCT ON (r.citizen_id) r.citizen_id, r.result_class, r.band FROM reconciliation_result r
    JOIN reconciliation_run n ON n.id = r.run_id
    WHERE r.citizen_id = ANY(%s) AND n.id <= %s AND n.state = 'done' ORDER BY r.citizen_id, r.run_id DESC
"""


def count(run: Run, job: Job) -> None:
    """What the run comes to, before any of it is valid; of a run of what changed the others count as they did."""
    found: Counts = [each for result in _results(job) for each in result["counts"]]
    classes, bands, places = Counter[str](), Counter[str](), Places()
    if run.base:
        found += [(place, result_class, band, -many) for place, result_class, band, many in _replaced(run, run.base)]
        classes.update(run.base.counts)
        bands.update(run.base.bands)
        places = {code: Counter(counts) for code, counts in run.base.by_kelurahan.items()}
    codes = dict(Region.objects.filter(pk__in={place for place, *_ in found}).values_list("pk", "code"))
    for place, result_class, band, many in found:
        classes[result_class] += many
        bands[band] += many
        places.setdefault(codes.get(place, ""), Counter())[result_class] += many
    run.counts, run.bands = dict(+classes), dict(+bands)
    run.by_kelurahan = {code: dict(+counts) for code, counts in places.items() if +counts}
    run.save(update_fields=["counts", "bands", "by_kelurahan"])


def _results(job: Job) -> Iterable[dict[str, Any]]:
    return job.chunks.filter(result__has_key="counts").values_list("result", flat=True)


def _replaced(run: Run, base: Run) -> Counts:
    """What the base said of those whom the run says anew, or no longer compares, where they lived then."""
    lived: dict[int, int] = {}
    own = run.staged.filter(stage=Kind.BRIEF).values("no")
    theirs = Q(stage=Kind.VOID) | Q(stage=Kind.JUDGE) & ~Q(no__in=own)
    for raw in run.staged.filter(theirs).values_list("frame", flat=True):
        lived.update(sides.unpacked(raw, columns=["dtks_id", "region"]).iter_rows())
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [list(lived)])
        said = {citizen: tuple(rest) for citizen, *rest in cursor.fetchall()}
        if others := [citizen for citizen in lived if citizen not in said]:
            cursor.execute(_SAID, [others, base.pk])
            said.update((citizen, tuple(rest)) for citizen, *rest in cursor.fetchall())
    counted = Counter((lived[citizen], *rest) for citizen, rest in said.items())
    return [(place, result_class, band, many) for (place, result_class, band), many in counted.items()]


def usual(run: Run) -> Places:
    """What holds so far: what the run before came to, or all results that hold now if a hold kept some of it back."""
    before = run.base or run.previous
    if before and not before.holds.filter(released_by=None).exists():
        return {code: Counter(counts) for code, counts in before.by_kelurahan.items()}
    found = Places()
    living = Result.objects.filter(is_latest=True).exclude(citizen__life_state__in=GONE).order_by()
    rows = living.values_list("citizen__kelurahan__code", "result_class").annotate(n=Count("pk"))
    for code, result_class, many in rows:
        found.setdefault(code or "", Counter())[result_class] += many
    return found


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


def hold_places(run: Run) -> None:
    """Hold a class in a kelurahan where it is suddenly frequent; all other results of the run are valid.

    What is usual there is its share among the results that hold now; without any nothing is sudden.
    """
    if run.state == Run.State.HELD or not (before := usual(run)):
        return
    pks = dict(Region.objects.filter(code__in=run.by_kelurahan).values_list("code", "pk"))
    held, mismatches = [], counted_classes()
    for code, counts in run.by_kelurahan.items():
        here, total = before.get(code, Counter()), sum(counts.values())
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
