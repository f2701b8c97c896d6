"""The room and its menu entries."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "dtks.web"
    label = "web"
    verbose_name = "Bagian halaman"
