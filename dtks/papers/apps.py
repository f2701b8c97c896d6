"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class PapersConfig(AppConfig):
    name = "dtks.papers"
    label = "papers"
    verbose_name = "Arsip"
    menu = [
        MenuEntry(("front_desk", "operator", "kasi", "kabid", "kelurahan"), "Arsip", "papers:archive"),
        MenuEntry(("front_desk", "operator", "kasi", "kabid", "kelurahan"), "Aturan syarat", "papers:rules"),
    ]
