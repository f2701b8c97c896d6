"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class ListsConfig(AppConfig):
    name = "verification.lists"
    label = "lists"
    verbose_name = "Daftar pusat"
    menu = [
        MenuEntry(("operator", "kasi", "kabid"), "Daftar pusat", "lists:index"),
        MenuEntry(("operator", "kasi", "kabid"), "Siapa dia", "lists:questions", group="Data"),
        MenuEntry(("operator", "kasi", "kabid"), "Nama muncul kembali", "lists:returns", group="Data"),
        MenuEntry(("operator", "kasi", "kabid"), "Nama untuk diverifikasi", "lists:orders", group="Data"),
    ]
    parts = {
        "lists": "verification.lists.queries.home_part",
        "beside_ledger": "verification.lists.queries.ledger_part",
    }
