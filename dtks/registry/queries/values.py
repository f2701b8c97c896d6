"""Values of a citizen as text: the canonical form that proposals carry, and the form of the screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dtks.office.models import Region
from dtks.office.queries import code_by_label, code_labels, kelurahan_of_kendari, slug
from dtks.registry.models import SOURCE_RANK, Citizen, LifeState, RegisterState, Sex, Source

CODE_TABLES = {
    "relation": "family_relations",
    "marital_status": "marital_status",
    "religion": "religions",
    "education": "education",
    "ktp_state": "ktp_states",
    "occupation": "occupations",
}
_CARD_WORDS = {"4": "Sudah cetak", "5": "Siap cetak", "6": "Kartu dikirim", "7": "Menunggu cetak", "8": "Sudah terima"}


def value_text(citizen: Citizen, field: str) -> str:
    """Canonical text of a field of Citizen.FIELDS: dates ISO, kelurahan as 10 digits, codes as code, '' unknown."""
    if field == "kelurahan":
        return citizen.kelurahan.code if citizen.kelurahan else ""
    value = getattr(citizen, field)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def display_text(field: str, text: str) -> str:
    """A canonical text for the screen: 12-03-1984, names of kelurahan, labels of codes; '' stays ''."""
    if not text:
        return ""
    if shown := _SHOWN.get(field):
        return shown(text)
    if table := CODE_TABLES.get(field):
        return _sentence(code_labels(table).get(text, text))
    return text


def code_of(field: str, text: str) -> str | None:
    """The code that a label, spelling variant or code stands for; None if the table has nothing like it."""
    return code_by_label(CODE_TABLES[field]).get(slug(text))


def may_write(citizen: Citizen, field: str, source: str) -> bool:
    """Whether a source is good enough for a field: as good as the one that stands, or nothing is known there yet."""
    if not value_text(citizen, field) and field not in citizen.sources:
        return True
    return SOURCE_RANK[source] <= SOURCE_RANK[citizen.source_of(field)["source"]]


def source_words(citizen: Citizen, field: str) -> str:
    """Where a value comes from, for the small line under a field: "Disdukcapil 2026"."""
    if not value_text(citizen, field):
        return ""
    known = citizen.sources.get(field)
    if known is None:
        return "" if citizen.register_state == "unlisted" else str(Source.LIST.label).capitalize()
    label = str(Source(known["source"]).label)
    return f"{label[:1].upper()}{label[1:]} {str(known.get('since', ''))[:4]}".strip()


def _place(code: str) -> str:
    known = kelurahan_of_kendari().get(code)
    if known:
        return known.name
    region = Region.objects.filter(code=code).first()
    return region.name if region else code


def _sentence(label: str) -> str:
    """A label of a code table, which stands there in capitals, in the case of the screen; short forms stay."""
    if not label.isupper():
        return label
    words = label.replace("SD/SEDERAJAT", "SD/sederajat").replace("SLTP/SEDERAJAT", "SLTP/sederajat")
    words = words.replace("SLTA/SEDERAJAT", "SLTA/sederajat")
    kept = ("SD/", "SLTP/", "SLTA/", "TNI", "POLRI", "PNS", "DPR", "III", "II", "IV", "I", "I/II", "YME")
    parts = [word if word.startswith(("SD/", "SLT")) or word in kept else word.lower() for word in words.split()]
    text = " ".join(parts)
    return text[:1].upper() + text[1:]


_SHOWN: dict[str, Callable[[str], str]] = {
    "birth_date": lambda text: "-".join(reversed(text.split("-"))),
    "kelurahan": _place,
    "sex": lambda text: dict(Sex.choices).get(text, text),
    "life_state": lambda text: dict(LifeState.choices).get(text, text).capitalize(),
    "register_state": lambda text: str(dict(RegisterState.choices).get(text, text)).capitalize(),
    "ktp_state": lambda text: _CARD_WORDS.get(text) or _sentence(code_labels("ktp_states").get(text, text)),
    "phone": lambda text: "0" + text.removeprefix("+62"),
}
