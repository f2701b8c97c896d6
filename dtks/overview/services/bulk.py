"""Invented people straight into the tables, thousands at a time: for an office of the size of the city."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from dtks.files.models import StagedFile, StoredFile
from dtks.office.models import Region
from dtks.office.queries import code_by_label, slug
from dtks.overview.services.lines import SEED, Line
from dtks.overview.services.sheets import recording_of
from dtks.registry.models import (
    AidRecord,
    Citizen,
    CitizenIdentifier,
    Household,
    HouseholdMembership,
    Programme,
    RegisterState,
    Scheme,
    SchemeStanding,
    Source,
)
from dtks.registry.services import keep_derived, parse_value, settle_dwellings, settle_families
from verification.matching.invented.people import Person
from verification.sources.models import CivilPerson, Extract

AT_A_TIME = 4000
TOLD_AFTER = {0, 2, 8}  # parts after which the planner hears how the tables have grown
GROWING = (Citizen, CitizenIdentifier, Household, HouseholdMembership, AidRecord, SchemeStanding)
AID = {"PKH": "pkh", "SEMBAKO": "bpnt", "PBI_JK": "pbi"}


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), AT_A_TIME):
        yield rows[start : start + AT_A_TIME]


def places() -> dict[tuple[str, str], Region]:
    """Kelurahan of the city by its own slug and that of its kecamatan."""
    found = Region.objects.filter(level=Region.Level.KELURAHAN, in_kendari=True).select_related("parent")
    return {(each.slug, each.parent.slug if each.parent else ""): each for each in found}


def write_people(*, lines: Sequence[Line], period: date, reference: str) -> int:
    """Citizens of a list with families, dwellings, aid and standing, as if the list had been merged."""
    known = places()
    programmes = {each.code: each for each in Programme.objects.filter(code__in=AID)}
    for number, part in enumerate(
        _parts(sorted(lines, key=lambda line: (line.row.person.kk_number, line.row.dtks_id)))
    ):
        with transaction.atomic():
            _write_part(part, known, programmes, period=period, reference=reference)
        if number in TOLD_AFTER:
            _tell_planner()
    return len(lines)


def _tell_planner() -> None:
    """Plans that were made while the tables were empty read them whole, in triggers too; now they take the indexes."""
    names = ", ".join(model._meta.db_table for model in GROWING)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")


def _write_part(
    lines: Sequence[Line],
    known: dict[tuple[str, str], Region],
    programmes: dict[str, Programme],
    *,
    period: date,
    reference: str,
) -> None:
    citizens = [_citizen(line, known, reference, period) for line in lines]
    Citizen.objects.bulk_create(citizens, batch_size=1000)
    settle_families(citizens=citizens, on=period)
    settle_dwellings(
        dwellings={citizen.pk: line.dwelling for citizen, line in zip(citizens, lines, strict=True)},
        scheme=Scheme.DTKS,
        on=period,
        kelurahan={line.dwelling: citizen.kelurahan_id for citizen, line in zip(citizens, lines, strict=True)},
    )
    pairs = list(zip(citizens, lines, strict=True))
    SchemeStanding.objects.bulk_create(
        [
            SchemeStanding(
                citizen=citizen, scheme=Scheme.DTKS, period=period, listed=True, member_id=citizen.dtks_id,
                desil=line.desil, reference=reference,
            )
            for citizen, line in pairs
        ],
        batch_size=2000,
    )  # fmt: skip
    AidRecord.objects.bulk_create(
        [
            AidRecord(
                citizen=citizen, programme=programme, period=period, reference=reference,
                state="YA" if getattr(line, AID[code]) else "TIDAK",
            )
            for citizen, line in pairs
            for code, programme in programmes.items()
        ],
        batch_size=4000,
    )  # fmt: skip


def _citizen(line: Line, known: dict[tuple[str, str], Region], reference: str, on: date) -> Citizen:
    row = line.row
    texts = {
        "nik": row.nik, "kk_number": row.kk_number, "name": row.name, "birth_place": row.birth_place, "sex": row.sex,
        "mother_name": row.mother_name, "address": row.address, "rt": row.rt, "rw": row.rw,
    }  # fmt: skip
    values: dict[str, Any] = {field: parse_value(field, text) for field, text in texts.items()}
    values["birth_date"] = row.birth_date if row.birth_date and row.birth_date <= on else None
    values["relation"] = code_by_label("family_relations").get(slug(row.relation), "")
    values["kelurahan"] = known.get((slug(row.kelurahan), slug(row.kecamatan))) or known.get(_home(row.person))
    note = {"source": str(Source.LIST), "since": on.isoformat(), "reference": reference}
    citizen = Citizen(
        **values,
        dtks_id=row.dtks_id,
        desil=line.desil,
        register_state=RegisterState.LISTED,
        sources={field: note for field, value in values.items() if value},
    )
    keep_derived(citizen, ["name", "nik", "birth_date"], on)
    return citizen


def _home(person: Person) -> tuple[str, str]:
    return slug(person.kelurahan), slug(person.kecamatan)


def write_register(*, register: Sequence[Person], taken_on: date) -> Extract:
    """The civil registry's side, as if its extract had been merged."""
    known, random = places(), Random(SEED)
    relations = code_by_label("family_relations")
    digest = hashlib.sha256(f"{SEED}/{len(register)}".encode()).hexdigest()
    with transaction.atomic():
        extract = _extract(taken_on, digest, len(register))
        for part in _parts(register):
            CivilPerson.objects.bulk_create(
                [
                    CivilPerson(
                        nik=each.nik, kk_number=each.kk_number, name=each.name, sex=each.sex,
                        birth_place=each.birth_place, birth_date=each.birth_date, mother_name=each.mother_name,
                        relation=relations.get(slug(each.relation), ""), address=each.address, rt=each.rt, rw=each.rw,
                        kelurahan=known.get(_home(each)), ktp_state=recording_of(each, random, taken_on),
                        flag=each.status, taken_on=taken_on, extract=extract, changed_in=extract,
                    )
                    for each in part
                ],
                batch_size=2000,
            )  # fmt: skip
    return extract


def _extract(taken_on: date, digest: str, rows: int) -> Extract:
    stored = StoredFile.objects.create(
        name="ekstrak_contoh.csv", path=f"contoh-{digest[:16]}", kind="csv", size=0, sha256=digest
    )
    staged = StagedFile.objects.create(
        purpose=StagedFile.Purpose.EXTRACT, file=stored, parameters={"taken_on": taken_on.isoformat()},
        state=StagedFile.State.MERGED, read=rows, created=rows, merged_at=timezone.now(),
    )  # fmt: skip
    last = Extract.every.aggregate(last=Max("number"))["last"] or 0
    return Extract.objects.create(number=last + 1, taken_on=taken_on, staged_file=staged, sha256=digest, rows=rows)
