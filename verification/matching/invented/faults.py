"""What lists do to people: the faults of names, dates, numbers, places and addresses, each as a small act."""

import calendar
import datetime as dt
from random import Random

from verification.matching.invented.people import DEFAULT_DAYS, OTHER_AREAS, areas, material

_NEIGHBOURS = {
    "Q": "WA", "W": "QES", "E": "WRD", "R": "ETF", "T": "RYG", "Y": "TUH", "U": "YIJ", "I": "UOK", "O": "IPL",
    "P": "OL",
    "A": "QSZ", "S": "AWDX", "D": "SEFC", "F": "DRGV", "G": "FTHB", "H": "GYJN", "J": "HUKM", "K": "JIL", "L": "KO",
    "Z": "AX", "X": "ZSC", "C": "XDV", "V": "CFB", "B": "VGN", "N": "BHM", "M": "NJ",
}  # fmt: skip
_LOOKALIKES = (
    ("O", "0"),
    ("I", "1"),
    ("S", "5"),
    ("B", "8"),
    ("U", "V"),
    ("H", "N"),
    ("E", "F"),
    ("M", "N"),
    ("C", "G"),
)
_OLD = (
    ("U", "OE"), ("J", "DJ"), ("Y", "J"), ("C", "TJ"), ("SY", "SJ"), ("I", "Y"), ("Y", "I"), ("F", "P"), ("P", "F"),
    ("V", "P"), ("S", "Z"), ("Z", "S"), ("D", "DH"), ("DH", "D"), ("H", ""), ("K", "Q"), ("Q", "K"), ("KH", "H"),
    ("T", "TH"), ("TH", "T"), ("AI", "AE"), ("AU", "O"), ("RR", "R"), ("LL", "L"), ("AH", "A"), ("SY", "S"),
    ("W", "U"),
    ("NG", "N"), ("CH", "KH"), ("A", "AA"), ("OO", "O"), ("I", "IE"), ("E", "I"), ("UDDIN", "UDIN"),
)  # fmt: skip
_PREFIXES = (
    ("MUHAMMAD", ("MUH.", "MOH.", "M.", "MUHAMAD", "MOHAMMAD", "MHD")), ("MUH.", ("MUHAMMAD", "MUH", "MOH.")),
    ("LA ODE", ("LAODE", "LD.", "L.O", "L.D.")), ("WA ODE", ("WAODE", "WD.", "W.O", "W.D.")),
    ("ABDUL", ("ABD.", "ABD")),
    ("ABD.", ("ABDUL",)), ("SITI", ("ST.", "SITTI", "ST")), ("SITTI", ("ST.", "SITI")), ("ST.", ("SITI", "SITTI")),
    ("NUR", ("NOOR", "NURUL", "NOER")), ("NURUL", ("NUR", "NOR")), ("AHMAD", ("ACHMAD", "AKHMAD", "AMAD")),
    ("DG.", ("DAENG",)), ("DAENG", ("DG.",)), ("MOH.", ("MUHAMMAD", "MOHAMMAD")), ("ANDI", ("A.",)),
    ("LA", ("",)), ("WA", ("",)), ("I", ("",)), ("NI", ("",)),
)  # fmt: skip
_ADDRESS_FORMS = (
    ("JL.", ("JLN", "Jalan", "JL", "JLN.")), ("LORONG", ("LR.", "LRG", "Lorong")), ("BLOK", ("BLK", "Blok")),
    (" NO. ", (" NO ", " Nomor ", " No.", " ")), ("KEL.", ("KELURAHAN", "Kel", "KEL")),
    ("PERUM", ("Perumahan", "PERUM.")),
)  # fmt: skip
_TITLES_FRONT = ("H.", "HJ.", "H", "DRS.", "IR.", "DR.", "HJ")
_TITLES_BACK = (", S.PD", " S.PD", ", S.E.", " SE", ", S.H.", " SH", ", S.SOS", ", S.KOM", " S.AG", ", A.MD", ", M.SI")


class Faults:
    """Every fault takes the right value and gives a wrong one (the same where it cannot be made)."""

    def __init__(self, random: Random) -> None:
        self.random = random

    # Names

    def name_typo(self, name: str) -> str:
        places = [place for place, mark in enumerate(name) if mark.isalpha()]
        for _ in range(1 if self.random.random() < 0.75 else 2):
            if not places:
                return name
            place = self.random.choice(places)
            name = self._slip(name, min(place, len(name) - 1))
        return name

    def _slip(self, text: str, place: int) -> str:
        kind = self.random.randrange(5)
        mark = text[place]
        if kind == 0:
            return text[:place] + text[place + 1 :]
        if kind == 1:
            return text[:place] + mark + text[place:]
        if kind == 2 and place + 1 < len(text):
            return text[:place] + text[place + 1] + mark + text[place + 2 :]
        other = self.random.choice(_NEIGHBOURS.get(mark, "A"))
        return text[:place] + other + text[place + (kind == 3) :]

    def name_old_spelling(self, name: str) -> str:
        for _ in range(self.random.choice((1, 1, 2))):
            usable = [(old, new) for old, new in _OLD if old in name]
            if usable:
                old, new = self.random.choice(usable)
                places = [place for place in range(len(name)) if name.startswith(old, place)]
                place = self.random.choice(places)
                name = name[:place] + new + name[place + len(old) :]
        return name

    def name_scanned(self, name: str) -> str:
        usable = [pair for pair in _LOOKALIKES if pair[0] in name]
        if not usable:
            return name
        old, new = self.random.choice(usable)
        return name.replace(old, new, self.random.choice((1, 1, 9)))

    def name_missing_word(self, name: str) -> str:
        words = name.split(" ")
        if len(words) < 2:
            return name
        del words[self.random.randrange(len(words))]
        return " ".join(words)

    def name_initial(self, name: str) -> str:
        words = name.split(" ")
        if len(words) < 2:
            return name
        place = self.random.choice((0, len(words) - 1, self.random.randrange(len(words))))
        words[place] = words[place][0] + self.random.choice(("", "."))
        return " ".join(words)

    def name_spacing(self, name: str) -> str:
        words = name.split(" ")
        if len(words) > 1 and self.random.random() < 0.75:
            place = self.random.randrange(len(words) - 1)
            words[place : place + 2] = [words[place] + words[place + 1]]
        elif len(name) > 5:
            place = self.random.randrange(2, len(name) - 2)
            return name[:place] + " " + name[place:]
        return " ".join(words)

    def name_order(self, name: str) -> str:
        words = name.split(" ")
        if len(words) < 2:
            return name
        place = self.random.randrange(len(words) - 1)
        words[place], words[place + 1] = words[place + 1], words[place]
        return " ".join(words)

    def name_prefix(self, name: str) -> str:
        usable = [(old, new) for old, new in _PREFIXES if name.startswith(old + " ")]
        if not usable:
            return self.name_old_spelling(name)
        old, new = max(usable, key=lambda pair: len(pair[0]))
        return f"{self.random.choice(new)}{name[len(old) :]}".strip()

    def name_title(self, name: str) -> str:
        if self.random.random() < 0.55:
            return f"{self.random.choice(_TITLES_FRONT)} {name}"
        return name + self.random.choice(_TITLES_BACK)

    def name_truncated(self, name: str) -> str:
        return (
            name[: self.random.randint(8, len(name) - 2)].rstrip() if len(name) > 14 else self.name_missing_word(name)
        )

    def name_alias(self, name: str) -> str:
        words = name.split(" ")
        kind = self.random.random()
        other = self.random.choice(material()["modern_f"] + material()["modern_m"])
        if kind < 0.25:
            return f"{name} {self.random.choice(('BIN', 'BINTI', 'ALIAS', 'BTE'))} {other}"
        if kind < 0.55:
            longest = max(words, key=len)
            return longest[-4:] if self.random.random() < 0.6 else longest[:4]
        if kind < 0.75:
            return f"{other} {words[-1]}"
        if kind < 0.85:
            return "".join(word[:3] for word in words)
        return f"{other} {self.random.choice('ABDEFHIKMNRSTWYZ')}."

    def name_format(self, name: str) -> str:
        return self.random.choice((name.title(), f" {'  '.join(name.split(' '))}", name.lower(), f"{name} "))

    # Dates

    def date_default(self, date: dt.date) -> dt.date:
        day, month = self.random.choice(DEFAULT_DAYS)
        return dt.date(date.year + self.random.choice((0, 0, 0, -1, 1, -2, 2)), month, day)

    def date_year(self, date: dt.date) -> dt.date:
        shift = self.random.choice((-1, 1, -1, 1, -2, 2, -3, 3, -10, 10))
        if self.random.random() < 0.1:
            shift = (date.year % 10 * 10 + date.year // 10 % 10) - date.year % 100
        return _valid(max(1902, date.year + shift), date.month, date.day)

    def date_month(self, date: dt.date) -> dt.date:
        month = (date.month - 1 + self.random.choice((-1, 1, -1, 1, 2, 3, 6))) % 12 + 1
        return _valid(date.year, month, date.day)

    def date_day(self, date: dt.date) -> dt.date:
        return _valid(date.year, date.month, (date.day - 1 + self.random.choice((-1, 1, -2, 2, 10, -10, 5))) % 31 + 1)

    def date_swapped(self, date: dt.date) -> dt.date:
        return dt.date(date.year, date.day, date.month) if date.day <= 12 else self.date_year(date)

    # Numbers

    def nik_digit(self, nik: str) -> str:
        place = self.random.randrange(16)
        return (
            nik[:place] + self.random.choice([mark for mark in "0123456789" if mark != nik[place]]) + nik[place + 1 :]
        )

    def nik_two_digits(self, nik: str) -> str:
        return self.nik_digit(self.nik_digit(nik))

    def nik_neighbours(self, nik: str) -> str:
        places = [place for place in range(15) if nik[place] != nik[place + 1]]
        place = self.random.choice(places)
        return nik[:place] + nik[place + 1] + nik[place] + nik[place + 2 :]

    def nik_length(self, nik: str) -> str:
        place = self.random.randrange(16)
        return nik[:place] + nik[place + 1 :] if self.random.random() < 0.75 else nik[:place] + nik[place] + nik[place:]

    def nik_area(self, nik: str) -> str:
        area = (
            self.random.choice(areas())[0][:6] if self.random.random() < 0.5 else self.random.choice(OTHER_AREAS) + "01"
        )
        return area + nik[6:]

    def nik_female(self, nik: str) -> str:
        day = int(nik[6:8])
        return f"{nik[:6]}{day - 40 if day > 40 else day + 40:02d}{nik[8:]}"

    def nik_old(self, nik: str) -> str:
        return f"{self.nik_area(nik)[:12]}{self.random.randint(1, 48):04d}"

    def nik_placeholder(self, nik: str) -> str:
        return self.random.choice(
            ("0000000000000000", "9999999999999999", "1234567890123456", f"{nik[:6]}0000000000", f"{nik[:6]}9999999999",
             f"{nik[:12]}0000", "7471000000000000")
        )  # fmt: skip

    def nik_missing(self, nik: str) -> str:
        return self.random.choice(("", "", "-", "0"))

    # Places and addresses

    def place_other_level(self, place: str) -> str:
        return self.random.choice(areas())[self.random.choice((1, 2))] if place == "KENDARI" else "KENDARI"

    def place_variant(self, place: str) -> str:
        if place == "KENDARI":
            return self.random.choice(("KOTA KENDARI", "KDI", "KENDARI SULTRA", "KAB. KENDARI"))
        return f"KAB. {place}"

    def place_other(self, place: str) -> str:
        return self.random.choice(material()["place"])

    def place_typo(self, place: str) -> str:
        return self._slip(place, self.random.randrange(len(place))) if place else place

    def address_format(self, address: str) -> str:
        for old, new in _ADDRESS_FORMS:
            if old in address and self.random.random() < 0.6:
                address = address.replace(old, self.random.choice(new), 1)
        return address.title() if self.random.random() < 0.2 else address


def _valid(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


# How often a fault of a kind is met, in a plain list (shares of all rows).
NAME_FAULTS: dict[str, float] = {
    "name_old_spelling": 0.036, "name_typo": 0.034, "name_title": 0.018, "name_missing_word": 0.015,
    "name_initial": 0.013, "name_spacing": 0.0126, "name_order": 0.012, "name_prefix": 0.010, "name_alias": 0.0095,
    "name_scanned": 0.0093, "name_truncated": 0.0024,
}  # fmt: skip
DATE_FAULTS: dict[str, float] = {
    "date_default": 0.020, "date_year": 0.017, "date_month": 0.007, "date_day": 0.007, "date_swapped": 0.0065,
    "date_missing": 0.0066,
}  # fmt: skip
NIK_FAULTS: dict[str, float] = {
    "nik_digit": 0.037, "nik_neighbours": 0.022, "nik_missing": 0.020, "nik_placeholder": 0.017, "nik_family": 0.033,
    "nik_old": 0.010, "nik_two_digits": 0.0077, "nik_length": 0.0073, "nik_area": 0.006, "nik_female": 0.005,
}  # fmt: skip
PLACE_FAULTS: dict[str, float] = {
    "place_other_level": 0.0137, "place_variant": 0.011, "place_other": 0.0077, "place_missing": 0.007,
    "place_typo": 0.0057,
}  # fmt: skip
ADDRESS_FAULTS: dict[str, float] = {"address_stale": 0.060}
SEX_FAULTS: dict[str, float] = {"sex_wrong": 0.011}
CARD_FAULTS: dict[str, float] = {"kk_stale": 0.059, "kk_missing": 0.0206}
