"""The room and its menu entries."""

from django.apps import AppConfig

from dtks.web.navigation import MenuEntry


class AccountsConfig(AppConfig):
    name = "dtks.accounts"
    label = "accounts"
    verbose_name = "Pengguna"

    def ready(self) -> None:
        from dtks.accounts import checks  # noqa: F401

    menu = [
        MenuEntry("administrator", "Pengguna", "accounts:users"),
        MenuEntry("administrator", "Wilayah", "accounts:regions"),
        MenuEntry("auditor", "Pembukaan data", "accounts:readings"),
    ]
