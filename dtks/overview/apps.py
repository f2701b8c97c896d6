"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class OverviewConfig(AppConfig):
    name = "dtks.overview"
    label = "overview"
    verbose_name = "Ikhtisar"
    parts = {"acts_of_ticket": "dtks.overview.queries.offers.acts_of_ticket"}
    menu = [
        MenuEntry(("kabid", "kasi"), "Ringkasan", "overview:home"),
        MenuEntry(("kabid", "kasi", "operator"), "Tunggakan", "overview:backlog"),
        MenuEntry(("kelurahan", "facilitator", "supervisor"), "Wilayah saya", "overview:home", group="Data"),
        MenuEntry(
            ("front_desk", "operator", "kasi", "kabid", "kelurahan", "facilitator", "supervisor"),
            "Warga", "overview:citizens",
        ),
        MenuEntry(
            ("front_desk", "operator", "kelurahan", "facilitator", "supervisor"), "Kelahiran", "overview:births",
            group="Data",
        ),
        MenuEntry("kabid", "Masa simpan", "overview:retention", group="Kantor"),
        MenuEntry("auditor", "Jejak", "overview:trail"),
        MenuEntry("administrator", "Kesehatan", "overview:health"),
    ]  # fmt: skip
