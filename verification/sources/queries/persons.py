"""Reads of the sources: the newest extract, comparisons, who in the register may be meant by a citizen."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from dtks.registry.models import Citizen
from verification.matching import nik as niks
from verification.matching.dates import swapped
from verification.sources.models import CivilPerson, Comparison, Extract

# What both sides may know, in the order of a form; keys of Citizen.FIELDS.
COMPARED = (
    "nik", "name", "birth_place", "birth_date", "sex", "mother_name", "kk_number", "address", "rt", "rw", "kelurahan",
)  # fmt: skip
MOST_OF_A_KEY = 60  # a key that brings a crowd brings nobody; a narrower one finds the person
NAMES_LOOKED_AT = 15


def latest_extract() -> Extract | None:
    """The extract of the latest day."""
    return Extract.objects.first()


def latest_comparison(citizen: Citizen) -> Comparison | None:
    """The last time the citizen was held against a source."""
    return citizen.comparisons.select_related("civil_person").first()


def text_of(row: Citizen | CivilPerson, field: str) -> str:
    """A compared field as canonical text: dates ISO, the kelurahan's code, empty for unknown."""
    if field == "kelurahan":
        return row.kelurahan.code if row.kelurahan else ""
    value = getattr(row, field)
    return "" if value is None else str(value)


def near_niks(nik: str) -> list[str]:
    """The NIK itself and those one slip away: a digit wrong, lost or doubled, two neighbours swapped."""
    if not nik.isdigit() or len(nik) not in (15, 16, 17):
        return [nik] if nik else []
    found = {nik}
    if len(nik) == 17:
        found.update(nik[:n] + nik[n + 1 :] for n in range(17))
    for n in range(len(nik) + 1):
        for digit in "0123456789":
            found.add(nik[:n] + digit + nik[n:] if len(nik) == 15 else nik[:n] + digit + nik[n + 1 :])
        if len(nik) == 16:
            found.add(nik[:n] + nik[n + 1 : n + 2] + nik[n : n + 1] + nik[n + 2 :])
    return sorted(each for each in found if len(each) == 16)


def birth_dates(citizen: Citizen) -> list[date]:
    """Dates under which a person may stand in the register: ours, day and month swapped, and those in the NIK."""
    found = set()
    if citizen.birth_date:
        found |= {citizen.birth_date, swapped(citizen.birth_date) or citizen.birth_date}
    nik = niks.clean_nik(citizen.nik)
    if len(nik) == 16 and nik.isdigit():
        day, month, year = int(nik[6:8]) % niks.FEMALE_DAY_SHIFT, int(nik[8:10]), int(nik[10:12])
        for century in (1900, 2000):
            try:
                found.add(date(century + year, month, day))
            except ValueError:
                continue
    return sorted(found)


def possible_persons(citizens: list[Citizen]) -> QuerySet[CivilPerson]:
    """Persons of the register who may be meant by one of the citizens, by keys that survive a damaged NIK."""
    ids: set[int] = set()
    for citizen in citizens:
        ids |= _by_keys(citizen)
        ids |= _by_name(citizen.name)
    return CivilPerson.objects.filter(pk__in=ids).select_related("kelurahan").order_by("pk")


def _by_keys(citizen: Citizen) -> set[int]:
    persons = CivilPerson.objects.order_by()
    found = set(persons.filter(nik__in=near_niks(niks.clean_nik(citizen.nik))).values_list("pk", flat=True))
    family = Q(kk_number=citizen.kk_number)
    if citizen.kk_number:
        found.update(persons.filter(family).values_list("pk", flat=True)[:MOST_OF_A_KEY])
    for day in birth_dates(citizen):
        same_day = set(persons.filter(birth_date=day).values_list("pk", flat=True)[: MOST_OF_A_KEY + 1])
        if len(same_day) > MOST_OF_A_KEY:  # a usual default birthday: only those of a like name
            same_day = _by_name(citizen.name, day)
        found.update(same_day)
    return found


def _by_name(name: str, day: date | None = None) -> set[int]:
    """The persons of the likest names, by trigrams."""
    if not name.strip():
        return set()
    condition, values = ("AND birth_date = %s", [day]) if day else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT id FROM sources_civilperson WHERE upper(name) %% upper(%s) {condition}
                ORDER BY similarity(upper(name), upper(%s)) DESC, id LIMIT %s""",  # noqa: S608 - two fixed texts
            [name, *values, name, NAMES_LOOKED_AT if day is None else MOST_OF_A_KEY],
        )
        return {pk for (pk,) in cursor.fetchall()}
