"""What the workbench keeps: bundles of like cases, counts of faults, the formula of the triage."""

from verification.workbench.models.bundles import Bundle, BundleQuerySet, BundleRow
from verification.workbench.models.formula import Formula
from verification.workbench.models.health import FaultCount

__all__ = ["Bundle", "BundleQuerySet", "BundleRow", "FaultCount", "Formula"]
