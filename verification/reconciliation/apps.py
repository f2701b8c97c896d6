"""The room and its menu entries."""

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    name = "verification.reconciliation"
    label = "reconciliation"
    verbose_name = "Rekonsiliasi"

    def ready(self) -> None:
        """Register the checks of the room's settings."""
        from verification.reconciliation import checks  # noqa: F401
