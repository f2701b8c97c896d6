"""An extract in which some rows changed, as the room of sources merges it: values, and what they were, row by row."""

import random
from datetime import date, timedelta

FIELDS = ("kk_number", "birth_date", "flag", "address", "rt", "rw", "kelurahan", "birth_place", "name")


def change(share):
    """Change a share of the register; which rows and how depends on the extract's number only."""
    from django.db.models import Max

    from dtks.files.models import StagedRow
    from tests.verification.reconciliation.people import an_extract
    from verification.sources.models import CivilPerson, Extract

    number = (Extract.every.aggregate(last=Max("number"))["last"] or 0) + 1
    chance, extract = random.Random(number), an_extract(number=number, taken_on=date(2026, 10, min(number, 28)))
    ids = list(CivilPerson.objects.order_by("pk").values_list("pk", flat=True))
    persons = CivilPerson.objects.select_related("kelurahan")
    some = list(persons.filter(pk__in=chance.sample(ids, int(share * len(ids)))))
    others = list(persons.filter(pk__in=chance.sample(ids, min(len(ids), 2000))))
    rows = []
    for person in some:
        values = _new_values(person, chance.choice(others), chance)
        told = {field: [_text(getattr(person, field)), _text(value)] for field, value in values.items()}
        rows.append(
            StagedRow(
                staged_file=extract.staged_file, row_no=person.pk, verdict="updated", target_id=person.pk, changes=told
            )
        )
        for field, value in {**values, "extract": extract, "changed_in": extract}.items():
            setattr(person, field, value)
    StagedRow.objects.bulk_create(rows, batch_size=1000)
    CivilPerson.objects.bulk_update(some, [*FIELDS, "extract", "changed_in"], batch_size=500)


def _new_values(person, other, chance):
    born = person.birth_date or date(1980, 1, 1)
    return chance.choice(
        [
            {"name": other.name.split()[0] + " " + person.name}, {"kk_number": other.kk_number}, {"flag": "MENINGGAL"},
            {"birth_date": born + timedelta(days=chance.choice([1, 30, 365]))}, {"flag": "PINDAH"},
            {"address": other.address, "rt": other.rt, "rw": other.rw}, {"birth_place": "RAHA"},
            {"address": other.address, "rt": other.rt, "rw": other.rw, "kelurahan": other.kelurahan},
        ]
    )  # fmt: skip


def _text(value):
    if hasattr(value, "code"):
        return value.code
    return value.isoformat() if isinstance(value, date) else str(value or "")
