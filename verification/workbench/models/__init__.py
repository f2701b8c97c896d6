"""What the workbench keeps: bundles of like cases."""

from verification.workbench.models.bundles import Bundle, BundleQuerySet, BundleRow

__all__ = ["Bundle", "BundleQuerySet", "BundleRow"]
