"""The identity panel: each value with where it comes from, and what the civil registry says beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dtks.registry.models import Citizen, Source
from dtks.registry.queries import display_text, source_words, value_text
from verification.matching.differences import Difference, mark

# The rows of the identity panel: the fields that stand together in one, and their word.
PANEL: list[tuple[str, tuple[str, ...]]] = [
    ("Nama", ("name",)),
    ("NIK", ("nik",)),
    ("Lahir", ("birth_place", "birth_date")),
    ("Jenis kelamin", ("sex",)),
    ("Nama ibu", ("mother_name",)),
    ("Alamat", ("address", "rt", "rw", "kelurahan")),
    ("No. KK", ("kk_number",)),
    ("Status kawin", ("marital_status",)),
    ("Pekerjaan", ("occupation",)),
    ("KTP-el", ("ktp_state",)),
    ("Keadaan", ("life_state",)),
    ("Telepon", ("phone",)),
]
NUMBERS = ("nik", "kk_number")
VERDICT_CLASS = {"same": "MATCH", "variant": "VARIANT", "differs": "FIELD_DIFFERS"}


@dataclass(frozen=True)
class Value:
    """One field of the panel: ours, the register's if it differs, marked inside the word."""

    field: str
    text: str
    theirs: str = ""
    difference: Difference | None = None

    @property
    def is_number(self) -> bool:
        return self.field in NUMBERS

    @property
    def prefix(self) -> str:
        return {"rt": "RT ", "rw": "RW ", "kelurahan": "Kel. "}.get(self.field, "")


@dataclass(frozen=True)
class PanelRow:
    """A row of the identity panel with where it comes from and how it compares."""

    label: str
    values: list[Value]
    source: str
    since: str
    result: str  # a result class for the chip, '' not compared
    others: list[tuple[str, str]] = field(default_factory=list)  # source in words, what it says

    @property
    def is_known(self) -> bool:
        return any(value.text for value in self.values)

    @property
    def known_values(self) -> list[Value]:
        return [value for value in self.values if value.text]

    @property
    def their_values(self) -> list[Value]:
        return [value for value in self.values if value.theirs]

    @property
    def is_number(self) -> bool:
        return self.values[0].is_number

    @property
    def differs(self) -> bool:
        return self.result not in ("", "MATCH")


def panel_of(citizen: Citizen, compared: dict[str, Any], others: list[dict[str, Any]]) -> list[PanelRow]:
    """The identity panel: each row with source, date, the register's value where it differs, what others say."""
    rows = [_panel_row(citizen, label, fields, compared, others) for label, fields in PANEL]
    return [row for row in rows if row.is_known or row.result or row.label in ("Nama", "NIK", "Lahir", "No. KK")]


def _panel_row(
    citizen: Citizen, label: str, fields: tuple[str, ...], compared: dict[str, Any], others: list[dict[str, Any]]
) -> PanelRow:
    values = [_value(citizen, name, compared.get(name)) for name in fields]
    verdicts = [compared[name].get("verdict") for name in fields if name in compared]
    worst = next((each for each in ("differs", "variant", "same") if each in verdicts), "")
    leading = next((name for name in reversed(fields) if value_text(citizen, name)), fields[0])
    known = citizen.sources.get(leading) or {}
    said = [
        (
            f"{_capital(str(Source(each['source']).label))}: {each['reference']}",
            display_text(each["field"], each["value"]),
        )
        for each in others
        if each["field"] in fields and each["value"] != value_text(citizen, each["field"])
    ]
    return PanelRow(
        label=label,
        values=values,
        source=source_words(citizen, leading),
        since=str(known.get("reference") or ""),
        result=VERDICT_CLASS.get(worst, ""),
        others=said,
    )


def _value(citizen: Citizen, name: str, compared: dict[str, Any] | None) -> Value:
    ours = value_text(citizen, name)
    shown = display_text(name, ours)
    theirs = str((compared or {}).get("theirs") or "")
    if not compared or compared.get("verdict") in ("same", "unknown", None) or not theirs:
        return Value(name, shown)
    their_words = display_text(name, theirs)
    if name in NUMBERS:
        return Value(name, ours, theirs, mark(ours, theirs, "nik"))
    kind = {"birth_date": "tgl_lahir", "name": "nama", "mother_name": "nama"}.get(name, "alamat")
    return Value(name, shown, their_words, mark(shown, their_words, kind))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
