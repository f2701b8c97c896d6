"""The room and its menu entries."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "dtks.jobs"
    label = "jobs"
    verbose_name = "Pekerjaan"
