"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class MonthlyConfig(AppConfig):
    name = "verification.monthly"
    label = "monthly"
    verbose_name = "Kiriman bulanan"
    menu = [MenuEntry(("operator", "kasi"), "Buku usulan", "monthly:ledger")]
