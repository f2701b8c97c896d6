"""A small office whose accepted corrections go to the centre."""

from tests.verification.siks.conftest import applied, kadia, templates

__all__ = ["applied", "kadia", "templates"]
