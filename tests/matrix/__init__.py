"""The matrix of addresses and roles. Its table is made before any of its parts is imported: they need its `Line`."""

from tests.matrix import lines

__all__ = ["lines"]
