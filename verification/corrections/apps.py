"""The room and its menu entries."""

from django.apps import AppConfig


class CorrectionsConfig(AppConfig):
    name = "verification.corrections"
    label = "corrections"
    verbose_name = "Perbaikan"
