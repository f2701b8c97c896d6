"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class SourcesConfig(AppConfig):
    name = "verification.sources"
    label = "sources"
    verbose_name = "Sumber banding"
    menu = [
        MenuEntry("kasi", "Layanan Disdukcapil", "sources:service"),
        MenuEntry("operator", "Surat kerja Disdukcapil", "sources:orders"),
        MenuEntry(("operator", "kasi"), "Sekolah", "sources:schools"),
    ]
