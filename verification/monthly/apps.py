"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class MonthlyConfig(AppConfig):
    name = "verification.monthly"
    label = "monthly"
    verbose_name = "Kiriman bulanan"
    menu = [
        MenuEntry(("operator", "kasi", "kabid", "mayor_office"), "Buku usulan", "monthly:ledger"),
        MenuEntry(
            "kabid", "Paket wali kota", "monthly:packets", "verification.monthly.queries.packets.circulating_count"
        ),
        MenuEntry(("operator", "kasi"), "Paket wali kota", "monthly:packets"),
        MenuEntry(("operator", "kasi", "kabid"), "Sudah disahkan", "monthly:signed"),
        MenuEntry(("operator", "kasi", "kabid"), "Tembusan", "monthly:copies"),
        MenuEntry("mayor_office", "Paket", "monthly:packets", "verification.monthly.queries.packets.circulating_count"),
        MenuEntry("mayor_office", "Sudah disahkan", "monthly:signed"),
        MenuEntry("mayor_office", "Tembusan", "monthly:copies"),
    ]
    parts = {
        "standings": "verification.monthly.queries.packets.standings_of",
        "batch_ahead": "verification.monthly.queries.ahead.batch_ahead",
    }
