"""A run of what changed says of everybody what a run of all would say."""

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from dtks.files.models import StagedRow
from dtks.jobs.models import Event
from dtks.jobs.services import run_inline
from dtks.office.models import Region
from dtks.office.services import load_regions
from dtks.registry.models import Citizen
from tests.verification.reconciliation.people import an_extract, load_pair
from verification.matching import generate
from verification.reconciliation import services
from verification.reconciliation.models import Result, Run
from verification.sources.models import CivilPerson, Extract

SAID = [
    "citizen_id", "civil_person_id", "status", "result_class", "confidence", "band", "differs", "missing", "codes",
    "candidate_ids", "candidate_confidences",
]  # fmt: skip

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("codes")]


@pytest.fixture
def city(tmp_path: Path, settings: Any) -> None:
    """Two hundred citizens, many of them with several faults, and a register of five hundred; no brake."""
    settings.RECONCILIATION_BRAKE = 1.0
    load_regions()
    generate.main([str(tmp_path), "--dtks", "200", "--civil", "500", "--seed", "5", "--hard"])
    load_pair(tmp_path / "dtks.csv", tmp_path / "civil.csv")


def run_now(**how: Any) -> Run:
    run = services.start_run(actor=None, inline=True, **how)
    assert run.job
    run_inline(job=run.job)
    run.refresh_from_db()
    return run


def standing() -> list[tuple[object, ...]]:
    return list(Result.objects.latest().order_by("citizen").values_list(*SAID))


def slipped(text: str, chance: random.Random) -> str:
    """One letter of a text is another."""
    at = chance.randrange(len(text)) if text else 0
    return text[:at] + chance.choice("AIUEOKLMNRST") + text[at + 1 :]


def new_values(person: CivilPerson, chance: random.Random) -> dict[str, Any]:
    other = chance.choice(list(CivilPerson.objects.exclude(pk=person.pk).order_by("pk")[:80]))
    return chance.choice(
        [
            {"name": slipped(person.name, chance)}, {"name": other.name}, {"kk_number": other.kk_number},
            {"birth_date": (person.birth_date or date(1980, 1, 1)) + timedelta(days=chance.choice([1, 30, 365]))},
            {"flag": "MENINGGAL"}, {"flag": "PINDAH"}, {"address": other.address, "rt": other.rt, "rw": other.rw},
            {"kelurahan": other.kelurahan}, {"birth_place": "RAHA"},
            {"name": other.name, "birth_date": other.birth_date},
        ]
    )  # fmt: skip


def as_text(value: object) -> str:
    if isinstance(value, Region):
        return value.code
    return value.isoformat() if isinstance(value, date) else str(value or "")


def new_extract(number: int, chance: random.Random, *, changed: int, fresh: int) -> Extract:
    """An extract as the room of sources merges it: values, and what they were, row by row."""
    extract = an_extract(number=number, taken_on=date(2026, 10, number))
    for person in chance.sample(list(CivilPerson.objects.select_related("kelurahan").order_by("pk")), changed):
        values = new_values(person, chance)
        changes = {field: [as_text(getattr(person, field)), as_text(value)] for field, value in values.items()}
        StagedRow.objects.create(
            staged_file=extract.staged_file, row_no=person.pk, verdict="updated", target_id=person.pk, changes=changes
        )
        CivilPerson.objects.filter(pk=person.pk).update(**values, extract=extract, changed_in=extract)
    for place in range(fresh):
        person = chance.choice(list(CivilPerson.objects.order_by("pk")[:100]))
        nik = f"{person.nik[:12]}{7000 + 10 * number + place}"
        StagedRow.objects.create(
            staged_file=extract.staged_file, row_no=90_000 + place, verdict="created", values={"nik": nik}
        )
        CivilPerson.objects.create(
            nik=nik, name=slipped(person.name, chance), birth_date=person.birth_date, kk_number=person.kk_number,
            sex=person.sex, kelurahan=person.kelurahan, taken_on=extract.taken_on, extract=extract, changed_in=extract,
        )  # fmt: skip
    return extract


def change_citizens(chance: random.Random) -> None:
    some = chance.sample(list(Citizen.objects.order_by("pk")), 6)
    now = timezone.now()
    Citizen.objects.filter(pk=some[0].pk).update(name=slipped(some[0].name, chance), updated_at=now)
    Citizen.objects.filter(pk=some[1].pk).update(nik=some[2].nik, updated_at=now)
    Citizen.objects.filter(pk=some[3].pk).update(birth_date=some[4].birth_date, updated_at=now)
    Citizen.objects.filter(pk=some[4].pk).update(life_state="2", updated_at=now)
    Citizen.objects.create(name=some[5].name, birth_date=some[5].birth_date, dtks_id=f"NEW{some[5].pk}-{now}"[:36])


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("seed", range(1, 4))
def test_whatever_changes_a_run_of_what_changed_says_what_a_run_of_all_says(seed: int) -> None:
    chance = random.Random(seed)
    run_now()
    for number in (2, 3):
        new_extract(number, chance, changed=chance.choice([5, 25]), fresh=2)
        change_citizens(chance)

        part = run_now(scope=Run.Scope.CHANGED)

        assert part.scope == Run.Scope.CHANGED and part.state == Run.State.DONE
        assert 0 < part.compared < part.total and part.results.count() < part.total
        said, counts, bands, places = standing(), part.counts, part.bands, part.by_kelurahan
        if number == 3:  # twice in a row the part builds on a part
            whole = run_now()
            assert standing() == said
            assert (whole.counts, whole.bands, whole.by_kelurahan) == (counts, bands, places)


@pytest.mark.usefixtures("city")
def test_where_nothing_changed_nobody_is_looked_up() -> None:
    run_now()
    before = standing()

    part = run_now(scope=Run.Scope.CHANGED)

    assert (part.compared, part.results.count(), part.state) == (0, 0, Run.State.DONE)
    assert standing() == before and sum(part.counts.values()) == part.total


@pytest.mark.usefixtures("city")
def test_a_change_of_which_nobody_knows_what_stood_before_asks_for_all() -> None:
    first = run_now()
    extract = an_extract(number=2)
    CivilPerson.objects.filter(pk=CivilPerson.objects.earliest("pk").pk).update(
        name="SITTI", extract=extract, changed_in=extract
    )

    run = services.start_run(actor=None, inline=True, scope=Run.Scope.CHANGED)

    assert (run.scope, run.previous) == (Run.Scope.ALL, first)


@pytest.mark.usefixtures("city")
def test_an_extract_that_was_merged_starts_a_run_of_what_changed_once() -> None:
    run_now()
    extract = new_extract(2, random.Random(4), changed=3, fresh=0)
    services.after_extract(Event.objects.create(kind="extract.merged", payload={"extract": extract.pk}))
    due = Event.objects.get(kind="reconciliation.due")

    services.start_due(due)
    services.start_due(due)

    run = Run.objects.get(extract=extract)
    assert (run.scope, run.started_by, run.state) == (Run.Scope.CHANGED, None, Run.State.RUNNING)
