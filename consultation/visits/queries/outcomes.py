"""What a finding would change in the register. The facilitator only found it; others decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consultation.visits.models import Report
from dtks.office.queries import code_labels
from dtks.registry.models import Citizen, LifeState, RegisterState
from dtks.registry.services import ImpossibleValue, typed_value

NOT_FOUND_CODES = ("41", "42")
AGAIN = ("41", "63", "72")  # nobody was met: one visit is not enough
VISITS_BEFORE_REMOVAL = 2  # on different days, domain.md 6.1
EXIT_ACTS = {"31": "GRADUATE", "32": "GRADUATE", "33": "GRADUATE", "34": "GRADUATE", "35": "GRADUATE",
             "37": "GRADUATE", "41": "NOT_FOUND", "42": "NOT_FOUND", "51": "DUPLICATE", "61": "REFUSE_AID"}  # fmt: skip
MENDED = {"B16": "name", "B17": "address", "B18": "rt", "B19": "rw"}  # question -> field of the register
# Question -> column of the centre's proposal sheet: of the home, and of each member.
HOUSE = {
    "C01": "house_status", "C03": "floor_area", "C04": "floor", "C05": "wall", "C06": "roof", "C07": "water",
    "C08": "lighting", "C09": "power", "C10": "fuel", "C11": "toilet",
}  # fmt: skip
OF_MEMBER = {"E02": "relation", "E07": "occupation", "E09": "chronic", "E11": "pregnant"}
DEAD, MISSING_MEMBER = ("11", "12", "13"), "4"
PICTURES: dict[str, tuple[str, str]] = {
    "0": ("padan", "check"), "1": ("meninggal", "person-minus"), "2": ("pindah", "house-arrow"),
    "3": ("berbeda", "x"), "4": ("kosong", "lens-x"), "5": ("ganda", "sheets"), "6": ("varian", "warning"),
    "7": ("kosong", "clock"),
}  # fmt: skip
SHORT = {
    "01": "Layak", "02": "Layak, perbaiki", "11": "Meninggal", "12": "Meninggal", "13": "Meninggal, pengurus",
    "21": "Pindah", "22": "Pindah kelurahan", "23": "PMI", "31": "Sudah mampu", "41": "Tak ditemukan",
    "42": "Rumah tak ada", "51": "Ganda", "52": "Bagian lain", "61": "Menolak bantuan", "62": "Menolak didata",
    "63": "Tak ditemui", "64": "Tak tercatat", "72": "Tertunda",
}  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """A change that a finding proposes about one citizen; an empty act is chosen by the fields."""

    citizen: int
    act: str
    values: Mapping[str, str]
    outcome: str  # that of the visit; of a member who died it is his own


def chip_of(outcome: str) -> tuple[str, str, str]:
    """Family, word and icon of a finding."""
    if not outcome:
        return "kosong", "belum ada", "clock"
    family, picture = PICTURES.get(outcome[0], ("kosong", "clock"))
    if outcome == "02":
        family, picture = "varian", "approx"
    return family, SHORT.get(outcome, code_labels("outcome_codes").get(outcome, outcome)[:24]), picture


def proposals_of(report: Report, *, attempts: int) -> list[Proposal]:
    """What follows from a report, were it decided.

    Args:
        attempts: visits that found the same, on different days; a removal as not found needs two.
    """
    own = report.visit.citizen_id
    found = [Proposal(own, act, values, report.outcome) for act, values in [_change(report, attempts)] if values]
    members: Mapping[str, Mapping[str, str]] = report.answers.get("members", {})
    for key, given in members.items():
        if given.get("E01") == MISSING_MEMBER and int(key) != own:
            found.append(Proposal(int(key), "DEATH", {"life_state": LifeState.DECEASED.value}, DEAD[0]))
    return found


def _change(report: Report, attempts: int) -> tuple[str, Mapping[str, str]]:
    outcome, answers = report.outcome, report.answers
    if outcome in DEAD:
        return "DEATH", {"life_state": LifeState.DECEASED.value}
    if outcome == "21":
        return "MOVE_OUT", {"life_state": LifeState.MOVED.value}
    if outcome == "22" and answers.get("B15"):
        return "MOVE_INSIDE", {"kelurahan": str(answers["B15"])}
    if outcome in NOT_FOUND_CODES and attempts < VISITS_BEFORE_REMOVAL:
        return "", {}
    if outcome in EXIT_ACTS:
        return EXIT_ACTS[outcome], {"register_state": RegisterState.REMOVED.value}
    return "", _mended(answers, report.visit.citizen) if outcome == "02" else {}


def _mended(answers: Mapping[str, object], citizen: Citizen) -> dict[str, str]:
    """Values that the register has wrong; what nobody can have is left for a person to read in the report."""
    found = {}
    for question, field in MENDED.items():
        text = str(answers.get(question, "")).strip()
        if not text:
            continue
        try:
            value = str(typed_value(field, text) or "")
        except ImpossibleValue:
            continue
        if value and value != getattr(citizen, field):
            found[field] = value
    return found


def house_of(report: Report) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """What a report says of the home and of each member, in the words of the centre's sheet; empty: nobody looked."""
    values = {column: str(report.answers[code]) for code, column in HOUSE.items() if report.answers.get(code)}
    members: Mapping[str, Mapping[str, str]] = report.answers.get("members", {})
    own = {
        key: {column: str(given[code]) for code, column in OF_MEMBER.items() if given.get(code)}
        for key, given in members.items()
    }
    return values, {key: said for key, said in own.items() if said}


def consequence(report: Report, *, attempts: int) -> str:
    """What follows when the supervisor accepts, in one sentence."""
    if report.outcome in AGAIN and attempts < VISITS_BEFORE_REMOVAL:
        return "Tidak ada yang berubah; kunjungan kedua dibuat untuk hari lain."
    found = proposals_of(report, attempts=attempts)
    if not found:
        return "Menjadi bukti; daftar tidak berubah."
    return f"Menjadi bukti bagi {len(found)} usulan. Operator yang memutuskan."
