"""Writing acts of the room."""

from verification.sources.services.comparisons import NoExtract, compare_now, compared_fields
from verification.sources.services.extracts import MergeExtract, StageExtract

__all__ = ["MergeExtract", "NoExtract", "StageExtract", "compare_now", "compared_fields"]
