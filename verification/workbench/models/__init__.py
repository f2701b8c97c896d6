"""What the workbench keeps: queue, bundles of like cases, counts of faults, losses ahead, the formula of the triage."""

from verification.workbench.models.bundles import Bundle, BundleQuerySet, BundleRow
from verification.workbench.models.formula import Formula
from verification.workbench.models.health import FaultCount
from verification.workbench.models.losses import Loss
from verification.workbench.models.queue import Queued, Turn

__all__ = ["Bundle", "BundleQuerySet", "BundleRow", "FaultCount", "Formula", "Loss", "Queued", "Turn"]
