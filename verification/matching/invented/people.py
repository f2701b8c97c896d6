"""Invented people of a city: families with cards, addresses, twins, namesakes. Nobody of them lives."""

import csv
import datetime as dt
import functools
from dataclasses import dataclass, replace
from importlib import resources
from random import Random

from verification.matching import names

TODAY = dt.date(2026, 9, 28)
DEFAULT_DAYS = ((1, 1), (1, 7), (31, 12))
OTHER_AREAS = ("7401", "7402", "7403", "7404", "7405", "7409", "7472", "7302", "7308", "7371", "3578", "3273", "5104")
HOME_SHARE = 0.72
TWIN_SHARE = 0.012


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the register, with the values that a paper would show."""

    nik: str
    kk_number: str
    name: str
    birth_date: dt.date
    birth_place: str
    sex: str
    address: str
    rt: str
    rw: str
    area_code: str
    kelurahan: str
    kecamatan: str
    mother_name: str
    relation: str
    status: str = "AKTIF"
    twin: bool = False


@functools.cache
def material() -> dict[str, list[str]]:
    """Single words, by group, that are put together at random."""
    text = resources.files("verification.matching").joinpath("data/name_material.csv").read_text(encoding="utf-8")
    out = {}
    for row in csv.DictReader(text.splitlines()):
        out[row["group"]] = row["words"].split(";" if ";" in row["words"] else None)
    return out


@functools.cache
def areas() -> list[tuple[str, str, str]]:
    """Code, kelurahan and kecamatan of the city."""
    text = resources.files("verification.matching").joinpath("data/kelurahan_kendari.csv").read_text(encoding="utf-8")
    return [(row["code"], row["kelurahan"], row["kecamatan"]) for row in csv.DictReader(text.splitlines())]


class NameMaker:
    """Names with few common and many rare words, as in a real register."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.roots = [self._root() for _ in range(25_000)]

    def _root(self) -> str:
        words = material()
        root = "".join(
            self.random.choice(words["syllable_onset"]) + self.random.choice(words["syllable_vowel"])
            for _ in range(self.random.choice((2, 2, 3, 3, 4)))
        )
        return root + self.random.choice(("", "", "", "NI", "MA", "TI", "N", "H"))

    def name(self, sex: str) -> str:
        kind = self.random.random()
        if kind < 0.26:
            return self._buton(sex)
        if kind < 0.29:
            return self._bali(sex)
        if kind < 0.35:
            return " ".join([self._word(f"christian_{'mf'[sex == 'P']}"), *self._more(sex, 0.4), self._skewed("clan")])
        if kind < 0.40:
            return self._word(f"java_{'mf'[sex == 'P']}")
        words = [self._first(sex), *self._more(sex, 0.75)]
        if self.random.random() < 0.06:
            words.append(self._skewed("clan"))
        if self.random.random() < 0.06:
            words.insert(0, self._skewed("bugis"))
        return " ".join(dict.fromkeys(words))

    def _buton(self, sex: str) -> str:
        noble = self.random.random() < 0.6
        front = ("LA" if sex == "L" else "WA") + (" ODE" if noble else "")
        own = [self._rare()] if not noble or self.random.random() < 0.3 else [self._first(sex), *self._more(sex, 0.4)]
        return " ".join([front, *own])

    def _bali(self, sex: str) -> str:
        return " ".join(
            ["I" if sex == "L" else "NI", self.random.choice(material()["bali_order"]), self._skewed("bali")]
        )

    def _first(self, sex: str) -> str:
        return self._word(("muslim_" if self.random.random() < 0.6 else "modern_") + ("m" if sex == "L" else "f"))

    def _more(self, sex: str, chance: float) -> list[str]:
        out: list[str] = []
        while self.random.random() < chance and len(out) < 3:
            out.append(self._first(sex) if self.random.random() < 0.8 else self._rare())
            chance *= 0.62
        return out

    def _word(self, group: str) -> str:
        word = self._skewed(group)
        return self._respelt(word) if self.random.random() < 0.5 else word

    def _skewed(self, group: str) -> str:
        words = material()[group]
        return words[int(len(words) * self.random.random() ** 1.7)]

    def _rare(self) -> str:
        return self.roots[int(len(self.roots) * self.random.random() ** 1.6)]

    def _respelt(self, word: str) -> str:
        """An official name that parents spelt their own way: that is where most rare words come from."""
        for _ in range(self.random.choice((1, 1, 2))):
            old, new = self.random.choice(RESPELLINGS)
            places = [place for place in range(1, len(word)) if word.startswith(old, place)]
            if places and word.isalpha():
                place = self.random.choice(places)
                word = word[:place] + new + word[place + len(old) :]
        return word


RESPELLINGS = (
    ("I", "Y"), ("Y", "I"), ("S", "SY"), ("D", "DH"), ("A", "AH"), ("Z", "DZ"), ("F", "V"), ("K", "Q"), ("H", "KH"),
    ("A", "AA"), ("U", "O"), ("E", "I"), ("AI", "AE"), ("T", "TH"), ("L", "LL"), ("N", "NN"), ("R", "RR"), ("I", "IE"),
    ("A", "E"), ("I", "A"), ("N", "M"), ("L", "R"), ("A", "IA"), ("S", "Z"), ("T", "D"), ("NI", "NA"), ("TI", "TA"),
)  # fmt: skip


class City:
    """Makes families until there are enough people."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 (a seed gives the same people again)
        self.names = NameMaker(self.random)
        self.serials: dict[str, int] = {}
        self.cards: dict[str, int] = {}
        self.weights = [self.random.uniform(0.3, 2.0) for _ in areas()]

    def people(self, count: int) -> list[Person]:
        out: list[Person] = []
        while len(out) < count:
            out.extend(self.family())
        return out[:count]

    def family(self) -> list[Person]:
        """One family card: head, spouse, children (some of them twins), sometimes elders."""
        code, kelurahan, kecamatan = self.random.choices(areas(), self.weights)[0]
        address = {"area_code": code, "kelurahan": kelurahan, "kecamatan": kecamatan, **self.address(kelurahan)}
        card = self.card_number(code)
        size = self.random.choices((1, 2, 3, 4, 5, 6, 7, 8, 9), (8, 19, 25, 21, 14, 7, 3.5, 1.6, 0.6))[0]
        head_age = self.random.randint(22, 75)
        head_sex = "L" if self.random.random() < 0.78 else "P"
        members = [self.person(head_sex, head_age, "KEPALA KELUARGA", card, address, code)]
        mother = members[0].name if head_sex == "P" else ""
        if size > 1 and head_sex == "L" and self.random.random() < 0.85:
            wife = self.person("P", max(18, head_age - self.random.randint(-3, 8)), "ISTRI", card, address, code)
            members.append(wife)
            mother = wife.name
        while len(members) < size:
            members.append(self._other_member(members, head_age, mother, card, address, code))
        return [self._life(member) for member in members]

    def _other_member(
        self, members: list[Person], head_age: int, mother: str, card: str, address: dict[str, str], code: str
    ) -> Person:
        sex = self.random.choice("LP")
        if self.random.random() < 0.86:
            last = members[-1]
            if last.relation == "ANAK" and self.random.random() < TWIN_SHARE * 2:
                return self.twin(last, code)
            age = self.random.randint(0, max(0, min(head_age - 17, 35)))
            child = self.person(sex, age, "ANAK", card, address, code, mother)
            if self.random.random() < 0.25 and " " in members[0].name:
                child = replace(child, name=f"{child.name.split(' ')[0]} {members[0].name.split(' ')[-1]}")
            return child
        relation = self.random.choice(("FAMILI LAIN", "FAMILI LAIN", "ORANG TUA", "MERTUA", "CUCU"))
        age = self.random.randint(45, 90) if relation in ("ORANG TUA", "MERTUA") else self.random.randint(1, 60)
        return self.person(sex, age, relation, card, address, code)

    def twin(self, other: Person, code: str) -> Person:
        """A brother or sister of the same day, with a name nearly the same."""
        sex = other.sex if self.random.random() < 0.8 else "LP"[other.sex == "L"]
        return replace(
            other, nik=self.nik(code, other.birth_date, sex), sex=sex, name=self._twin_name(other.name, sex), twin=True
        )

    def _twin_name(self, name: str, sex: str) -> str:
        words = name.split(" ")
        kind = self.random.random()
        place = self.random.randrange(len(words))
        if kind < 0.35 and len(words[place]) > 3:
            word = words[place]
            words[place] = word[:-1] + self.random.choice("AIUNHS")
        elif kind < 0.75 or len(words) == 1:
            words[place] = self.names.name(sex).split(" ")[-1]
        else:
            words = self.names.name(sex).split(" ")
        twin = " ".join(words)
        return twin if twin != name else f"{twin} {self.names.name(sex).split(' ')[-1]}"

    def person(
        self, sex: str, age: int, relation: str, card: str, address: dict[str, str], code: str, mother: str = ""
    ) -> Person:
        birth = self.birth(age)
        home = self.random.random() < HOME_SHARE
        place = "KENDARI" if home else self.random.choice([*material()["place"], areas()[0][1], address["kelurahan"]])
        area = (
            code[:6]
            if self.random.random() < 0.9
            else self.random.choice(OTHER_AREAS) + self.random.choice(("01", "02", "03", "05", "08", "11", "14", "20"))
        )
        return Person(
            nik=self.nik(area, birth, sex), kk_number=card, name=self.names.name(sex), birth_date=birth,
            birth_place=place, sex=sex, mother_name=mother, relation=relation, address=address["address"],
            rt=address["rt"], rw=address["rw"], area_code=address["area_code"], kelurahan=address["kelurahan"],
            kecamatan=address["kecamatan"],
        )  # fmt: skip

    def birth(self, age: int) -> dt.date:
        date = TODAY - dt.timedelta(days=age * 365 + self.random.randint(0, 364))
        if age > 20 and self.random.random() < 0.06:
            day, month = self.random.choice(DEFAULT_DAYS)
            return date.replace(day=day, month=month)
        return date

    def nik(self, area: str, birth: dt.date, sex: str) -> str:
        """A number of the official layout; serials run from 1, now and then from higher up."""
        day = birth.day + (40 if sex == "P" else 0)
        front = f"{area[:6]}{day:02d}{birth.month:02d}{birth.year % 100:02d}"
        self.serials[front] = (
            self.serials.get(front, 0 if self.random.random() < 0.75 else self.random.randint(1, 48)) + 1
        )
        return f"{front}{self.serials[front]:04d}"

    def card_number(self, code: str) -> str:
        date = dt.date(2005, 1, 1) + dt.timedelta(days=self.random.randint(0, 6500))
        front = f"{code[:6]}{date:%d%m%y}"
        self.cards[front] = self.cards.get(front, 0) + 1
        return f"{front}{self.cards[front]:04d}"

    def address(self, kelurahan: str) -> dict[str, str]:
        words = material()
        kind = self.random.random()
        if kind < 0.16:
            text = f"KEL. {kelurahan}"
        elif kind < 0.32:
            text = f"{self.random.choice(words['estate'])} {self.random.choice(words['estate_second'])}"
            text += f" BLOK {self.random.choice('ABCDEFGHJ')} NO. {self.random.randint(1, 35)}"
        else:
            text = self.random.choice(words["street"])
            text += f" NO. {self.random.randint(1, 180)}" if self.random.random() < 0.45 else ""
        return {"address": text, "rt": f"{self.random.randint(1, 24):03d}", "rw": f"{self.random.randint(1, 9):03d}"}

    def _life(self, person: Person) -> Person:
        chance = self.random.random()
        return replace(person, status="MENINGGAL" if chance < 0.013 else "PINDAH" if chance < 0.04 else "AKTIF")


def same_on_paper(one: str, two: str) -> bool:
    """Whether two texts are one on paper (case, blanks and marks do not count)."""
    return names.written(one) == names.written(two)
