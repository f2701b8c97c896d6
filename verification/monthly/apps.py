"""The room and its menu entries."""

from django.apps import AppConfig


class MonthlyConfig(AppConfig):
    name = "verification.monthly"
    label = "monthly"
    verbose_name = "Kiriman bulanan"
