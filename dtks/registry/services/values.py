"""Values of a citizen: read from canonical text, refused where impossible, written with their source."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from dtks.office.models import Region
from dtks.registry.models import SOURCE_RANK, Citizen, LifeState, OtherValue, RegisterState, Source
from dtks.registry.queries.values import CODE_TABLES, code_of, may_write, value_text
from dtks.registry.services.households import SecondHead, end_memberships, settle_families
from dtks.web.memory import kept
from dtks.web.refusals import Refusal
from verification.matching.dates import is_default_birthday, parse_date
from verification.matching.names import search_key
from verification.matching.nik import clean_nik, nik_findings

_BLANKS = re.compile(r"\s+")
_HIDDEN = re.compile(r"[\u0000-\u001f\u007f\u200b-\u200f\u2028\u2029\ufeff]")
GONE = (LifeState.DECEASED, LifeState.MOVED, LifeState.INVALID)  # life_states.csv, `ends_membership`


class ImpossibleValue(Refusal):
    """A value that no citizen can have. `advice` says how to mend it, in the words of the screen."""

    def __init__(self, field: str, text: str, advice: str) -> None:
        self.field, self.text, self.advice = field, text, advice
        super().__init__(f"{Citizen.FIELDS.get(field, field)}: {advice}")

    @property
    def sentence(self) -> str:
        """The advice as a sentence of its own, under the field."""
        return self.advice[:1].upper() + self.advice[1:]


@transaction.atomic
def set_values(
    *, citizen: Citizen, values: dict[str, str], source: str, reference: str, on: date, held: bool = False
) -> list[str]:
    """Write canonical texts (registry.queries.value_text) into a citizen, with where they come from.

    A source that is worse than the one that stands changes nothing: its value is kept as "the centre says otherwise".

    Args:
        values: field of Citizen.FIELDS to text; '' makes it unknown.
        on: the day from which the source says so; memberships end and begin on it.
        held: the caller has locked and read this very citizen in the running transaction.

    Returns the fields whose value changed. `citizen` is brought up to date.

    Raises:
        ImpossibleValue: no citizen can have the value; nothing is written.
    """
    parsed = {field: parse_value(field, text) for field, text in values.items()}
    locked = citizen if held else _locked(citizen)
    was_invalid = locked.life_state == LifeState.INVALID
    changed, touched = _write(locked, parsed, source=source, reference=reference, on=on)
    if touched:
        locked.updated_at = timezone.now()
        locked.save(update_fields=[*changed, *_also(changed), "sources", "updated_at"])
    strict = source not in (Source.LIST, Source.BPS, Source.CIVIL) and not (was_invalid and changed == ["life_state"])
    _settle(locked, changed, strict=strict, on=on, reference=reference)
    if not held:
        citizen.refresh_from_db()
    return changed


def _locked(citizen: Citizen) -> Citizen:
    return Citizen.objects.select_for_update(of=("self",)).select_related("kelurahan").get(pk=citizen.pk)


@transaction.atomic
def restore_values(
    *, citizen: Citizen, values: dict[str, str], was: dict[str, dict[str, Any] | None], reference: str, on: date
) -> list[str]:
    """Write earlier values back together with the sources they had then: a correction that is undone.

    Args:
        was: field to its earlier entry in `Citizen.sources`, None where it had none.
    """
    changed = set_values(citizen=citizen, values=values, source=Source.CORRECTION, reference=reference, on=on)
    for field, entry in was.items():
        citizen.sources.pop(field, None)
        if entry:
            citizen.sources[field] = entry
    citizen.save(update_fields=["sources"])
    return changed


def _write(
    citizen: Citizen, parsed: dict[str, Any], *, source: str, reference: str, on: date
) -> tuple[list[str], bool]:
    changed: list[str] = []
    touched = False
    for field, value in parsed.items():
        same = getattr(citizen, field) == value
        if not may_write(citizen, field, source):
            _put_aside(citizen, field, value, source=source, reference=reference, on=on)
            continue
        known = citizen.sources.get(field)
        if same and known and SOURCE_RANK[source] >= SOURCE_RANK[known["source"]]:
            continue  # the same again, from no better source: its date stays the first one
        setattr(citizen, field, value)
        citizen.sources[field] = {"source": str(source), "since": on.isoformat(), "reference": reference}
        touched = True
        if not same:
            changed.append(field)
    keep_derived(citizen, changed, on)
    return changed, touched


def keep_derived(citizen: Citizen, changed: list[str], on: date) -> None:
    """What follows from other fields: the search key, the finding on the NIK, the estimated birth date."""
    if "name" in changed:
        citizen.name_key = search_key(citizen.name)[:160]
    if {"nik", "birth_date", "sex"} & set(changed):
        citizen.nik_problem = nik_problem_of(citizen.nik, citizen.birth_date, citizen.sex)
    if "birth_date" in changed:
        citizen.birth_estimated = citizen.birth_date is not None and is_default_birthday(citizen.birth_date)
    if "life_state" in changed:
        citizen.life_state_on = on


def nik_problem_of(nik: str, birth_date: date | None = None, sex: str = "") -> str:
    """Code of the worst error of a NIK, '' if it can be right (domain 2.1). Signals are no problem of the number."""
    return next((each.code for each in nik_findings(nik, birth_date, sex) if each.severity == "error"), "")


def _also(changed: list[str]) -> list[str]:
    derived = {"name": ["name_key"], "life_state": ["life_state_on"], "birth_date": ["birth_estimated", "nik_problem"]}
    derived |= {"nik": ["nik_problem"], "sex": ["nik_problem"]}
    return sorted({name for field in changed for name in derived.get(field, [])})


def _settle(citizen: Citizen, changed: list[str], *, strict: bool, on: date, reference: str) -> None:
    """Memberships follow the card number, the relation and the life state.

    strict: a second head of a card is refused. A record that was called no valid one by mistake stands again as it did,
    beside another head with the finding that it had.
    """
    if "life_state" in changed and citizen.life_state in GONE:
        end_memberships(citizen=citizen, on=on, reason=citizen.get_life_state_display())
    elif {"kk_number", "relation", "life_state"} & set(changed) and citizen.life_state not in GONE:
        try:
            settle_families(citizens=[citizen], on=on, reason=reference[:80], strict=strict)
        except SecondHead as second:
            raise ImpossibleValue("relation", citizen.relation, str(second)) from second


@transaction.atomic
def keep_other_value(
    *, citizen: Citizen, field: str, text: str, source: str, reference: str, on: date
) -> OtherValue | None:
    """Keep what a worse source says of a field, beside the value that stands; None where both say the same."""
    value = parse_value(field, text)
    return _put_aside(citizen, field, value, source=source, reference=reference, on=on)


def _put_aside(citizen: Citizen, field: str, value: Any, *, source: str, reference: str, on: date) -> OtherValue | None:
    text = value.code if isinstance(value, Region) else value.isoformat() if isinstance(value, date) else value or ""
    mine = OtherValue.objects.filter(citizen=citizen, field=field, source=source)
    if not text or text == value_text(citizen, field):
        mine.delete()
        return None
    said = {"value": text[:200], "reference": reference[:80], "seen_on": on}
    kept, _ = OtherValue.objects.update_or_create(citizen=citizen, field=field, source=source, defaults=said)
    return kept


def parse_value(field: str, text: str) -> Any:
    """The value of a field's canonical text; labels and spellings that mean a code are taken too.

    Raises ImpossibleValue with advice.
    """
    if field not in Citizen.FIELDS:
        raise ImpossibleValue(field, text, "isian ini tidak dikenal.")
    clean = _BLANKS.sub(" ", _HIDDEN.sub("", text.replace("\u00a0", " "))).strip()
    return _PARSERS.get(field, _plain)(field, clean)


def _plain(field: str, text: str) -> str:
    longest: int = getattr(Citizen, field).field.max_length
    if len(text) > longest:
        raise ImpossibleValue(field, text, f"{len(text)} huruf, paling banyak {longest}. Pendekkan.")
    return text


def _name(field: str, text: str) -> str:
    if not any(mark.isalpha() for mark in text):
        raise ImpossibleValue(field, text, "nama kosong. Tulis nama seperti pada KTP.")
    return _plain(field, text)


def _number(field: str, text: str) -> str:
    """Digits of a NIK or card number. It may be wrong; a number that only fills the cell is unknown."""
    number = clean_nik(text)
    if len(number) > 24:
        advice = f"{len(number)} angka, mestinya 16. Periksa KTP atau KK, atau kosongkan bila belum ada."
        raise ImpossibleValue(field, text, advice)
    return "" if nik_problem_of(number) == "NO_NIK" else number


def _birth_date(field: str, text: str) -> date | None:
    read = parse_date(text, timezone.localdate())
    if read.problem == "EMPTY":
        return None
    if read.date is None:
        raise ImpossibleValue(field, text, "tanggal ini tidak ada. Tulis hari-bulan-tahun, misalnya 12-03-1984.")
    if read.problem == "FUTURE":
        raise ImpossibleValue(field, text, "tanggal lahir di masa depan. Periksa tahunnya.")
    if read.problem == "TOO_OLD":
        raise ImpossibleValue(field, text, "tanggal lahir sebelum 1900. Periksa tahunnya.")
    return read.date


def _sex(field: str, text: str) -> str:
    known = {"L": "L", "P": "P", "1": "L", "2": "P", "LAKI-LAKI": "L", "PEREMPUAN": "P", "": ""}
    if text.upper() not in known:
        raise ImpossibleValue(field, text, "pilih L (laki-laki) atau P (perempuan).")
    return known[text.upper()]


def _code(field: str, text: str) -> str:
    if not text:
        return ""
    code = code_of(field, text)
    if code is None:
        raise ImpossibleValue(field, text, f"“{text}” tidak ada di tabel. Pilih salah satu dari daftar.")
    return code


def _occupation(field: str, text: str) -> str:
    return (code_of(field, text) or _plain(field, text)) if text else ""


def _life_state(field: str, text: str) -> str:
    if text not in LifeState.values:
        raise ImpossibleValue(field, text, "pilih salah satu keadaan dari daftar.")
    return text


def _register_state(field: str, text: str) -> str:
    if text not in RegisterState.values:
        raise ImpossibleValue(field, text, "pilih salah satu kedudukan dari daftar.")
    return text


def _kelurahan(field: str, text: str) -> Region | None:
    if not text:
        return None
    places = Region.objects.filter(code=text, level=Region.Level.KELURAHAN)
    region = kept(f"kelurahan:{text}", places.first)
    if region is None:
        raise ImpossibleValue(field, text, "kelurahan ini tidak dikenal. Pilih dari daftar.")
    return region


def _neighbourhood(field: str, text: str) -> str:
    if not text.isdecimal():
        return _plain(field, text)  # "RT kampung baru" is kept as it is, with a warning by the import
    return f"{int(text):03d}" if int(text) else ""


def _phone(field: str, text: str) -> str:
    digits = re.sub(r"[^\d+]", "", text).removeprefix("+")
    if not digits:
        return ""
    digits = digits.removeprefix("62").removeprefix("0")
    if not 7 <= len(digits) <= 12:
        raise ImpossibleValue(field, text, "nomor telepon 10 sampai 13 angka, diawali 0. Periksa lagi.")
    return f"+62{digits}"


_PARSERS: dict[str, Callable[[str, str], Any]] = {
    **dict.fromkeys(CODE_TABLES, _code),
    "occupation": _occupation,
    "name": _name,
    "nik": _number,
    "kk_number": _number,
    "birth_date": _birth_date,
    "sex": _sex,
    "kelurahan": _kelurahan,
    "rt": _neighbourhood,
    "rw": _neighbourhood,
    "life_state": _life_state,
    "register_state": _register_state,
    "phone": _phone,
}
