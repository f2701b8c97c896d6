"""The room, its menu entries, and the part that it lends to every home page."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class AssignmentsConfig(AppConfig):
    name = "dtks.assignments"
    label = "assignments"
    verbose_name = "Tugas"
    menu = [
        MenuEntry(
            ("kelurahan", "facilitator"), "Tugas", "assignments:list", count="dtks.assignments.queries.open_count"
        ),
        MenuEntry(("front_desk", "operator", "kasi", "kabid"), "Tugas", "assignments:list"),
        MenuEntry("supervisor", "Penugasan", "assignments:list", count="dtks.assignments.queries.open_count"),
    ]
    parts = {"assignments": "dtks.assignments.queries.home_part"}
