"""What a list of the centre and an extract say of invented people: the same lines for files and for bulk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from verification.matching.invented.lists import ListMaker, Row
from verification.matching.invented.people import Person, areas

SEED = 7471
LIVELY = ("7471051009", "7471081001")  # Lahundape, Kadia
DWELLING_SHARED = 0.06  # of the cards live in the dwelling of the card before
SHORT, LONG = "MUH. ", "MUHAMMAD "
SHORTENED = 8  # men of the first lively kelurahan whose list shortens the name: one bundle of like cases


@dataclass(frozen=True)
class Line:
    """A line of the list: the person as it writes him, his dwelling, his aid."""

    row: Row
    dwelling: str
    desil: int
    pkh: bool
    bpnt: bool
    pbi: bool


def invent(*, listed: int, registered: int, seed: int = SEED) -> tuple[list[Line], list[Person]]:
    """A list with the dirt of a real one, and the register from which it comes. The same seed gives the same people."""
    maker = ListMaker(seed)
    if listed < 10_000:  # a small office: the kelurahan that have an account shall have people to show
        for place, (code, _, _) in enumerate(areas()):
            maker.city.weights[place] *= 12 if code in LIVELY else 1
    rows, register = maker.make(listed, registered)
    if listed < 10_000:
        register = _shorten(rows, register)
    random = Random(seed)
    dwellings: dict[str, str] = {}
    aid: dict[str, tuple[int, bool, bool, bool]] = {}
    number = 0
    for row in sorted(rows, key=lambda each: (each.person.area_code, each.person.kk_number, each.dtks_id)):
        card = row.person.kk_number
        if card not in dwellings:
            number += not (number and random.random() < DWELLING_SHARED)
            dwellings[card] = f"74711{number:06d}"
            desil = random.choices((1, 2, 3, 4, 5, 6, 7), (18, 24, 24, 16, 10, 5, 3))[0]
            aid[card] = (desil, desil < 4 and random.random() < 0.4, desil < 5 and random.random() < 0.6, desil < 6)
    lines = []
    for row in rows:
        desil, pkh, bpnt, pbi = aid[row.person.kk_number]
        lines.append(Line(row, dwellings[row.person.kk_number], desil, pkh, bpnt, pbi and random.random() < 0.85))
    return lines, register


def _shorten(rows: list[Row], register: list[Person]) -> list[Person]:
    """The register where some names begin with MUHAMMAD and the list writes MUH.; nothing else of them differs."""
    clean = [row for row in rows if row.person.area_code == LIVELY[0] and row.person.sex == "L" and not row.errors]
    renamed: dict[str, Person] = {}
    for row in clean[:SHORTENED]:
        rest = row.person.name.removeprefix(LONG)
        person = renamed[row.person.nik] = replace(row.person, name=LONG + rest)
        row.person, row.name, row.address, row.rt, row.rw = person, SHORT + rest, person.address, person.rt, person.rw
    return [renamed.get(person.nik, person) for person in register]
