"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class MinutesConfig(AppConfig):
    name = "consultation.minutes"
    label = "minutes"
    verbose_name = "Berita acara"
    menu = [
        MenuEntry(
            ("kelurahan", "operator", "kasi", "kabid"), "Berita acara", "minutes:list",
            count="consultation.minutes.queries.own_count",
        ),
        MenuEntry("kelurahan", "Kabar usulan", "minutes:news"),
    ]  # fmt: skip
