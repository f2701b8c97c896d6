"""Writing acts of the workbench: claims, bundles."""

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

__all__ = [
    "CLAIM",
    "JOINED",
    "DecideBundle",
    "NotYourBundle",
    "NothingAlike",
    "ReverseBundle",
    "claim",
    "claim_next",
    "decide_bundle",
    "drop_bundle",
    "freeze_bundle",
    "release",
    "reverse_bundle",
    "take_out",
]
