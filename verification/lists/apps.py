"""The room and its menu entries."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "verification.lists"
    label = "lists"
    verbose_name = "Daftar pusat"
