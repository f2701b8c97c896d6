"""Acts on files: keep what came in."""

from dtks.files.services.storage import RefusedFile, path_of, store_bytes

__all__ = ["RefusedFile", "path_of", "store_bytes"]
