"""A reconciliation for the tests of faults: its people, and what a run of it came to."""

from __future__ import annotations

import random
from datetime import date

from dtks.registry.models import Citizen
from tests.verification.reconciliation.people import an_extract
from verification.reconciliation.models import Run
from verification.sources.models import CivilPerson

FIRST = ["SITTI", "LA ODE", "WA ODE", "MUHAMMAD", "ANDI", "ROSMINI", "NURLINA", "HERMAN", "JUMRIAH"]
LAST = ["LAMONDO", "LAPAGALA", "POROSI", "MALAKA", "TOSEPU", "TEBAWO", "SUGENG", "LABABA", "BOLU", "KAMARIA"]
SYLLABLES = ["LA", "WA", "MO", "RI", "TA", "NU", "SE", "KO", "DI", "PU", "BA", "HE"]
FEW = 5_000  # of more people the last words of the names are made up, so that no name is that of a crowd
AT_ONCE = 5_000


def fill(count: int) -> None:
    """A register of twice as many people as we have citizens; every seventh of ours has a fault."""
    extract, chance = an_extract(), random.Random(7)
    persons = []
    for n in range(2 * count):
        born = date(1950 + n % 60, 1 + n % 12, 1 + n % 28)
        last = chance.choice(LAST) if count <= FEW else "".join(chance.choices(SYLLABLES, k=3))
        persons.append(
            CivilPerson(
                nik=f"7471{n // 9999 + 1:02d}{born:%d%m%y}{n % 9999 + 1:04d}", kk_number=f"7471010101{n // 4:06d}",
                name=f"{chance.choice(FIRST)} {chance.choice(LAST)} {last}", birth_date=born, sex="L",
                birth_place="KENDARI", address=f"JL. MALAKA NO. {n}", rt="001", rw="002", extract=extract,
                changed_in=extract, taken_on=extract.taken_on,
            )
        )  # fmt: skip
    persons = CivilPerson.objects.bulk_create(persons, batch_size=AT_ONCE)
    citizens = (
        Citizen(
            name=each.name, nik=each.nik[:-2] + each.nik[:-3:-1] if n % 7 == 0 else each.nik, sex=each.sex,
            kk_number=each.kk_number, birth_date=each.birth_date, birth_place=each.birth_place, address=each.address,
            rt=each.rt, rw=each.rw, dtks_id=f"D{n:06d}",
        )
        for n, each in enumerate(persons[::2])
    )  # fmt: skip
    Citizen.objects.bulk_create(citizens, batch_size=AT_ONCE)


def outcome(run: Run) -> list[tuple[object, ...]]:
    """What a run says of each citizen."""
    fields = ["citizen_id", "civil_person_id", "result_class", "confidence", "band", "differs", "codes"]
    return [tuple(map(str, row)) for row in run.results.order_by("citizen").values_list(*fields)]
