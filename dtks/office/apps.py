"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class OfficeConfig(AppConfig):
    name = "dtks.office"
    label = "office"
    verbose_name = "Kantor"
    menu = [MenuEntry(("administrator", "kabid"), "Pengaturan", "office:settings")]
