"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class TrainingConfig(AppConfig):
    name = "dtks.training"
    label = "training"
    verbose_name = "Latihan"
    menu = [
        MenuEntry(("administrator", "kabid"), "Catatan pelatihan", "training:records", group="Kantor"),
    ]
