"""The pairs of the run that holds: kept from one run to the next, with the counts of the register that they rest on."""

from __future__ import annotations

from django.db import connection

from verification.reconciliation.models import Run, Staged

DRIFT = 0.05  # a register that grew or shrank by more counts for itself anew
_COPY = """
    INSERT INTO reconciliation_staged (run_id, stage, no, rows, frame)
    SELECT %s, stage, no, rows, frame FROM reconciliation_staged WHERE run_id = %s AND stage IN ('words', 'places')
"""


def keep(run: Run) -> None:
    """From now on this run's pairs are the ones that hold; everything else that was staged goes."""
    Staged.objects.exclude(run=run, stage__in=Staged.KEPT).delete()


def pin_statistics(run: Run) -> None:
    """Let a run count words and places as the run before did, so that both say the same of whom nothing touched."""
    before = Staged.objects.filter(run=run.previous, stage=Staged.Kind.WORDS).first()
    if before is None or abs(run.register_rows - before.no) > DRIFT * before.no:
        return
    with connection.cursor() as cursor:
        cursor.execute(_COPY, [run.pk, run.previous_id])
