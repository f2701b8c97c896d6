"""Who went from one class to another since the results before, and why."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When

from verification.reconciliation.models import Result, Run

CAUSES = {
    "extract": "ekstrak baru",
    "correction": "perbaikan kita",
    "bounds": "ambang lain",
    "method": "metode lain",
    "others": "warga lain",
}


def moved_results(run: Run) -> QuerySet[Result]:
    """The results of a run whose class is another than the one that held before."""
    return run.results.exclude(previous_class="").exclude(previous_class=F("result_class"))


def with_cause(results: QuerySet[Result], run: Run) -> QuerySet[Any]:
    """Results with `cause`, a key of CAUSES: the first that holds, "others" where none of one's own does.

    "others": somebody else of the list changed (who claims the same person, lives in the same house, has the same NIK).
    """
    before = run.previous
    if before is None:
        return results.annotate(cause=Value("others", output_field=CharField()))
    rest = "others"
    if before.thresholds_id != run.thresholds_id:
        rest = "bounds"
    if before.method_version != run.method_version:
        rest = "method"
    newer = When(civil_person__changed_in__number__gt=before.extract.number, then=Value("extract"))
    ours = When(citizen__updated_at__gt=before.started_at, then=Value("correction"))
    found = Case(newer, ours, default=Value(rest), output_field=CharField())
    if before.extract_id == run.extract_id:
        found = Case(ours, default=Value(rest), output_field=CharField())
    return results.annotate(cause=found)
