"""Writing acts of the room."""

from verification.sources.services.comparisons import NoExtract, compare_now

__all__ = ["NoExtract", "compare_now"]
