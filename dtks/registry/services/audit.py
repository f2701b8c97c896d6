"""The audit chain: attach it to every table of history, chain what was written, prove that all is as written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import pghistory.models
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from dtks.registry.models import AuditEntry, AuditForm, AuditHead

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


def audited_models() -> list[type[models.Model]]:
    """Every history that triggers write, and the rows that settings name beside them."""
    events = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    named = [apps.get_model(label) for label in settings.AUDITED_MODELS]
    return sorted([*events, *named], key=lambda model: model._meta.db_table)


def attach_audit() -> int:
    """Put the proving triggers on every audited table; safe to repeat, run after each migration.

    Rows that were there before their table was audited are taken as they are, once. Returns the number of tables.
    """
    found = audited_models()
    for model in found:
        _attach(model)
    return len(found)


@transaction.atomic
def _attach(model: type[models.Model]) -> None:
    table, key = model._meta.db_table, str(model._meta.pk.column)
    columns = sorted(field.column for field in model._meta.concrete_fields)
    is_new = not AuditForm.objects.filter(table=table).exists()
    form, _ = AuditForm.objects.get_or_create(table=table, columns=columns)
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(table)
        for trigger, clause in {
            "audit_proves": (
                f"AFTER INSERT ON {name} REFERENCING NEW TABLE AS added FOR EACH STATEMENT "
                f"EXECUTE FUNCTION padan_prove_rows({form.pk}, '{key}')"
            ),
            "audit_once": f"BEFORE UPDATE OR DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION padan_refuse_change()",
            "audit_kept": f"BEFORE TRUNCATE ON {name} EXECUTE FUNCTION padan_refuse_change()",
        }.items():
            cursor.execute(f"CREATE OR REPLACE TRIGGER {trigger} {clause}")
        if is_new:
            cursor.execute("SET LOCAL timezone = 'UTC'")
            cursor.execute(
                f"INSERT INTO registry_auditentry (form_id, row_id, digest) "
                f"SELECT %s, {key}, {_DIGEST.format(row='to_jsonb(a)')} FROM {name} a ORDER BY 2",
                [form.pk],
            )


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
        waiting = AuditEntry.objects.filter(position=None).order_by("id").values_list("id", "form_id", "row_id", "digest")
        rows = list(waiting[:_BATCH])
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
    return str(AuditHead.objects.order_by("-position").first() or "0")


def verify_audit() -> AuditProof:
    """Chain what waits, then prove links, heads and the digest of every row; names the first that is not as written."""
    fault = next(_digest_faults(), "")
    if not fault:
        chain_entries()
        fault = _chain_fault()
    return AuditProof(
        fault=fault, entries=AuditEntry.objects.count(), head=str(AuditHead.objects.order_by("-position").first() or "0")
    )


def _digest_faults() -> Iterator[str]:
    for model in audited_models():
        table, key = model._meta.db_table, str(model._meta.pk.column)
        forms = list(AuditForm.objects.filter(table=table))
        for form in forms:
            yield from _changed_rows(table, key, form)
        yield from _unproved_rows(table, key, [form.pk for form in forms])
        if issubclass(model, pghistory.models.Event):
            yield from _changed_present(model)


def _changed_rows(table: str, key: str, form: AuditForm) -> Iterator[str]:
    now = _columns_of(table)
    if missing := set(form.columns) - now:
        yield f"{table}: kolom {', '.join(sorted(missing))} tidak ada lagi"
        return
    row = "to_jsonb(r) - %s::text[]" if (later := sorted(now - set(form.columns))) else "to_jsonb(r)"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")
        cursor.execute(
            f"SELECT e.row_id, r.{key} IS NULL FROM registry_auditentry e LEFT JOIN {table} r ON r.{key} = e.row_id "
            f"WHERE e.form_id = %s AND (r.{key} IS NULL OR e.digest <> {_DIGEST.format(row=row)}) ORDER BY e.id LIMIT 1",
            [form.pk, *([later] if later else [])],
        )
        if found := cursor.fetchone():
            yield f"{table} baris {found[0]}: " + ("hilang" if found[1] else "isinya bukan seperti waktu ditulis")


def _columns_of(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def _unproved_rows(table: str, key: str, forms: list[int]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.{key} FROM {table} r WHERE NOT EXISTS (SELECT FROM registry_auditentry e "
            f"WHERE e.form_id = ANY(%s) AND e.row_id = r.{key}) ORDER BY 1 LIMIT 1",
            [forms],
        )
        if found := cursor.fetchone():
            yield f"{table} baris {found[0]}: tidak ditulis oleh Padan"


def _changed_present(model: type[pghistory.models.Event]) -> Iterator[str]:
    """A present row that differs from the last event of its history was changed with the triggers off."""
    tracked = model.pgh_tracked_model
    events, present, key = model._meta.db_table, tracked._meta.db_table, str(tracked._meta.pk.column)
    own = {field.column for field in tracked._meta.concrete_fields}
    columns = [f.column for f in model._meta.concrete_fields if f.column in own and not f.column.startswith("pgh_")]
    left, right = (", ".join(f"{side}.{column}" for column in columns) for side in ("p", "h"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.{key} FROM {present} p LEFT JOIN LATERAL (SELECT * FROM {events} h WHERE h.pgh_obj_id = p.{key} "
            f"ORDER BY h.pgh_id DESC LIMIT 1) h ON true WHERE h.pgh_id IS NULL OR ROW({left}) IS DISTINCT FROM "
            f"ROW({right}) ORDER BY 1 LIMIT 1"
        )
        if found := cursor.fetchone():
            yield f"{present} baris {found[0]}: berbeda dari riwayatnya"


def _chain_fault() -> str:
    link, expected = START, 0
    heads = {head.position: bytes(head.link) for head in AuditHead.objects.all()}
    chained = AuditEntry.objects.exclude(position=None).order_by("position")
    for position, entry, form, row, digest, kept in chained.values_list(
        "position", "id", "form_id", "row_id", "digest", "link"
    ).iterator(chunk_size=_BATCH):
        expected += 1
        link = link_of(link, expected, entry, form, row, bytes(digest))
        if position != expected or link != bytes(kept) or heads.get(position, link) != link:
            return f"rantai putus pada mata {expected} (catatan {entry})"
    if heads and max(heads) != expected:
        return f"rantai berakhir pada mata {expected}, seharusnya {max(heads)}"
    return ""
