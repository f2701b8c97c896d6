"""The room and its menu entries."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "dtks.papers"
    label = "papers"
    verbose_name = "Arsip"
