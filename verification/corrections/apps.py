"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class CorrectionsConfig(AppConfig):
    name = "verification.corrections"
    label = "corrections"
    verbose_name = "Perbaikan"
    menu = [
        MenuEntry("front_desk", "Usulan", "corrections:list", count="verification.corrections.queries.returned_count"),
        MenuEntry("kabid", "Aturan pemutus", "corrections:rules", group="Kantor"),
        MenuEntry(("operator", "kasi", "kabid", "supervisor", "kelurahan"), "Usulan", "corrections:list"),
    ]
