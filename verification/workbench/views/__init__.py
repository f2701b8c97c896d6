"""Pages of the workbench."""

from verification.workbench.views.bundles import (
    BundlePage,
    BundleProgress,
    Bundles,
    Freeze,
    ReverseBundlePage,
    StopBundle,
)
from verification.workbench.views.cases import CasePage, Decide, NextCase
from verification.workbench.views.formula import FormulaPage, WithdrawFormula
from verification.workbench.views.health import DataHealth, Faulty, Recount
from verification.workbench.views.losses import Losses
from verification.workbench.views.queue import Queue
from verification.workbench.views.removals import RemovalRates
from verification.workbench.views.seventeen import Seventeen, SeventeenSlip
from verification.workbench.views.undo import Paper, Undo
from verification.workbench.views.urgent import UrgentReport

__all__ = [
    "BundlePage",
    "BundleProgress",
    "Bundles",
    "CasePage",
    "DataHealth",
    "Decide",
    "Faulty",
    "FormulaPage",
    "Freeze",
    "Losses",
    "NextCase",
    "Paper",
    "Queue",
    "Recount",
    "RemovalRates",
    "ReverseBundlePage",
    "Seventeen",
    "SeventeenSlip",
    "StopBundle",
    "Undo",
    "UrgentReport",
    "WithdrawFormula",
]
