"""The room and its menu entries."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "dtks.registry"
    label = "registry"
    verbose_name = "Warga"
