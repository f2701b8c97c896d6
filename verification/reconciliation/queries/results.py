"""Results: the one that holds, OUT.csv, and what can be opened from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from psycopg2 import sql

from dtks.registry.models import Citizen
from verification.matching.results import Band as EngineBand
from verification.matching.results import Result as EngineResult
from verification.matching.results import ResultClass as EngineClass
from verification.matching.results import Status
from verification.reconciliation.models import Band, Result, Run
from verification.sources.models import ResultClass

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


def these(values: Iterable[int] | Iterable[str], kind: str = "bigint") -> RawSQL:
    """Thousands of values for `…__in` as one parameter: Django would write each of them by itself."""
    return RawSQL(f"SELECT unnest(%s::{kind}[])", [list(values)])  # noqa: S611 - the values are a parameter


def results_of(run: Run) -> QuerySet[Result]:
    """The results that a run shows: its own, or of a run of what changed those that hold since, whoever wrote them."""
    if run.scope == Run.Scope.CHANGED and run.state == Run.State.DONE:
        newer = Run.objects.filter(state=Run.State.DONE, pk__gt=run.pk)
        if not newer.exists():
            return Result.objects.filter(is_latest=True)
    return Result.objects.filter(run=run)


def write_csv(*, run: Run, file: BinaryIO) -> None:
    """OUT.csv of a run: a row a citizen with an ID ANGGOTA."""
    standing = run.scope == Run.Scope.CHANGED and run.state == Run.State.DONE
    which = sql.SQL("r.is_latest") if standing else sql.SQL("r.run_id = {}").format(sql.Literal(run.pk))
    statement = sql.SQL(_OUT).format(fields=sql.Literal(list(REGISTRY_FIELDS)), which=which)
    with connection.cursor() as cursor:
        copy = sql.SQL("COPY ({}) TO STDOUT WITH (FORMAT csv, HEADER)").format(statement)
        cursor.copy_expert(copy.as_string(cursor.connection), file)


def summary(run: Run) -> dict[str, Any]:
    """What a run came to, for the last line of the command."""
    return {
        "run": run.number,
        "state": run.state,
        "scope": run.scope,
        "citizens": run.total,
        "compared": sum(run.counts.values()),
        "looked_up": run.compared,
        "refused": run.refused,
        "classes": run.counts,
        "bands": run.bands,
        "message": run.message,
    }


# Classes whose repair is a proposal with the register's values; for the others somebody must find out first.
OPENED_CLASSES = frozenset(
    {ResultClass.VARIANT, ResultClass.FIELD_DIFFERS, ResultClass.NIK_DIFFERS, ResultClass.NIK_INVALID,
     ResultClass.NO_NIK, ResultClass.NIK_OTHER_PERSON}
)  # fmt: skip
_NOT_OPENED = {
    ResultClass.MATCH: "sudah padan",
    ResultClass.DECEASED: "kelurahan memastikan dulu dengan akta kematian",
    ResultClass.MOVED: "kelurahan memastikan dulu kepindahannya",
    ResultClass.NIK_DUPLICATE: "NIK ganda diperiksa bersama, satu perkara",
    ResultClass.NOT_FOUND: "orangnya belum ditemukan",
    ResultClass.INACTIVE: "tanyakan sebabnya ke Disdukcapil",
    ResultClass.BLOCKED: "warga rekam KTP-el dulu",
    ResultClass.NOT_ONLINE: "menunggu Disdukcapil mengonlinekan",
    ResultClass.SERVICE_ERROR: "layanan terganggu, dicoba lagi",
}


def openable(result_class: str, band: str, *, one_by_one: bool = False) -> str:
    """Why no correction is opened from a result, in words; empty where one is.

    Args:
        one_by_one: a person looks at it, so a result that needs eyes may be opened.
    """
    if result_class not in OPENED_CLASSES:
        return _NOT_OPENED.get(ResultClass(result_class), "bukan pekerjaan operator")
    if band != Band.SAME and not (one_by_one and band == Band.EYES):
        return "perlu dilihat satu per satu"
    return ""


def as_engine_result(result: Result) -> EngineResult:
    """A stored result in the matcher's own form, so that there is one wording of explanations."""
    return EngineResult(
        dtks_id="",
        status=Status(result.status),
        result_class=EngineClass(result.result_class),
        civil_id=result.civil_person_id,
        matched_nik="",
        confidence=result.confidence,
        band=EngineBand(result.band),
        fields=tuple(result.differs),
        missing=tuple(result.missing),
        codes=tuple(result.codes),
        contributions=result.contributions,
        version=result.run.method_version,
    )
