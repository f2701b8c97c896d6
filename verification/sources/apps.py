"""The room and its menu entries."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "verification.sources"
    label = "sources"
    verbose_name = "Sumber banding"
