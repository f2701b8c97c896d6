"""The audit chain: attach it to every table of history, chain what was written, prove that all is as written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pghistory
import pghistory.models
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.migrations import AddField, Migration, RemoveField, RenameField

from dtks.registry.models import AuditEntry, AuditForm, AuditHead, AuditKept

START = bytes(32)  # what stands before the first link
_BATCH = 5_000
_DIGEST = "sha256(convert_to(({row})::text, 'UTF8'))"
_LOCK = 20_261_126  # advisory: one process chains at a time


@dataclass(frozen=True, kw_only=True)
class AuditProof:
    """What a proof found. An empty `fault` says that everything is as written."""

    fault: str
    entries: int
    head: str


@dataclass(frozen=True, kw_only=True)
class _Table:
    """A table of the database; the names stand in SQL as they are, all are ours."""

    name: str
    key: str
    columns: list[str]

    @classmethod
    def of(cls, model: type[models.Model]) -> _Table:
        about = model._meta  # noqa: SLF001
        columns = sorted(str(field.column) for field in about.concrete_fields)
        return cls(name=about.db_table, key=str(about.pk.column), columns=columns)


def audited_models() -> list[type[models.Model]]:
    """Every history that triggers write, and the rows that settings name beside them."""
    events = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    named = [apps.get_model(label) for label in settings.AUDITED_MODELS]
    return [*events, *named]


def attach_audit() -> int:
    """Put the proving triggers on every audited table; safe to repeat, run after each migration.

    Rows that were there before their table was audited are taken as they are, once. Returns the number of tables.
    """
    found = audited_models()
    for model in found:
        _attach(_Table.of(model))
    return len(found)


@transaction.atomic
def _attach(table: _Table) -> None:
    is_new = not AuditForm.objects.filter(table=table.name).exists()
    form, _ = AuditForm.objects.get_or_create(table=table.name, columns=table.columns)
    name, key = table.name, table.key
    with connection.cursor() as cursor:
        cursor.execute("SELECT relnatts FROM pg_class WHERE oid = %s::regclass", [name])
        [number] = cursor.fetchone()
        for trigger, clause in {
            "audit_proves": (
                f"AFTER INSERT ON {name} REFERENCING NEW TABLE AS added FOR EACH STATEMENT "
                f"EXECUTE FUNCTION padan_prove_rows({form.pk}, '{key}', {number})"
            ),
            "audit_once": f"BEFORE UPDATE OR DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION padan_refuse_change()",
            "audit_kept": f"BEFORE TRUNCATE ON {name} EXECUTE FUNCTION padan_refuse_change()",
        }.items():
            cursor.execute(f"CREATE OR REPLACE TRIGGER {trigger} {clause}")
        if is_new:
            cursor.execute("SET LOCAL timezone = 'UTC'")
            cursor.execute(
                f"INSERT INTO registry_auditentry (form_id, row_id, digest) "  # noqa: S608
                f"SELECT %s, {key}, {_DIGEST.format(row='to_jsonb(a)')} FROM {name} a ORDER BY 2",
                [form.pk],
            )


def keep_before(plan: Sequence[tuple[Migration, bool]]) -> int:
    """Before a migration takes a column from a table of history: keep its rows as they were proved.

    Run before each migration. Only rows that still read as they were proved are kept, so a changed one stays a fault.
    Returns how many rows were kept.
    """
    with connection.cursor() as cursor:
        if AuditKept._meta.db_table not in connection.introspection.table_names(cursor):  # noqa: SLF001
            return 0
    tables = {table for migration, backwards in plan for table in _losing(migration, backwards)}
    return sum(_keep(form) for form in AuditForm.objects.filter(table__in=tables))


def _losing(migration: Migration, backwards: bool) -> Iterator[str]:
    """Tables from which a migration takes or renames a column."""
    losing = (AddField, RenameField) if backwards else (RemoveField, RenameField)
    for operation in migration.operations:
        if isinstance(operation, losing):
            yield f"{migration.app_label}_{operation.model_name.lower()}"


@transaction.atomic
def _keep(form: AuditForm) -> int:
    name = form.table
    key = "pgh_id" if "pgh_id" in form.columns else "id"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")
        cursor.execute(
            "SELECT coalesce(array_agg(attname::text), '{}') FROM pg_attribute WHERE attrelid = %s::regclass "
            "AND attnum > 0 AND NOT attisdropped AND NOT attname::text = ANY(%s)",
            [name, form.columns],
        )
        later = cursor.fetchone()[0]
        row = "(to_jsonb(r) - %s::text[])"
        cursor.execute(
            f"INSERT INTO registry_auditkept (form_id, row_id, row) "  # noqa: S608
            f"SELECT e.form_id, e.row_id, {row} FROM registry_auditentry e JOIN {name} r ON r.{key} = e.row_id "
            f"WHERE e.form_id = %s AND e.digest = {_DIGEST.format(row=row)} ON CONFLICT DO NOTHING",
            [later, form.pk, later],
        )
        return int(cursor.rowcount)


def chain_entries() -> int:
    """Chain what is written and not chained yet; returns how many. Nobody writes the chain but this.

    An entry whose transaction ends late simply takes a later place. Where another process is chaining, nothing is done.
    """
    done = 0
    while size := _chain_batch():
        done += size
    return done


@transaction.atomic
def _chain_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        waiting = AuditEntry.objects.filter(position=None).order_by("id")
        rows = waiting.values_list("id", "form_id", "row_id", "digest")[:_BATCH]
        if not rows:
            return 0
        last = AuditHead.objects.order_by("-position").first()
        position, link = (last.position, bytes(last.link)) if last else (0, START)
        links = []
        for entry, form, row, digest in rows:
            position += 1
            link = link_of(link, position, entry, form, row, bytes(digest))
            links.append((entry, position, link))
        cursor.execute(
            "UPDATE registry_auditentry e SET position = v.position, link = v.link "
            "FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[]) AS v (id, position, link) WHERE e.id = v.id",
            [list(column) for column in zip(*links, strict=True)],
        )
        AuditHead.objects.create(position=position, link=link)
    return len(rows)


def link_of(before: bytes, position: int, entry: int, form: int, row: int, digest: bytes) -> bytes:
    """One link: SHA-256 over the link before it and everything that the entry says."""
    return hashlib.sha256(before + f"|{position}|{entry}|{form}|{row}|".encode() + digest).digest()


def audit_head() -> str:
    """How far the chain reaches now, in a form for paper: place and the first digits of the link."""
    chain_entries()
    return _head()


def _head() -> str:
    return str(AuditHead.objects.order_by("-position").first() or "0")


def verify_audit() -> AuditProof:
    """Chain what waits, then prove links, heads and the digest of every row; names the first that is not as written."""
    fault = next(_digest_faults(), "")
    if not fault:
        chain_entries()
        fault = _chain_fault()
    return AuditProof(fault=fault, entries=AuditEntry.objects.count(), head=_head())


def _digest_faults() -> Iterator[str]:
    for model in audited_models():
        table = _Table.of(model)
        forms = list(AuditForm.objects.filter(table=table.name))
        for form in forms:
            yield from _changed_rows(table, form)
        yield from _unproved_rows(table, [form.pk for form in forms])
        if tracked := getattr(model, "pgh_tracked_model", None):
            from_birth = any(isinstance(each, pghistory.InsertEvent) for each in model.pgh_trackers)  # type: ignore[attr-defined]
            yield from _changed_present(table, _Table.of(tracked), from_birth=from_birth)


def _changed_rows(table: _Table, form: AuditForm) -> Iterator[str]:
    missing = sorted(set(form.columns) - set(table.columns))
    later = sorted(set(table.columns) - set(form.columns))
    row = "to_jsonb(r) - %s::text[]" if later else "to_jsonb(r)"
    wrong, parameters = f"e.digest <> {_DIGEST.format(row=row)}", [later] if later else []
    kept = ""
    if missing:  # the row as it was proved stands beside; what is left of the row must still read like it
        kept = "LEFT JOIN registry_auditkept k ON k.form_id = e.form_id AND k.row_id = e.row_id "
        wrong = f"k.row IS NULL OR e.digest <> {_DIGEST.format(row='k.row')} OR k.row - %s::text[] <> {row}"
        parameters = [missing, *parameters]
    query = (
        f"SELECT e.row_id, r.{table.key} IS NULL FROM registry_auditentry e "  # noqa: S608
        f"LEFT JOIN {table.name} r ON r.{table.key} = e.row_id {kept}"
        f"WHERE e.form_id = %s AND (r.{table.key} IS NULL OR {wrong}) ORDER BY e.id LIMIT 1"
    )
    for row_id, is_gone in _found(query, [form.pk, *parameters]):
        yield f"{table.name} baris {row_id}: " + ("hilang" if is_gone else "isinya bukan seperti waktu ditulis")


def _unproved_rows(table: _Table, forms: list[int]) -> Iterator[str]:
    query = (
        f"SELECT r.{table.key} FROM {table.name} r WHERE NOT EXISTS (SELECT FROM registry_auditentry e "  # noqa: S608
        f"WHERE e.form_id = ANY(%s) AND e.row_id = r.{table.key}) ORDER BY 1 LIMIT 1"
    )
    for (row_id,) in _found(query, [forms]):
        yield f"{table.name} baris {row_id}: tidak ditulis oleh Padan"


def _changed_present(events: _Table, present: _Table, *, from_birth: bool) -> Iterator[str]:
    """A present row that differs from the last event of its history was changed with the triggers off.

    Where a history begins with the first change, a row without one is as it was made.
    """
    without = "h.pgh_id IS NULL OR" if from_birth else "h.pgh_id IS NOT NULL AND"
    shared = [column for column in events.columns if column in present.columns]
    left, right = (", ".join(f"{side}.{column}" for column in shared) for side in ("p", "h"))
    query = (
        f"SELECT p.{present.key} FROM {present.name} p LEFT JOIN LATERAL (SELECT * FROM {events.name} h "  # noqa: S608
        f"WHERE h.pgh_obj_id = p.{present.key} ORDER BY h.pgh_id DESC LIMIT 1) h ON true "
        f"WHERE {without} ROW({left}) IS DISTINCT FROM ROW({right}) ORDER BY 1 LIMIT 1"
    )
    for (row_id,) in _found(query, []):
        yield f"{present.name} baris {row_id}: berbeda dari riwayatnya"


@transaction.atomic
def _found(query: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")  # a time reads the same wherever the server stands
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def _chain_fault() -> str:
    link, expected = START, 0
    heads = {head.position: bytes(head.link) for head in AuditHead.objects.all()}
    chained = AuditEntry.objects.exclude(position=None).order_by("position")
    for position, entry, form, row, digest, kept in chained.values_list(
        "position", "id", "form_id", "row_id", "digest", "link"
    ).iterator(chunk_size=_BATCH):
        expected += 1
        link = link_of(link, expected, entry, form, row, bytes(digest))
        if position != expected or link != bytes(kept or b"") or heads.get(position, link) != link:
            return f"rantai putus pada mata {expected} (catatan {entry})"
    if heads and max(heads) != expected:
        return f"rantai berakhir pada mata {expected}, seharusnya {max(heads)}"
    return ""
