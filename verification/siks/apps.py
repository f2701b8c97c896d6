"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class SiksConfig(AppConfig):
    name = "verification.siks"
    label = "siks"
    verbose_name = "Kiriman SIKS"
    menu = [
        MenuEntry(("operator", "kasi", "kabid", "mayor_office"), "Kiriman SIKS", "siks:batches"),
        MenuEntry(("operator", "kasi", "kabid"), "Jawaban pusat", "siks:returns"),
    ]
