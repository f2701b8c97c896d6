"""The room and its menu entries."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "dtks.office"
    label = "office"
    verbose_name = "Kantor"
