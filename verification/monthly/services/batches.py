"""Acts of the month: open a batch, fill it, seal it, or give it up before the seal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from dtks.accounts.models import User
from dtks.jobs.services import emit
from dtks.office.services import marked
from dtks.registry.models import Citizen
from dtks.registry.services import audit_head
from verification.corrections.models import ChangeRequest
from verification.monthly import queries
from verification.monthly.models import Batch, BatchRow, HeldBack
from verification.monthly.queries import Check, Held, Surroundings
from verification.monthly.queries.packets import waits_for_mayor
from verification.monthly.services.releases import open_lines


class MonthIsBusy(Exception):
    """Another batch of this month is being filled; there is nothing to do but wait for it or stop it."""


class EmptyBatch(Exception):
    """Nothing was ready, so there is nothing to seal."""


@transaction.atomic
def open_batch(*, month: date, actor: User | None) -> Batch:
    """Begin a batch for a month.

    Raises:
        MonthIsBusy: a batch of the month is still being filled.
    """
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('monthly.batch'), %s)", [month.year * 100 + month.month])
    earlier = Batch.objects.filter(month=month)
    if earlier.filter(state=Batch.State.FILLING).exists():
        raise MonthIsBusy(month)
    sequence = (earlier.aggregate(last=Max("sequence"))["last"] or 0) + 1
    return Batch.objects.create(
        number=marked(f"K-{month:%y%m}-{sequence:02d}"), month=month, sequence=sequence, opened_by=actor
    )


@transaction.atomic
def fill_batch(*, batch: Batch, request_ids: Sequence[int], check: Check) -> tuple[int, int]:
    """Put the ready ones of some requests into a batch, and note for the others why they stay.

    Args:
        check: says what a template misses in a row's values; templates are known to the room above.

    Returns:
        How many went in, how many stay behind.
    """
    locked = ChangeRequest.objects.select_for_update(of=("self",)).filter(pk__in=request_ids)
    requests = [each for each in queries.with_contents(locked.order_by("id")) if not each.sealed_in]
    around = queries.surroundings(requests)
    rows: list[BatchRow] = []
    held: list[HeldBack] = []
    for request in requests:
        made, reason = _rows_of(batch, request, around, check)
        if reason is None:
            rows += made
        else:
            held.append(HeldBack(batch=batch, request=request, **vars(reason)))
    BatchRow.objects.bulk_create(rows)
    HeldBack.objects.bulk_create(held, ignore_conflicts=True)
    taken = {row.request_id for row in rows}
    ChangeRequest.objects.filter(pk__in=taken).update(sealed_in=batch.number, sealed_at=timezone.now())
    return len(taken), len(held)


def _rows_of(
    batch: Batch, request: ChangeRequest, around: Surroundings, check: Check
) -> tuple[list[BatchRow], Held | None]:
    """The rows of one change, all or none: a family is sent together, and what one of them misses keeps all."""
    if reason := queries.hindrance(request, around):
        return [], reason
    kind, rows = queries.sheet_of(request, around), []
    for citizen in queries.people_of(request, around):
        values = queries.row_values(request, citizen, around)
        if reason := check(kind, values):
            return [], queries.of_whom(reason, request, citizen)
        rows.append(_row(batch=batch, request=request, citizen=citizen, kind=kind, values=values))
    return rows, None


def _row(*, batch: Batch, request: ChangeRequest, citizen: Citizen, kind: str, values: dict[str, str]) -> BatchRow:
    kelurahan = citizen.kelurahan or request.citizen.kelurahan
    assert kelurahan is not None and kelurahan.parent_id is not None  # else `hindrance` had said MOVED
    return BatchRow(
        batch=batch,
        kind=kind,
        request=request,
        citizen=citizen,
        kecamatan_id=kelurahan.parent_id,
        values=values,
        sha256=queries.row_hash(kind=kind, values=values),
    )


@transaction.atomic
def seal_batch(*, batch: Batch) -> Batch:
    """Freeze a filled batch with the hash of its rows. Afterwards nothing in it can change.

    Rows whose sheet waits for the mayor are sent with a packet, all others now.

    Raises:
        EmptyBatch: no row is in it; the batch is void and its number stays.
    """
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    hashes = list(batch.rows.order_by("kind", "kecamatan__code", "id").values_list("sha256", flat=True))
    if not hashes:
        raise EmptyBatch(batch)
    batch.row_count, batch.hash = len(hashes), queries.batch_hash(hashes)
    batch.state, batch.sealed_at, batch.audit_head = Batch.State.SEALED, timezone.now(), audit_head()
    batch.save(update_fields=["row_count", "hash", "state", "sealed_at", "audit_head"])
    free = list(_free_rows(batch).values_list("pk", flat=True))
    if free:
        open_lines(row_ids=free)
        emit(kind="batch.sealed", payload={"batch": batch.pk})
    return batch


def _free_rows(batch: Batch) -> QuerySet[BatchRow]:
    """Rows that wait for no packet: their sheet does not, or they are urgent and the mayor is told afterwards."""
    return batch.rows.exclude(pk__in=waits_for_mayor(batch.rows.all(), timezone.localdate()).values("pk"))


@transaction.atomic
def give_up_batch(*, batch: Batch) -> Batch:
    """Void a batch that is not sealed yet; its changes are free for the next one."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != Batch.State.FILLING:
        return batch
    ChangeRequest.objects.filter(sealed_in=batch.number).update(sealed_in="", sealed_at=None)
    batch.rows.all().delete()
    batch.state = Batch.State.VOID
    batch.save(update_fields=["state"])
    return batch


def mark_written(*, batch: Batch) -> None:
    """Every row of a sealed batch stands in a file that was read back; while some wait for a packet it is not."""
    if not batch.rows.filter(ledger_line=None).exclude(packet_items__let_go=True).exists():
        Batch.objects.filter(pk=batch.pk, state=Batch.State.SEALED).update(state=Batch.State.WRITTEN)
