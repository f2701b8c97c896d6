"""What an item would become, and what there is to look at before it is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consultation.minutes.models import Decision, Item
from consultation.minutes.queries.names import ItemShown, reason_words
from dtks.office.queries import code_labels
from dtks.registry.models import LifeState, RegisterState

RETURN_REASONS = ("Bukti kurang", "Perlu surat pindah", "Orangnya lain", "Kode keliru")
HOLD_REASONS = ("Perlu kunjungan", "Ada keberatan", "Menunggu perkara lain")
OBJECTED = HOLD_REASONS[1]
SEEN_AT_HOME = HOLD_REASONS[:2]  # reasons for which somebody is sent to the home
INSIDE = "22"
# Act of acts.csv by outcome code; what is not named here is a graduation.
EXIT_ACTS = {"41": "NOT_FOUND", "42": "NOT_FOUND", "51": "DUPLICATE", "61": "REFUSE_AID"}
LOUD_CLASSES = ("NIK_DUPLICATE", "NIK_OTHER_PERSON")
_REMOVED = {"register_state": RegisterState.REMOVED.value}


@dataclass(frozen=True)
class Change:
    """What is proposed for the register when an item is accepted; an empty act is chosen by the fields."""

    act: str
    values: Mapping[str, str]
    reason: str


def change_of(item: Item) -> Change | None:
    """The change that follows from a decision; None where the register stays as it is."""
    found = _act_and_values(item)
    if found is None:
        return None
    act, values = found
    outcome = code_labels("outcome_codes").get(item.outcome, "")
    words = ". ".join(part for part in (f"{item.outcome} {outcome}".strip(), item.reason) if part)
    return Change(act, values, words)


def _act_and_values(item: Item) -> tuple[str, Mapping[str, str]] | None:
    decision = item.decision
    if decision == Decision.DECEASED:
        return "DEATH", {"life_state": LifeState.DECEASED.value}
    if decision == Decision.MOVED and item.outcome == INSIDE and item.moved_to:
        return "MOVE_INSIDE", {"kelurahan": item.moved_to.code}
    if decision == Decision.MOVED:
        return "MOVE_OUT", {"life_state": LifeState.MOVED.value}
    if decision in (Decision.NOT_WORTHY, Decision.NOT_FOUND):
        return EXIT_ACTS.get(item.outcome, "GRADUATE"), _REMOVED
    if decision == Decision.PROPOSAL:
        return "NEW_PROPOSAL", {"register_state": RegisterState.PROPOSED.value}
    if decision == Decision.CORRECTION and item.values:
        return "", item.values
    return None


def consequence(item: Item) -> str:
    """What accepting would do, in one sentence."""
    change = change_of(item)
    if change is None:
        if item.decision == Decision.CORRECTION:
            return "Berita acara ini menjadi dasar usulan yang sedang terbuka."
        return "Tidak ada perubahan data; hanya tercatat."
    if item.decision == Decision.CORRECTION:
        return f"Usulan perbaikan mengutip {item.locator}: {reason_words(item)}."
    outcome = code_labels("outcome_codes").get(item.outcome, item.get_decision_display())
    code = f" (kode {item.outcome})" if item.outcome else ""
    return f"Usulan {outcome.lower()}{code} mengutip {item.locator}."


def is_plain(shown: ItemShown) -> bool:
    """Whether an open item has nothing to look at: no dissent, papers there, nothing adjourned, no doubled number."""
    item = shown.item
    quiet = not item.dissent and not shown.lacks_paper and shown.result not in LOUD_CLASSES
    return item.review == Item.State.OPEN and quiet and item.decision != Decision.ADJOURNED and not item.answer
