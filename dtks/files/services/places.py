"""Which kelurahan a row means: by code, or by its name within kecamatan and regency (domain 2.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from dtks.office.models import Region
from dtks.office.queries import slug

_KIND = re.compile(r"^(?:KELURAHAN|KEL|DESA|DS|KECAMATAN|KEC|KOTA|KABUPATEN|KAB)[. ]+", re.IGNORECASE)
# Spellings that lists really use; anything else is asked, never guessed.
_SPELLINGS = {
    "BONGOEYA": "BONGGOEYA", "RAHANDONA": "RAHANDOUNA", "ANDONOHU": "ANDUONOHU", "KASILAMPE": "KASSILAMPE",
    "KENDARI": "KENDARICADDI", "WUNDUMBATTU": "WUNDUMBATU", "KENDARICADI": "KENDARICADDI",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """What a row says of its place, as texts."""

    kelurahan: str = ""
    kelurahan_code: str = ""
    kecamatan: str = ""
    regency: str = ""
    no_prop: str = ""
    no_kab: str = ""
    no_kec: str = ""
    no_kel: str = ""

    @property
    def code(self) -> str:
        """Ten digits out of one column or four; '' if they do not make a code."""
        whole = re.sub(r"\D", "", self.kelurahan_code)
        if len(whole) == 10:
            return whole
        parts = [re.sub(r"\.0$", "", part) for part in (self.no_prop, self.no_kab, self.no_kec, self.no_kel)]
        if not all(part.isdecimal() for part in parts):
            return ""
        return "".join(part.zfill(width) for part, width in zip(parts, (2, 2, 2, 4), strict=True))


@dataclass(frozen=True)
class _Known:
    codes: frozenset[str]
    in_kecamatan: dict[tuple[str, str], str]  # slugs of kecamatan and kelurahan, of the city
    in_city: dict[str, list[str]]
    elsewhere: dict[tuple[str, str], list[str]]  # slugs of regency and kelurahan


@lru_cache(maxsize=1)
def _known() -> _Known:
    found = Region.objects.filter(level=Region.Level.KELURAHAN).select_related("parent__parent")
    codes: set[str] = set()
    city: dict[tuple[str, str], str] = {}
    names: dict[str, list[str]] = {}
    elsewhere: dict[tuple[str, str], list[str]] = {}
    for each in found:
        codes.add(each.code)
        kecamatan = each.parent
        if each.in_kendari:
            city[kecamatan.slug if kecamatan else "", each.slug] = each.code
            names.setdefault(each.slug, []).append(each.code)
        elif kecamatan and kecamatan.parent:
            elsewhere.setdefault((_bare(kecamatan.parent.name), each.slug), []).append(each.code)
    return _Known(frozenset(codes), city, names, elsewhere)


def forget_places() -> None:
    """After the regions were loaded anew."""
    _known.cache_clear()
    find_kelurahan.cache_clear()


def name_of(code: str) -> str:
    """The kelurahan of a code, as the office writes it; the code itself where it is unknown."""
    found = Region.objects.filter(code=code).only("name").first()
    return found.name if found else code


def is_kecamatan(text: str) -> bool:
    """Whether a text names a kecamatan of the city."""
    name = _bare(text)
    return bool(name) and any(name == kecamatan for kecamatan, _ in _known().in_kecamatan)


def _bare(name: str) -> str:
    return slug(_KIND.sub("", name.strip()))


@lru_cache(maxsize=20_000)
def find_kelurahan(said: Place) -> tuple[str, str]:
    """Code of the kelurahan, and a remark; ('', '') where it is unknown, ('', 'outside') beyond our tables."""
    known = _known()
    if code := said.code:
        if code in known.codes:
            return code, ""
        if not code.startswith("74"):
            return "", "outside"
    if not said.kelurahan:
        return "", ""
    for name in dict.fromkeys((slug(said.kelurahan), _bare(said.kelurahan))):
        if found := _by_name(name, _bare(said.kecamatan), _bare(said.regency), known):
            return found
    digits = re.sub(r"\D", "", said.kelurahan)
    return (digits, "") if digits in known.codes else ("", "")


def _by_name(name: str, kecamatan: str, regency: str, known: _Known) -> tuple[str, str] | None:
    spellings = [each for each in (name, _SPELLINGS.get(name, "")) if each]
    if regency in ("", "KENDARI"):
        for each in spellings:
            if code := known.in_kecamatan.get((kecamatan, each)):
                return code, ""
        for each in spellings:
            codes = known.in_city.get(each, [])
            if len(codes) == 1:
                return codes[0], "Kecamatan tidak cocok dengan kelurahan; dipakai kelurahannya." if kecamatan else ""
        return None
    codes = known.elsewhere.get((regency, name), [])
    return (codes[0], "") if len(codes) == 1 else None
