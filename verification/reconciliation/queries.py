"""Reads of runs and results that pages, commands and the rooms above share."""

from __future__ import annotations

from typing import Any, BinaryIO

from django.db import connection
from psycopg2 import sql

from dtks.registry.models import Citizen
from verification.reconciliation.models import Result, Run

# A field of the matcher -> ours, in the order of a form.
REGISTRY_FIELDS: dict[str, tuple[str, ...]] = {
    "nik": ("nik",),
    "nama": ("name",),
    "tgl_lahir": ("birth_date",),
    "tempat_lahir": ("birth_place",),
    "jk": ("sex",),
    "no_kk": ("kk_number",),
    "alamat": ("address", "rt", "rw", "kelurahan"),
    "nama_ibu": ("mother_name",),
}
_OUT = """
    SELECT c.dtks_id, r.status, coalesce(p.nik, '') AS matched_nik, r.confidence,
           array_to_string(ARRAY(SELECT f FROM unnest({fields}::text[]) f
                                 WHERE f = ANY(r.differs) OR f = ANY(r.missing)), ';') AS fields
    FROM reconciliation_result r
    JOIN registry_citizen c ON c.id = r.citizen_id
    LEFT JOIN sources_civilperson p ON p.id = r.civil_person_id
    WHERE {which} AND c.dtks_id <> '' ORDER BY c.id
"""


def latest_result(citizen: Citizen) -> Result | None:
    """The result that holds for a citizen."""
    latest = Result.objects.filter(citizen=citizen, is_latest=True)
    return latest.select_related("run__extract", "civil_person").first()


def write_csv(*, run_id: int, file: BinaryIO) -> None:
    """OUT.csv: a row a citizen with an ID ANGGOTA; after an incremental run the results that hold, of all citizens."""
    run = Run.objects.get(pk=run_id)
    which = sql.SQL("r.is_latest") if run.incremental else sql.SQL("r.run_id = {}").format(sql.Literal(run_id))
    statement = sql.SQL(_OUT).format(fields=sql.Literal(list(REGISTRY_FIELDS)), which=which)
    with connection.cursor() as cursor:
        copy = sql.SQL("COPY ({}) TO STDOUT WITH (FORMAT csv, HEADER)").format(statement)
        cursor.copy_expert(copy.as_string(cursor.connection), file)


def summary(run: Run) -> dict[str, Any]:
    """What a run came to, for the last line of the command."""
    return {
        "run": run.number,
        "state": run.state,
        "citizens": run.total,
        "compared": sum(run.counts.values()),
        "refused": run.refused,
        "classes": run.counts,
        "bands": run.bands,
        "message": run.message,
    }
