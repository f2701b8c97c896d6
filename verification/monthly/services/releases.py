"""Sealed rows are let go to the centre: a ledger line each, sent on this day."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from verification.monthly.models import LedgerLine


def open_lines(*, row_ids: Sequence[int]) -> int:
    """One ledger line per sealed row, sent today, in one statement. A row that has its line keeps it."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(
            "INSERT INTO monthly_ledgerline "
            "(row_id, state, sent_on, answer, code, message, basis, entered_reference, not_entered_reason) "
            "SELECT id, %s, %s, '', '', '', '', '', '' FROM monthly_batchrow WHERE id = ANY(%s) ORDER BY id "
            "ON CONFLICT (row_id) DO NOTHING",
            [LedgerLine.State.SENT, timezone.localdate(), list(row_ids)],
        )
        return int(cursor.rowcount)
