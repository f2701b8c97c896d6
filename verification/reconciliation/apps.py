"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class ReconciliationConfig(AppConfig):
    name = "verification.reconciliation"
    label = "reconciliation"
    verbose_name = "Rekonsiliasi"
    menu = [MenuEntry(("operator", "kasi", "kabid"), "Rekonsiliasi", "reconciliation:runs")]

    def ready(self) -> None:
        """Register the checks of the room's settings."""
        from verification.reconciliation import checks  # noqa: F401
