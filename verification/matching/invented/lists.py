"""A list and a register of invented people, with the truth beside them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from verification.matching import addresses, nik
from verification.matching.invented import faults
from verification.matching.invented.people import City, Person, same_on_paper

ABSENT = 0.015
TWICE = 0.010
FORMATTED_NAME, FORMATTED_ADDRESS = 0.06, 0.34
HARD_DAMAGED = 0.5


@dataclass(slots=True)
class Row:
    """One line of the list, its values as written, and who is meant (None: in no register)."""

    dtks_id: str
    nik: str
    kk_number: str
    name: str
    birth_date: dt.date | None
    birth_place: str
    sex: str
    address: str
    rt: str
    rw: str
    kelurahan: str
    kecamatan: str
    mother_name: str
    relation: str
    person: Person
    absent: bool
    errors: list[str]


class ListMaker:
    """Writes a list from a register, as dirty as asked for."""

    def __init__(self, seed: int, hard: bool = False, absent: float = ABSENT) -> None:
        self.random = Random(seed * 7919 + 1)  # noqa: S311 (a seed gives the same list again)
        self.faults = faults.Faults(self.random)
        self.city = City(seed)
        self.hard = hard
        self.absent = absent

    def make(self, listed: int, registered: int) -> tuple[list[Row], list[Person]]:
        """A list of `listed` lines and a register of `registered` people, both shuffled."""
        extra = int(listed * self.absent) + 1
        people = self.city.people(registered + extra)
        families: dict[str, list[Person]] = {}
        for person in people:
            families.setdefault(person.kk_number, []).append(person)
        cards = list(families)
        self.random.shuffle(cards)
        chosen: list[Person] = []
        for card in cards:
            chosen.extend(families[card])
            if len(chosen) >= listed:
                break
        chosen = chosen[:listed]
        absent = self._absent(chosen, families, extra)
        twice = self.random.sample(chosen, int(listed * TWICE))
        chosen[listed - len(twice) :] = twice
        rows = [self._row(person, number, families, person.nik in absent) for number, person in enumerate(chosen, 1)]
        self.random.shuffle(rows)
        register = [person for person in people if person.nik not in absent]
        self.random.shuffle(register)
        return rows, register

    def _absent(self, chosen: list[Person], families: dict[str, list[Person]], extra: int) -> set[str]:
        """Those in no register: half of them alone out of a family that is there, half with their family."""
        out: set[str] = set()
        while len(out) < extra:
            person = self.random.choice(chosen)
            if self.random.random() < 0.6:
                out.add(person.nik)
            else:
                out.update(other.nik for other in families[person.kk_number])
        return out

    def _row(self, person: Person, number: int, families: dict[str, list[Person]], absent: bool) -> Row:
        row = Row(
            dtks_id=f"R{number:08d}", nik=person.nik, kk_number=person.kk_number, name=person.name,
            birth_date=person.birth_date, birth_place=person.birth_place, sex=person.sex, address=person.address,
            rt=person.rt, rw=person.rw, kelurahan=person.kelurahan, kecamatan=person.kecamatan,
            mother_name=person.mother_name, relation=person.relation, person=person, absent=absent, errors=[],
        )  # fmt: skip
        if self.hard:
            self._damage_hard(row, families)
        else:
            self._damage(row, families)
        if self.random.random() < FORMATTED_NAME:
            row.name = self.faults.name_format(row.name)
        if self.random.random() < FORMATTED_ADDRESS:
            row.address = self.faults.address_format(row.address)
        if self.random.random() < 0.05:
            row.rt, row.rw = row.rt.lstrip("0"), row.rw.lstrip("0")
        if row.absent:
            row.errors.append("absent")
        if person.twin:
            row.errors.append("twin")
        return row

    def _damage(self, row: Row, families: dict[str, list[Person]]) -> None:
        for table in (
            faults.NAME_FAULTS, faults.DATE_FAULTS, faults.NIK_FAULTS, faults.PLACE_FAULTS, faults.ADDRESS_FAULTS,
            faults.SEX_FAULTS, faults.CARD_FAULTS,
        ):  # fmt: skip
            exclusive = table is not faults.NAME_FAULTS
            for kind, share in table.items():
                if self.random.random() < share:
                    self._apply(row, kind, families)
                    if exclusive:
                        break

    def _damage_hard(self, row: Row, families: dict[str, list[Person]]) -> None:
        row.kk_number = ""
        if self.random.random() > HARD_DAMAGED:
            return
        tables = [faults.NAME_FAULTS, faults.DATE_FAULTS, faults.PLACE_FAULTS, faults.ADDRESS_FAULTS, faults.SEX_FAULTS]
        count = self.random.randint(2, 4)
        chosen = [faults.NIK_FAULTS] if self.random.random() < 0.5 else []
        chosen += self.random.sample(tables, count - len(chosen))
        for table in chosen:
            self._apply(row, self.random.choices(list(table), list(table.values()))[0], families)

    def _apply(self, row: Row, kind: str, families: dict[str, list[Person]]) -> None:
        """Put one fault into a line. The faults that need more than the value have an act of their own."""
        row.errors.append(kind)
        acts: dict[str, Callable[[], None]] = {
            "nik_family": lambda: self._take_nik_of_family(row, families),
            "date_missing": lambda: setattr(row, "birth_date", None),
            "place_missing": lambda: setattr(row, "birth_place", ""),
            "address_stale": lambda: self._move(row),
            "sex_wrong": lambda: setattr(row, "sex", "P" if row.sex == "L" else "L"),
            "kk_missing": lambda: setattr(row, "kk_number", ""),
            "kk_stale": lambda: setattr(row, "kk_number", self.city.card_number(row.person.area_code)),
        }
        if kind in acts:
            acts[kind]()
            return
        group = kind.split("_", maxsplit=1)[0]
        field = {"nik": "nik", "name": "name", "date": "birth_date", "place": "birth_place"}[group]
        if (value := getattr(row, field)) is not None:
            setattr(row, field, getattr(self.faults, kind)(value))

    def _take_nik_of_family(self, row: Row, families: dict[str, list[Person]]) -> None:
        family = [other for other in families[row.person.kk_number] if other.nik != row.person.nik]
        row.nik = self.random.choice(family).nik if family else self.faults.nik_digit(row.nik)

    def _move(self, row: Row) -> None:
        from verification.matching.invented.people import areas

        if self.random.random() < 0.5:
            _, row.kelurahan, row.kecamatan = self.random.choice(areas())
        place = self.city.address(row.kelurahan)
        row.address, row.rt, row.rw = place["address"], place["rt"], place["rw"]


def differing(row: Row) -> list[str]:
    """The judged names of the fields of a line that differ from the person meant."""
    person = row.person
    street = addresses.normalise(row.address) != addresses.normalise(person.address)
    near = (int(row.rt or 0), int(row.rw or 0)) != (int(person.rt), int(person.rw))
    pairs = [
        ("nik", nik.clean_nik(row.nik) != person.nik),
        ("nama", not same_on_paper(row.name, person.name)),
        ("tgl_lahir", row.birth_date != person.birth_date),
        ("tempat_lahir", row.birth_place != person.birth_place),
        ("jk", row.sex != person.sex),
        ("no_kk", row.kk_number != person.kk_number),
        ("alamat", street or near or row.kelurahan != person.kelurahan),
    ]
    return [] if row.absent else [name for name, differs in pairs if differs]


def status(row: Row, repeated: bool, owners: set[str]) -> str:
    """The right status of a line, by the precedence of domain 8.3."""
    wrong = nik.clean_nik(row.nik) != row.person.nik
    conditions = (
        (row.absent, "not_found"),
        (row.person.status == "MENINGGAL", "deceased"),
        (row.person.status == "PINDAH", "moved"),
        (wrong and not nik.is_wellformed(nik.clean_nik(row.nik)), "nik_invalid"),
        (repeated, "nik_duplicate"),
        (wrong and nik.clean_nik(row.nik) in owners, "nik_other_person"),
        (wrong, "nik_not_found"),
        (bool(differing(row)), "field_mismatch"),
    )
    return next((word for holds, word in conditions if holds), "match")
