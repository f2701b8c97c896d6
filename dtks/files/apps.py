"""The room and its menu entries."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "dtks.files"
    label = "files"
    verbose_name = "Berkas masuk"
