"""The room and its menu entries."""

from django.apps import AppConfig


class SiksConfig(AppConfig):
    name = "verification.siks"
    label = "siks"
    verbose_name = "Kiriman SIKS"
