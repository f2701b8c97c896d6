"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class FilesConfig(AppConfig):
    name = "dtks.files"
    label = "files"
    verbose_name = "Berkas masuk"
    menu = [MenuEntry(("operator", "kasi", "kabid"), "Berkas masuk", "files:list")]
