"""Writing acts of the room."""

from verification.sources.services.comparisons import NoExtract, compare_now, compared_fields

__all__ = ["NoExtract", "compare_now", "compared_fields"]
