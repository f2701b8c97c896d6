"""Writing acts of the workbench: claims, bundles, the watch over birthdays and faults."""

from verification.workbench.services.bundles import (
    DecideBundle,
    NothingAlike,
    NotYourBundle,
    ReverseBundle,
    decide_bundle,
    drop_bundle,
    freeze_bundle,
    reverse_bundle,
    take_out,
)
from verification.workbench.services.claims import CLAIM, JOINED, claim, claim_next, release
from verification.workbench.services.formula import FormulaRefused, set_formula, withdraw_formula
from verification.workbench.services.health import count_after_list, count_faults
from verification.workbench.services.losses import find_losses, find_losses_after, find_losses_of_family
from verification.workbench.services.queue import mend_queue, weigh_after_list
from verification.workbench.services.seventeen import (
    retry_after_extract,
    retry_recording,
    watch_seventeen,
)

__all__ = [
    "CLAIM",
    "JOINED",
    "DecideBundle",
    "FormulaRefused",
    "NotYourBundle",
    "NothingAlike",
    "ReverseBundle",
    "claim",
    "claim_next",
    "count_after_list",
    "count_faults",
    "decide_bundle",
    "drop_bundle",
    "find_losses",
    "find_losses_after",
    "find_losses_of_family",
    "freeze_bundle",
    "mend_queue",
    "release",
    "retry_after_extract",
    "retry_recording",
    "reverse_bundle",
    "set_formula",
    "take_out",
    "watch_seventeen",
    "weigh_after_list",
    "withdraw_formula",
]
