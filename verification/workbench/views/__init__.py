"""Pages of the workbench."""

from verification.workbench.views.bundles import (
    BundlePage,
    BundleProgress,
    Bundles,
    Freeze,
    ReverseBundlePage,
    StopBundle,
)
from verification.workbench.views.cases import CasePage, Decide, NextCase, Paper, Undo
from verification.workbench.views.queue import FormulaPage, Queue

__all__ = [
    "BundlePage",
    "BundleProgress",
    "Bundles",
    "CasePage",
    "Decide",
    "FormulaPage",
    "Freeze",
    "NextCase",
    "Paper",
    "Queue",
    "ReverseBundlePage",
    "StopBundle",
    "Undo",
]
