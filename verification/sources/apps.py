"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class SourcesConfig(AppConfig):
    name = "verification.sources"
    label = "sources"
    verbose_name = "Sumber banding"
    menu = [
        MenuEntry("administrator", "Perjanjian Disdukcapil", "sources:agreement"),
        MenuEntry(("operator", "kasi", "kabid"), "Layanan Disdukcapil", "sources:service"),
        MenuEntry(("operator", "kasi", "kabid"), "Surat kerja Disdukcapil", "sources:orders"),
        MenuEntry(("operator", "kasi", "kabid"), "Sekolah", "sources:schools"),
    ]
