"""Birthplaces: towns, old regencies and their short forms (domain 3.3)."""

import functools
import re

from verification.matching import names

SYNONYMS = {
    "KDI": "KENDARI", "KENDARI SULTRA": "KENDARI", "BAUBAU": "BAU BAU", "BAU": "BAU BAU", "BUTON": "BAU BAU",
    "RAHA": "MUNA",
    "WANCI": "WAKATOBI", "ANDOOLO": "KONAWE SELATAN", "KONSEL": "KONAWE SELATAN", "KONUT": "KONAWE UTARA",
    "KOLUT": "KOLAKA UTARA", "BUTUR": "BUTON UTARA", "UNAAHA": "KONAWE", "UJUNG PANDANG": "MAKASSAR",
    "U PANDANG": "MAKASSAR", "UPANDANG": "MAKASSAR", "MAKASAR": "MAKASSAR", "WATAMPONE": "BONE", "SBY": "SURABAYA",
    "JKT": "JAKARTA", "BDG": "BANDUNG", "TATOR": "TANA TORAJA", "TORAJA": "TANA TORAJA",
}  # fmt: skip
_KIND = re.compile(r"^(?:KOTA ADMINISTRASI|KOTA|KOTAMADYA|KAB|KABUPATEN|KODYA|KEC|KEL|DESA)\s+(?=\S)")
_PROVINCE = re.compile(r"\s+(?:SULTRA|SULSEL|SULAWESI TENGGARA|SULAWESI SELATAN|SULTENG|SULUT|JATIM|JABAR|JATENG)$")


@functools.lru_cache(maxsize=50_000)
def normalise(raw: str) -> str:
    """A birthplace without its kind and province, in today's name: `Kab. Muna`, `Raha` and `MUNA` are one."""
    text = names.written(raw)
    for _ in range(4):
        shorter = SYNONYMS.get(text) or _PROVINCE.sub("", _KIND.sub("", text))
        if shorter == text:
            break
        text = shorter
    return text


def similarity(left: str, right: str) -> float:
    """Likeness of two birthplaces, 0.0 to 1.0; an empty one is unknown: 0.5."""
    from rapidfuzz.distance import DamerauLevenshtein

    one, two = normalise(left), normalise(right)
    if not one or not two:
        return 0.5
    if one == two:
        return 1.0
    if names.sound(one.replace(" ", "")) == names.sound(two.replace(" ", "")):
        return 0.96
    shorter, longer = sorted((one, two))
    return float(DamerauLevenshtein.normalized_similarity(shorter, longer))
