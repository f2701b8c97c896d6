"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class VisitsConfig(AppConfig):
    name = "consultation.visits"
    label = "visits"
    verbose_name = "Kunjungan"
    parts = {"checked_reports": "consultation.visits.queries.checked_reports"}  # what proves an exit
    menu = [
        MenuEntry("supervisor", "Kunjungan", "visits:desk", count="consultation.visits.queries.own_count"),
        MenuEntry("facilitator", "Kunjungan", "visits:day", count="consultation.visits.queries.own_count"),
        MenuEntry(("facilitator", "supervisor"), "Terkirim", "visits:sent"),
        MenuEntry(("facilitator", "supervisor"), "Daftar kunjungan", "visits:list"),
        MenuEntry(("kelurahan", "operator", "kasi", "kabid"), "Kunjungan", "visits:list"),
    ]
