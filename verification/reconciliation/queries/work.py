"""Whose work a class of results is, and what comes next, in the words of the run's pages."""

from __future__ import annotations

from dataclasses import dataclass

from dtks.assignments.models import Owner
from verification.sources.models import ResultClass
from verification.sources.queries import CLASS_WORK


@dataclass(frozen=True)
class Work:
    """Owner and next step of a class; the fill of its bar."""

    owner: str
    step: str
    fill: str


_FILLS = {
    ResultClass.MATCH: "f-ok", ResultClass.VARIANT: "f-va", ResultClass.FIELD_DIFFERS: "f-be",
    ResultClass.NIK_DIFFERS: "f-be", ResultClass.NIK_INVALID: "f-be", ResultClass.NIK_OTHER_PERSON: "f-ganda",
    ResultClass.NIK_DUPLICATE: "f-ganda", ResultClass.DECEASED: "f-me", ResultClass.INACTIVE: "f-me",
    ResultClass.MOVED: "f-pindah", ResultClass.SERVICE_ERROR: "f-redup",
}  # fmt: skip
_NOBODYS = {
    ResultClass.MATCH: "Tidak perlu apa-apa. Dibandingkan lagi sesudah 180 hari.",
    ResultClass.SERVICE_ERROR: "Dicoba lagi sendiri. Bukan kesalahan warga.",
}
_OWNERS = {owner: "operator" if owner == Owner.OFFICE else str(owner.label) for owner in Owner}


def _work(result_class: ResultClass) -> Work:
    fill, found = _FILLS.get(result_class, "f-td"), CLASS_WORK.get(result_class)
    if found is None:
        return Work("tidak ada", _NOBODYS[result_class], fill)
    return Work(_OWNERS[Owner(found.owner)], found.step, fill)


WORK: dict[str, Work] = {result_class: _work(result_class) for result_class in ResultClass}
