"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class TrainingConfig(AppConfig):
    name = "dtks.training"
    label = "training"
    verbose_name = "Latihan"
    parts = {"lesson": "dtks.training.queries.lesson_at"}
    menu = [
        MenuEntry(("administrator", "kabid"), "Catatan pelatihan", "training:records", group="Kantor"),
    ]
